// A scenario while it is read: what all readers share. Lives for one LoadScenario(); not
// thread-safe.
#ifndef AURAX_MASTER_SCENARIO_DRAFT_H_
#define AURAX_MASTER_SCENARIO_DRAFT_H_

#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "aurax/load/v1/scenario.pb.h"
#include "master/scenario/load_scenario.h"
#include "master/scenario/mistakes.h"

namespace aurax::load::master {

class Draft {
 public:
  // `options` must outlive the draft.
  Draft(std::string file, const ScenarioOptions& options);

  Mistakes mistakes;
  v1::Scenario scenario;
  const ScenarioOptions& options;

  // What a path in the scenario is relative to; empty or with a trailing slash.
  const std::string& folder() const { return folder_; }
  std::optional<std::string> Environment(const std::string& name) const;
  // The content of a file named in the scenario; a mistake at `place` and nothing when it cannot be
  // read, or, where `as_text`, is not UTF-8.
  std::optional<std::string> ReadFile(const std::string& path, Place place, bool as_text);

  // Index of (method, name) in scenario.request_names, each once.
  uint32_t NameId(const std::string& method, const std::string& name);
  // Index into scenario.data; nothing when there is no such source.
  std::optional<uint32_t> FindSource(const std::string& name) const;
  std::vector<std::string> SourceNames() const;
  uint32_t NewCounter() { return counters_++; }

  // Variables live within one user class: what it uses, one of its steps must capture.
  void BeginClass();
  uint32_t CaptureVariable(const std::string& name);
  uint32_t UseVariable(const std::string& name, Place place);
  // Adds a mistake for every variable that was used and is captured nowhere in the class.
  void EndClass();

 private:
  uint32_t VariableSlot(const std::string& name);

  const std::string folder_;
  std::map<std::pair<std::string, std::string>, uint32_t> name_ids_;
  std::map<std::string, uint32_t> variable_slots_;
  std::set<std::string> captured_;                   // in this class
  std::vector<std::pair<std::string, Place>> uses_;  // in this class
  uint32_t counters_ = 0;
};

}  // namespace aurax::load::master

#endif  // AURAX_MASTER_SCENARIO_DRAFT_H_
