#include "master/scenario/load_scenario.h"

#include <algorithm>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "master/scenario/base_url.h"
#include "master/scenario/config_users.h"
#include "master/scenario/data_source.h"
#include "master/scenario/inheritance.h"
#include "master/scenario/keys.h"
#include "master/scenario/scalars.h"
#include "master/scenario/selection.h"
#include "master/scenario/text_file.h"
#include "master/scenario/thresholds.h"
#include "master/scenario/user_class.h"
#include "master/scenario/yaml_reader.h"

namespace aurax::load::master {
namespace {

void ReadLoad(const YamlNode& node, Draft& draft) {
  Mistakes& mistakes = draft.mistakes;
  if (!CheckKeysOf(node, LoadKeys(), "load", mistakes)) return;
  v1::LoadSettings* load = draft.scenario.mutable_load();
  if (const YamlNode* n = node.Find("users")) {
    const auto users = ReadInteger(*n, "users", 1, 1'000'000'000, mistakes);
    if (users) load->set_users(static_cast<uint32_t>(*users));
  }
  if (const YamlNode* n = node.Find("spawn_rate")) {
    if (const auto rate = ReadNumber(*n, "spawn_rate", 0, true, mistakes)) {
      load->set_spawn_rate(*rate);
    }
  }
  if (const YamlNode* n = node.Find("run_time")) {
    if (const auto us = ReadMicros(*n, "run_time", mistakes)) load->set_run_time_us(*us);
  }
}

Place PlaceOfClass(const YamlNode& root, const std::string& name) {
  for (const YamlEntry& entry : root.Find("users")->entries) {
    if (entry.key == name) return entry.key_place;
  }
  return {};
}

void ResolveHosts(const YamlNode& root, Draft& draft) {
  std::optional<std::string> host;
  if (const YamlNode* node = root.Find("host")) {
    host = ReadBaseUrl(*node, draft);
    if (host) draft.scenario.set_host(*host);
  }
  if (draft.options.host) {
    const Place place{draft.mistakes.AddFile("--host")};
    const auto own = CheckBaseUrl(*draft.options.host, "the base URL", place, draft.mistakes);
    draft.scenario.set_host(own.value_or(""));
    for (v1::UserClass& c : *draft.scenario.mutable_user_classes()) c.set_host(own.value_or(""));
    return;
  }
  const bool tell = root.Find("host") == nullptr;
  for (v1::UserClass& c : *draft.scenario.mutable_user_classes()) {
    if (c.host().empty()) c.set_host(draft.scenario.host());
    if (c.host().empty() && tell) {
      draft.mistakes.Add(PlaceOfClass(root, c.name()),
                         absl::StrCat("user class '", c.name(),
                                      "' has no host: write host: in the scenario or give --host"));
    }
  }
}

void ReadUsers(const YamlNode& root, Draft& draft) {
  const YamlNode* defaults = root.Find("defaults");
  if (defaults != nullptr) CheckKeysOf(*defaults, DefaultsKeys(), "defaults", draft.mistakes);
  const YamlNode* users = root.Find("users");
  if (users == nullptr) {
    draft.mistakes.Add({}, "there are no user classes: write them under users:");
    return;
  }
  if (!RequireMapping(*users, "users", draft.mistakes)) return;
  if (users->entries.empty()) draft.mistakes.Add(users->place, "users is empty");
  std::vector<ClassNode> classes = ResolveInheritance(*users, defaults, draft);
  ApplyConfigUsers(draft, &classes);
  for (const ClassNode& c : classes) {
    *draft.scenario.add_user_classes() = ReadUserClass(c, draft);
  }
}

void ReadScenario(const YamlNode& root, Draft& draft) {
  if (!CheckKeysOf(root, ScenarioKeys(), "a scenario", draft.mistakes)) return;
  if (const YamlNode* data = root.Find("data")) ReadData(*data, draft);
  if (const YamlNode* load = root.Find("load")) ReadLoad(*load, draft);
  ReadUsers(root, draft);
  const YamlNode* users = root.Find("users");
  Select(users != nullptr ? users->place : Place{}, draft);
  ResolveHosts(root, draft);
  const ThresholdNames all = NamesOf(draft.scenario);
  KeepUsedNames(&draft.scenario);
  ReadThresholds(root.Find("thresholds"), all, draft);
}

LoadedScenario Finish(Draft draft) {
  LoadedScenario out;
  out.mistakes = draft.mistakes.Sorted();
  out.warnings = draft.mistakes.warnings();
  if (out.mistakes.empty()) out.scenario = std::move(draft.scenario);
  return out;
}

}  // namespace

LoadedScenario LoadScenarioText(const std::string& text, const std::string& file,
                                const ScenarioOptions& options) {
  Draft draft(file, options);
  if (const std::optional<YamlNode> root = ReadYaml(text, 0, draft.mistakes)) {
    ReadScenario(*root, draft);
  }
  return Finish(std::move(draft));
}

LoadedScenario LoadScenario(const std::string& path, const ScenarioOptions& options) {
  const auto refuse = [&](std::string message) {
    LoadedScenario out;
    out.mistakes.push_back({path, 0, 0, std::move(message)});
    return out;
  };
  if (absl::EndsWithIgnoreCase(path, ".py")) {
    return refuse(
        "is a Locust file: scenarios are YAML here. docs/locust.md shows how each part of "
        "a locustfile is written, scenarios/aurax.yaml is an example");
  }
  const absl::StatusOr<std::string> text = ReadWholeFile(path);
  if (!text.ok()) return refuse(std::string(text.status().message()));
  return LoadScenarioText(*text, path, options);
}

}  // namespace aurax::load::master
