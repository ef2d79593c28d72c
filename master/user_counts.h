// Virtual users of a run, by class. Belongs to the control thread.
#ifndef AURAX_MASTER_USER_COUNTS_H_
#define AURAX_MASTER_USER_COUNTS_H_

#include <chrono>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "aurax/load/v1/journal.pb.h"
#include "aurax/load/v1/report.pb.h"
#include "aurax/load/v1/scenario.pb.h"
#include "aurax/load/v1/snapshot.pb.h"
#include "common/clock.h"

namespace aurax::load::master {

class UserCounts {
 public:
  // A worker that has sent nothing for so long runs nobody any more: its lease is over.
  static constexpr Duration kSilence = std::chrono::seconds(10);

  explicit UserCounts(size_t user_classes);

  // Requires a snapshot that RunMetrics found valid.
  void Add(const v1::Snapshot& snapshot);

  void Save(v1::UserCountsState* out) const;
  // Takes the place of what is there. False, with nothing usable in it, if `state` is of other
  // classes.
  bool Restore(const v1::UserCountsState& state);

  // It runs nobody any more: its lease is over.
  void Lose(const std::string& worker_id);

  uint64_t starts() const;
  uint64_t user_us() const { return user_us_; }
  // Up to when the worker that is furthest has reported.
  Duration reported() const;
  // One per class, in the scenario's order; `running` as of `now`.
  void Fill(const v1::Scenario& scenario, Duration now,
            google::protobuf::RepeatedPtrField<v1::ClassUsers>* out) const;

 private:
  struct Class {
    uint64_t started = 0, ended_early = 0, iterations = 0;
  };
  struct Worker {
    Duration reported{0};
    std::vector<uint32_t> running;  // by class
  };
  std::vector<Class> classes_;
  std::map<std::string, Worker> workers_;
  uint64_t user_us_ = 0;
};

}  // namespace aurax::load::master

#endif  // AURAX_MASTER_USER_COUNTS_H_
