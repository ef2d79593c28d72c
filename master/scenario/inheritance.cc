#include "master/scenario/inheritance.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

namespace aurax::load::master {
namespace {

void Put(const YamlEntry& entry, bool ignore_case, YamlNode* mapping) {
  for (YamlEntry& existing : mapping->entries) {
    const bool same = ignore_case
                          ? absl::AsciiStrToLower(existing.key) == absl::AsciiStrToLower(entry.key)
                          : existing.key == entry.key;
    if (!same) continue;
    existing = entry;
    return;
  }
  mapping->entries.push_back(entry);
}

// The class and its ancestors, itself first; empty, and a mistake, when there is no end or a name
// is unknown.
std::vector<const YamlNode*> Lineage(const YamlNode& users, const YamlEntry& start, Draft& draft) {
  std::vector<const YamlNode*> lineage;
  std::vector<std::string> names;
  std::vector<std::string> all;
  for (const YamlEntry& entry : users.entries) all.push_back(entry.key);
  const auto rank = [&](const std::string& name) {
    return std::find(all.begin(), all.end(), name) - all.begin();
  };
  const YamlNode* node = &start.value;
  names.push_back(start.key);
  while (true) {
    lineage.push_back(node);
    const YamlNode* parent = node->Find("extends");
    if (parent == nullptr) return lineage;
    const YamlNode* next = users.Find(parent->text);
    if (parent->kind != YamlNode::Kind::kScalar || next == nullptr) {
      if (node == &start.value) {
        std::erase(all, start.key);  // which it cannot have meant
        draft.mistakes.Add(parent->place,
                           absl::StrCat("extends: unknown user class ", Describe(*parent),
                                        Suggestion(parent->text, all)));
      }
      return {};
    }
    const bool seen = std::find(names.begin(), names.end(), parent->text) != names.end();
    names.push_back(parent->text);
    if (seen) {
      // Told by the member that the file names first, and by none of its heirs.
      const bool first = std::all_of(names.begin(), names.end(), [&](const std::string& name) {
        return rank(name) >= rank(start.key);
      });
      if (names.back() == start.key && first) {
        draft.mistakes.Add(
            start.value.Find("extends")->place,
            absl::StrCat("extends goes in a circle: ", absl::StrJoin(names, " -> ")));
      }
      return {};
    }
    node = next;
  }
}

}  // namespace

void Overlay(const YamlNode& over, YamlNode* base) {
  base->kind = YamlNode::Kind::kMapping;
  base->place = over.place;
  for (const YamlEntry& entry : over.entries) {
    YamlNode* inherited = base->Find(entry.key);
    const bool merges = entry.key == "tasks" || entry.key == "headers";
    const bool both = inherited != nullptr && inherited->kind == YamlNode::Kind::kMapping &&
                      entry.value.kind == YamlNode::Kind::kMapping;
    if (!merges || !both) {
      Put(entry, false, base);
      continue;
    }
    for (const YamlEntry& inner : entry.value.entries) {
      Put(inner, entry.key == "headers", inherited);
    }
  }
}

std::vector<ClassNode> ResolveInheritance(const YamlNode& users, const YamlNode* defaults,
                                          Draft& draft) {
  std::vector<ClassNode> classes;
  for (const YamlEntry& entry : users.entries) {
    if (entry.value.kind != YamlNode::Kind::kMapping) {
      classes.push_back(
          {entry.key, entry.value, true, entry.key_place});  // its reader tells what is wrong
      continue;
    }
    const std::vector<const YamlNode*> lineage = Lineage(users, entry, draft);
    ClassNode resolved{entry.key, {}, !lineage.empty(), entry.key_place};
    if (defaults != nullptr && defaults->kind == YamlNode::Kind::kMapping) {
      Overlay(*defaults, &resolved.node);
    }
    if (lineage.empty()) Overlay(entry.value, &resolved.node);
    for (auto it = lineage.rbegin(); it != lineage.rend(); ++it) Overlay(**it, &resolved.node);
    classes.push_back(std::move(resolved));
  }
  return classes;
}

}  // namespace aurax::load::master
