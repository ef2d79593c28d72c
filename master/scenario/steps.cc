#include "master/scenario/steps.h"

#include <algorithm>
#include <array>

#include "absl/strings/str_cat.h"
#include "master/scenario/condition.h"
#include "master/scenario/keys.h"
#include "master/scenario/request.h"
#include "master/scenario/scalars.h"
#include "master/scenario/wait_time.h"

namespace aurax::load::master {
namespace {

// For a mapping that is no step: everything that would have made it one.
const KeyTable& AnyStepKeys() {
  static const KeyTable table = [] {
    KeyTable all{"step", RequestKeys().keys};
    for (const KeyTable* t : {&ThinkKeys(), &IfKeys(), &RepeatKeys(), &ParallelKeys()}) {
      all.keys.insert(all.keys.end(), t->keys.begin(), t->keys.end());
    }
    return all;
  }();
  return table;
}

class StepReader {
 public:
  StepReader(const std::optional<std::string>& task_name, Draft& draft)
      : task_name_(task_name), draft_(draft) {}

  void ReadList(const YamlNode& list, std::string_view what, Steps* steps) {
    if (!RequireList(list, what, draft_.mistakes)) return;
    for (const YamlNode& node : list.items) ReadStep(node, steps->Add());
  }

 private:
  void RefuseEmpty(const YamlNode& list, std::string_view what) {
    if (list.kind != YamlNode::Kind::kList || !list.items.empty()) return;
    draft_.mistakes.Add(list.place, absl::StrCat(std::string(what), " is empty"));
  }

  void ReadInner(const YamlNode& list, std::string_view what, Steps* steps) {
    RefuseEmpty(list, what);
    ReadList(list, what, steps);
  }

  void ReadStep(const YamlNode& node, v1::Step* step) {
    if (FindMethod(node) != nullptr) {
      if (!CheckKeysOf(node, RequestKeys(), "a step", draft_.mistakes)) return;
      ReadRequest(node, task_name_, draft_, step->mutable_request());
    } else if (node.Find("think") != nullptr) {
      ReadThink(node, step);
    } else if (node.Find("if") != nullptr) {
      ReadIf(node, step->mutable_branch());
    } else if (node.Find("repeat") != nullptr) {
      ReadRepeat(node, step->mutable_repeat());
    } else if (node.Find("parallel") != nullptr) {
      ReadParallel(node, step->mutable_parallel());
    } else if (HasOnlyKeysOf(node, AnyStepKeys(), "a step")) {
      draft_.mistakes.Add(node.place,
                          "a step is a request (get, post, put, patch, delete, head or "
                          "options), think, if, repeat or parallel");
    }
  }

  // For what is not recognised: an unknown key is the whole story.
  bool HasOnlyKeysOf(const YamlNode& node, const KeyTable& table, std::string_view what) {
    const size_t before = draft_.mistakes.size();
    return CheckKeysOf(node, table, what, draft_.mistakes) && draft_.mistakes.size() == before;
  }

  void ReadThink(const YamlNode& node, v1::Step* step) {
    CheckKeysOf(node, ThinkKeys(), "a step", draft_.mistakes);
    const auto wait = ReadWaitTime(*node.Find("think"), "think", false, draft_.mistakes);
    if (wait) *step->mutable_think() = *wait;
  }

  void ReadIf(const YamlNode& node, v1::Branch* branch) {
    CheckKeysOf(node, IfKeys(), "a step", draft_.mistakes);
    ReadCondition(*node.Find("if"), draft_, branch->mutable_condition());
    const YamlNode* then = node.Find("then");
    const YamlNode* otherwise = node.Find("else");
    if (then == nullptr && otherwise == nullptr) {
      draft_.mistakes.Add(node.place, "if needs then: or else:, a list of steps");
    }
    if (then != nullptr) ReadInner(*then, "then", branch->mutable_then());
    if (otherwise != nullptr) ReadInner(*otherwise, "else", branch->mutable_otherwise());
  }

  void ReadRepeat(const YamlNode& node, v1::Repeat* repeat) {
    CheckKeysOf(node, RepeatKeys(), "a step", draft_.mistakes);
    const auto count = ReadInteger(*node.Find("repeat"), "repeat", 1, 1'000'000, draft_.mistakes);
    repeat->set_count(static_cast<uint32_t>(count.value_or(1)));
    const YamlNode* steps = node.Find("steps");
    if (steps == nullptr) {
      draft_.mistakes.Add(node.place, "repeat needs steps:, a list of steps");
    } else {
      ReadInner(*steps, "steps", repeat->mutable_steps());
    }
  }

  void ReadParallel(const YamlNode& node, v1::Parallel* parallel) {
    CheckKeysOf(node, ParallelKeys(), "a step", draft_.mistakes);
    const YamlNode& list = *node.Find("parallel");
    RefuseEmpty(list, "parallel");
    if (!RequireList(list, "parallel", draft_.mistakes)) return;
    for (const YamlNode& item : list.items) {
      if (FindMethod(item) == nullptr) {
        if (!HasOnlyKeysOf(item, RequestKeys(), "a request")) continue;
        draft_.mistakes.Add(item.place, "parallel holds requests only");
      } else if (CheckKeysOf(item, RequestKeys(), "a request", draft_.mistakes)) {
        ReadRequest(item, task_name_, draft_, parallel->add_requests());
      }
    }
  }

  const std::optional<std::string>& task_name_;
  Draft& draft_;
};

}  // namespace

void ReadSteps(const YamlNode& list, std::string_view what,
               const std::optional<std::string>& task_name, Draft& draft, Steps* steps) {
  StepReader(task_name, draft).ReadList(list, what, steps);
}

int CountRequests(const YamlNode& list) {
  int count = 0;
  for (const YamlNode& node : list.items) {
    if (FindMethod(node) != nullptr) {
      ++count;
      continue;
    }
    for (const char* key : {"then", "else", "steps", "parallel"}) {
      if (const YamlNode* inner = node.Find(key)) count += CountRequests(*inner);
    }
  }
  return count;
}

void ForEachRequest(Steps* steps, const std::function<void(v1::Request*)>& visit) {
  for (v1::Step& step : *steps) {
    if (step.has_request()) {
      visit(step.mutable_request());
    } else if (step.has_branch()) {
      ForEachRequest(step.mutable_branch()->mutable_then(), visit);
      ForEachRequest(step.mutable_branch()->mutable_otherwise(), visit);
    } else if (step.has_repeat()) {
      ForEachRequest(step.mutable_repeat()->mutable_steps(), visit);
    } else if (step.has_parallel()) {
      for (v1::Request& request : *step.mutable_parallel()->mutable_requests()) visit(&request);
    }
  }
}

}  // namespace aurax::load::master
