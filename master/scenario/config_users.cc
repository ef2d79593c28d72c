#include "master/scenario/config_users.h"

#include <algorithm>

#include <nlohmann/json.hpp>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "master/scenario/scalars.h"
#include "master/scenario/text_file.h"
#include "master/scenario/utf8.h"

namespace aurax::load::master {
namespace {

using Json = nlohmann::ordered_json;

YamlNode ToYaml(const Json& json, Place place) {
  YamlNode node;
  node.place = place;
  if (json.is_object()) {
    node.kind = YamlNode::Kind::kMapping;
    for (const auto& [key, value] : json.items()) {
      node.entries.push_back({key, place, ToYaml(value, place)});
    }
  } else if (json.is_array()) {
    node.kind = YamlNode::Kind::kList;
    for (const Json& item : json) node.items.push_back(ToYaml(item, place));
  } else if (!json.is_null()) {
    node.kind = YamlNode::Kind::kScalar;
    node.quoted = json.is_string();
    node.text = json.is_string() ? json.get<std::string>() : json.dump();
  }
  return node;
}

class ConfigUsers {
 public:
  ConfigUsers(Draft& draft, std::vector<ClassNode>* classes)
      : draft_(draft), classes_(classes), place_{draft.mistakes.AddFile("--config-users")} {}

  void ApplyText(const std::string& argument) {
    std::string text = argument;
    if (absl::EndsWithIgnoreCase(argument, ".json")) {
      absl::StatusOr<std::string> content = ReadWholeFile(argument);
      if (!content.ok()) {
        Add(absl::StrCat("'", argument, "': ", std::string(content.status().message())));
        return;
      }
      text = std::string(WithoutByteOrderMark(*content));
    }
    const Json json = Json::parse(text, nullptr, /*allow_exceptions=*/false);
    if (json.is_discarded()) return Add(absl::StrCat("'", argument, "' is not valid JSON"));
    const YamlNode node = ToYaml(json, place_);
    if (node.kind != YamlNode::Kind::kList) return ApplyObject(node);
    for (const YamlNode& item : node.items) ApplyObject(item);
  }

 private:
  void Add(std::string message) { draft_.mistakes.Add(place_, std::move(message)); }

  void ApplyObject(const YamlNode& node) {
    const YamlNode* name = node.Find("user_class_name");
    if (name == nullptr || name->kind != YamlNode::Kind::kScalar) {
      return Add("each must be an object with user_class_name");
    }
    ClassNode* target = FindClass(name->text);
    if (target == nullptr) return;
    YamlNode over;
    over.kind = YamlNode::Kind::kMapping;
    over.place = target->node.place;
    for (const YamlEntry& entry : node.entries) {
      if (entry.key == "user_class_name") continue;
      if (entry.key == "tasks") {
        KeepTasks(entry.value, target);
        continue;
      }
      over.entries.push_back(entry);
      if (entry.key == "wait_time") over.entries.back().key = "wait";
    }
    Overlay(over, &target->node);
  }

  ClassNode* FindClass(const std::string& name) {
    std::vector<std::string> known;
    for (ClassNode& c : *classes_) {
      if (c.name == name) return &c;
      known.push_back(c.name);
    }
    draft_.mistakes.AddUnknown(place_, "user class", name, known);
    return nullptr;
  }

  void KeepTasks(const YamlNode& names, ClassNode* target) {
    if (!RequireList(names, "tasks", draft_.mistakes)) return;
    YamlNode* tasks = target->node.Find("tasks");
    std::vector<std::string> known, keep;
    if (tasks != nullptr) {
      for (const YamlEntry& entry : tasks->entries) known.push_back(entry.key);
    }
    for (const YamlNode& name : names.items) {
      if (std::find(known.begin(), known.end(), name.text) == known.end()) {
        draft_.mistakes.AddUnknown(place_, absl::StrCat("task of ", target->name), name.text,
                                   known);
      }
      keep.push_back(name.text);
    }
    if (tasks == nullptr) return;
    std::erase_if(tasks->entries, [&](const YamlEntry& entry) {
      return std::find(keep.begin(), keep.end(), entry.key) == keep.end();
    });
  }

  Draft& draft_;
  std::vector<ClassNode>* classes_;
  const Place place_;
};

}  // namespace

void ApplyConfigUsers(Draft& draft, std::vector<ClassNode>* classes) {
  if (draft.options.config_users.empty()) return;
  ConfigUsers config_users(draft, classes);
  for (const std::string& argument : draft.options.config_users) config_users.ApplyText(argument);
}

}  // namespace aurax::load::master
