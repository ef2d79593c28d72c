// From a scenario file to v1::Scenario: every mistake at once, with its place.
#ifndef AURAX_MASTER_SCENARIO_LOAD_SCENARIO_H_
#define AURAX_MASTER_SCENARIO_LOAD_SCENARIO_H_

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "aurax/load/v1/scenario.pb.h"

namespace aurax::load::master {

// Prints as "scenarios/x.yaml:12:5: unknown key 'wieght', did you mean 'weight'?". line 0: not
// about a place in the file.
struct Mistake {
  std::string file;
  int line = 0;    // from 1
  int column = 0;  // from 1
  std::string message;
  std::string ToString() const;
};

// What the command line adds to a scenario before it is resolved.
struct ScenarioOptions {
  std::vector<std::string> tags;          // keep only tasks with one of these
  std::vector<std::string> exclude_tags;  // drop tasks with one of these; wins
  std::vector<std::string> user_classes;  // empty: all
  std::optional<std::string> host;        // overrides every host
  bool equal_weights = false;
  std::vector<std::string> thresholds;  // beside the scenario's
  bool ignore_thresholds = false;       // the scenario's own
  std::vector<std::string>
      config_users;  // JSON objects or arrays of them, or paths ending in .json
  // Looks up environment variables; null: the process's own.
  std::function<std::optional<std::string>(const std::string&)> environment;
};

struct LoadedScenario {
  v1::Scenario scenario;
  std::vector<Mistake> mistakes;      // not empty: the scenario must not be used
  std::vector<std::string> warnings;  // such as a user class left without tasks by the tags
};

// `path`: a YAML file; data and body files are relative to its folder. Thread-compatible, no global
// state.
LoadedScenario LoadScenario(const std::string& path, const ScenarioOptions& options);
// The same from text; `file` is used in messages and as the base of relative paths.
LoadedScenario LoadScenarioText(const std::string& text, const std::string& file,
                                const ScenarioOptions& options);

}  // namespace aurax::load::master

#endif  // AURAX_MASTER_SCENARIO_LOAD_SCENARIO_H_
