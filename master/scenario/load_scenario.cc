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
#include "master/scenario/load_settings.h"
#include "master/scenario/scalars.h"
#include "master/scenario/selection.h"
#include "master/scenario/text_file.h"
#include "master/scenario/thresholds.h"
#include "master/scenario/user_class.h"
#include "master/scenario/yaml_reader.h"

namespace aurax::load::master {
namespace {

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

// Each key at the top of the extending file takes the place of the base's.
void Extend(YamlNode* base, YamlNode extending) {
  for (YamlEntry& entry : extending.entries) {
    if (entry.key == "extends") continue;
    const auto same = std::find_if(base->entries.begin(), base->entries.end(),
                                   [&](const YamlEntry& e) { return e.key == entry.key; });
    if (same != base->entries.end()) {
      *same = std::move(entry);
    } else {
      base->entries.push_back(std::move(entry));
    }
  }
}

// A file that says in what it differs from another. Paths are relative to the other.
LoadedScenario LoadExtending(const std::string& text, const std::string& file,
                             const YamlNode& extends, Draft draft) {
  const auto name = ReadText(extends, "extends", draft.mistakes);
  if (!name) return Finish(std::move(draft));
  const std::string base_file = PathFrom(draft.folder(), *name);
  const absl::StatusOr<std::string> base_text = ReadWholeFile(base_file);
  if (!base_text.ok()) {
    draft.mistakes.Add(extends.place,
                       absl::StrCat("'", *name, "': ", std::string(base_text.status().message())));
    return Finish(std::move(draft));
  }
  Draft whole(base_file, draft.options);
  whole.scenario.set_source_name(file);
  const int own = whole.mistakes.AddFile(file);
  std::optional<YamlNode> root = ReadYaml(*base_text, 0, whole.mistakes);
  std::optional<YamlNode> extending = ReadYaml(text, own, whole.mistakes);
  if (root && extending) {
    if (root->Find("extends") != nullptr) {
      whole.mistakes.Add(extending->Find("extends")->place,
                         absl::StrCat("'", *name, "' extends another file itself"));
    } else {
      CheckKeysOf(*extending, ScenarioKeys(), "a scenario", whole.mistakes);
      Extend(&*root, *std::move(extending));
      ReadScenario(*root, whole);
    }
  }
  return Finish(std::move(whole));
}

}  // namespace

LoadedScenario LoadScenarioText(const std::string& text, const std::string& file,
                                const ScenarioOptions& options) {
  Draft draft(file, options);
  if (const std::optional<YamlNode> root = ReadYaml(text, 0, draft.mistakes)) {
    if (const YamlNode* extends = root->Find("extends")) {
      return LoadExtending(text, file, *extends, std::move(draft));
    }
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
