#include "master/scenario/task.h"

#include <algorithm>
#include <cmath>

#include "absl/strings/str_cat.h"
#include "master/scenario/keys.h"
#include "master/scenario/request.h"
#include "master/scenario/scalars.h"

namespace aurax::load::master {
namespace {

void ReadTags(const YamlNode& node, Mistakes& mistakes, v1::Task* task) {
  if (node.kind == YamlNode::Kind::kScalar) {
    if (const auto tag = ReadText(node, "tags", mistakes)) task->add_tags(*tag);
    return;
  }
  if (!RequireList(node, "tags", mistakes)) return;
  for (const YamlNode& item : node.items) {
    if (const auto tag = ReadText(item, "a tag", mistakes)) task->add_tags(*tag);
  }
}

void RefuseRequestKeys(const YamlNode& node, Mistakes& mistakes) {
  const std::vector<std::string>& keys = RequestKeys().keys;
  for (const YamlEntry& entry : node.entries) {
    if (std::find(keys.begin(), keys.end(), entry.key) == keys.end()) continue;
    mistakes.Add(entry.key_place, absl::StrCat("a task is steps: or one request: '", entry.key,
                                               "' belongs into a step"));
  }
}

}  // namespace

void ReadTask(const YamlEntry& entry, bool in_sequence, Draft& draft, v1::Task* task) {
  const YamlNode& node = entry.value;
  Mistakes& mistakes = draft.mistakes;
  task->set_name(entry.key);
  task->set_weight(1);
  if (entry.key.empty() || entry.key.find("${") != std::string::npos) {
    mistakes.Add(entry.key_place, "a task's name is text without ${...}");
  }
  if (!CheckKeysOf(node, TaskKeys(), absl::StrCat("task '", entry.key, "'"), mistakes)) return;
  if (const YamlNode* weight = node.Find("weight")) {
    task->set_weight(ReadNumber(*weight, "weight", 0, false, mistakes).value_or(1));
    if (in_sequence && (task->weight() != std::floor(task->weight()) || task->weight() > 1e6)) {
      mistakes.Add(weight->place,
                   "in a sequence, weight is how often the task is repeated: a "
                   "whole number");
    }
  }
  if (const YamlNode* tags = node.Find("tags")) ReadTags(*tags, mistakes, task);
  const YamlNode* steps = node.Find("steps");
  if (steps != nullptr) {
    RefuseRequestKeys(node, mistakes);
    const bool single = CountRequests(*steps) == 1;
    ReadSteps(*steps, "steps", single ? std::optional(entry.key) : std::nullopt, draft,
              task->mutable_steps());
    if (steps->kind == YamlNode::Kind::kList && steps->items.empty()) {
      mistakes.Add(steps->place, "steps is empty");
    }
  } else if (FindMethod(node) != nullptr) {
    ReadRequest(node, entry.key, draft, task->add_steps()->mutable_request());
  } else {
    mistakes.Add(entry.key_place, absl::StrCat("task '", entry.key,
                                               "' needs a request (get, post, "
                                               "put, patch, delete, head or options) or steps"));
  }
}

}  // namespace aurax::load::master
