// Scenarios as short texts, for tests.
#ifndef AURAX_TESTS_MASTER_SCENARIO_SCENARIO_TEXT_H_
#define AURAX_TESTS_MASTER_SCENARIO_SCENARIO_TEXT_H_

#include <gtest/gtest.h>
#include <optional>
#include <string>
#include <vector>

#include "master/scenario/load_scenario.h"

namespace aurax::load::master {

inline ScenarioOptions TestOptions() {
  ScenarioOptions options;
  options.environment = [](const std::string& name) -> std::optional<std::string> {
    if (name == "TOKEN") return "a b";
    return std::nullopt;
  };
  return options;
}

inline std::vector<std::string> MistakesOf(const std::string& text,
                                           const ScenarioOptions& options = TestOptions()) {
  std::vector<std::string> out;
  for (const Mistake& m : LoadScenarioText(text, "s.yaml", options).mistakes) {
    out.push_back(m.ToString());
  }
  return out;
}

// The scenario; mistakes fail the test.
inline v1::Scenario Load(const std::string& text, const ScenarioOptions& options = TestOptions()) {
  LoadedScenario loaded = LoadScenarioText(text, "s.yaml", options);
  for (const Mistake& m : loaded.mistakes) ADD_FAILURE() << m.ToString();
  return loaded.scenario;
}

// One class A with the lines of `task` (not indented) as its task t; `top` are further lines at the
// top.
inline std::string TaskText(const std::string& task, const std::string& top = "") {
  std::string out = "host: http://h\n" + top + "users:\n  A:\n    tasks:\n      t:\n        ";
  for (const char c : task) {
    out += c;
    if (c == '\n') out += "        ";
  }
  return out + "\n";
}

inline v1::Task LoadTask(const std::string& task, const std::string& top = "") {
  const v1::Scenario scenario = Load(TaskText(task, top));
  return scenario.user_classes_size() == 1 ? scenario.user_classes(0).tasks(0) : v1::Task();
}

inline v1::Request LoadRequest(const std::string& request, const std::string& top = "") {
  const v1::Task task = LoadTask(request, top);
  return task.steps_size() == 1 ? task.steps(0).request() : v1::Request();
}

// Literals as they are, expressions as <kind> with the encoding: {"a":<pick:VALUE>}.
inline std::string Show(const v1::Template& t) {
  static const char* const kEncodings[] = {"", ":VALUE", ":TEXT", ":URL", ":HEADER"};
  std::string out;
  for (const v1::TemplatePart& part : t.parts()) {
    if (part.has_literal()) {
      out += part.literal();
      continue;
    }
    const auto* descriptor = part.expression().GetDescriptor();
    const auto* field = part.expression().GetReflection()->GetOneofFieldDescriptor(
        part.expression(), descriptor->FindOneofByName("kind"));
    out += "<" + field->name() + kEncodings[part.encoding()] + ">";
  }
  return out;
}

}  // namespace aurax::load::master

#endif  // AURAX_TESTS_MASTER_SCENARIO_SCENARIO_TEXT_H_
