// A scenario compiled for running: ids instead of names, templates as segments, patterns compiled,
// every step list a flat sequence of operations. Built once per run, immutable, shared by all loops
// of a worker.
#ifndef AURAX_WORKER_SCRIPT_H_
#define AURAX_WORKER_SCRIPT_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "aurax/load/v1/scenario.pb.h"
#include "common/random.h"
#include "worker/pattern.h"
#include "worker/request_script.h"
#include "worker/script_tables.h"
#include "worker/wait_time.h"

namespace aurax::load::worker {

// A virtual user walks these with a program counter; unless it jumps, the next one follows.
struct Operation {
  enum class Kind : uint8_t {
    kSend,        // requests [index, index + count) at once, until the last is answered
    kThink,       // thinks()[index]
    kJumpUnless,  // to target, unless conditions()[index] holds
    kJump,        // to target
    kLoop,     // begins `count` rounds, counted in loop slot `index`; to target if there are none
    kLoopEnd,  // to target while loop slot `index` has rounds left
  };
  Kind kind;
  uint32_t index = 0;
  uint32_t count = 0;
  uint32_t target = 0;
};

struct StepRange {
  uint32_t begin = 0, end = 0;  // of operations()
  bool empty() const { return begin == end; }
};

struct Condition {
  uint32_t slot = 0;
  v1::Condition::Test test = v1::Condition::TEST_EXISTS;
  std::string operand;
  std::optional<Pattern> pattern;
  // An uncaptured variable is missing, equals nothing and matches nothing.
  bool Holds(const UserMemory& memory) const;
};

struct ClassScript {
  std::string name;
  WaitTime wait;
  StepRange on_start, on_stop;
  std::vector<StepRange> tasks;
  // Running sums: of the weights; of the repetitions, round(weight) but at least 1, in a sequence.
  std::vector<double> shares;
  bool sequence = false;
  bool stop_on_failed_start = false;
  v1::HttpSettings http;

  // The task of a user's iteration `turn` (from 0). Requires tasks.
  size_t ChooseTask(uint64_t turn, RandomStream* task_stream) const;
};

class Script {
 public:
  // Errors: InvalidArgument where the scenario is not one that a master's parser writes (an id out
  // of range, a pattern that does not compile); the message names the place.
  static absl::StatusOr<std::shared_ptr<const Script>> Compile(const v1::Scenario& scenario);

  const ScriptTables& tables() const { return tables_; }
  const std::vector<Operation>& operations() const { return operations_; }
  const std::vector<RequestScript>& requests() const { return requests_; }
  const std::vector<WaitTime>& thinks() const { return thinks_; }
  const std::vector<Condition>& conditions() const { return conditions_; }
  const std::vector<ClassScript>& classes() const { return classes_; }
  size_t request_names() const { return request_names_; }

 private:
  friend class ScriptCompiler;
  Script() = default;

  ScriptTables tables_;
  std::vector<Operation> operations_;
  std::vector<RequestScript> requests_;
  std::vector<WaitTime> thinks_;
  std::vector<Condition> conditions_;
  std::vector<ClassScript> classes_;
  size_t request_names_ = 0;
};

}  // namespace aurax::load::worker

#endif  // AURAX_WORKER_SCRIPT_H_
