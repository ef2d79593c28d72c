#include "master/scenario/user_class.h"

#include <cmath>

#include "absl/strings/str_cat.h"
#include "master/scenario/base_url.h"
#include "master/scenario/expression_syntax.h"
#include "master/scenario/http_settings.h"
#include "master/scenario/keys.h"
#include "master/scenario/scalars.h"
#include "master/scenario/task.h"
#include "master/scenario/wait_time.h"

namespace aurax::load::master {
namespace {

constexpr int64_t kMaxFixedCount = 1'000'000'000;

void ReadOnStartFailure(const YamlNode& node, Mistakes& mistakes, v1::UserClass* out) {
  const std::optional<std::string> text = ReadText(node, "on_start_failure", mistakes);
  if (!text) return;
  if (*text == "stop_user") {
    out->set_on_start_failure(v1::UserClass::ON_START_FAILURE_STOP_USER);
  } else if (*text != "continue") {
    mistakes.Add(node.place,
                 absl::StrCat("on_start_failure must be continue or stop_user, not '", *text, "'"));
  }
}

void ReadTasks(const YamlNode& node, Draft& draft, v1::UserClass* out) {
  if (!RequireMapping(node, "tasks", draft.mistakes)) return;
  for (const YamlEntry& entry : node.entries)
    ReadTask(entry, out->sequence(), draft, out->add_tasks());
}

void ReadSettings(const YamlNode& node, Draft& draft, v1::UserClass* out) {
  Mistakes& mistakes = draft.mistakes;
  if (const YamlNode* n = node.Find("weight")) {
    out->set_weight(ReadNumber(*n, "weight", 0, false, mistakes).value_or(1));
  }
  if (const YamlNode* n = node.Find("fixed_count")) {
    const auto count = ReadInteger(*n, "fixed_count", 0, kMaxFixedCount, mistakes);
    out->set_fixed_count(static_cast<uint32_t>(count.value_or(0)));
  }
  if (const YamlNode* n = node.Find("host")) out->set_host(ReadBaseUrl(*n, draft).value_or(""));
  if (const YamlNode* n = node.Find("wait")) {
    const auto wait = ReadWaitTime(*n, "wait", true, mistakes);
    if (wait) *out->mutable_wait() = *wait;
  }
  if (const YamlNode* n = node.Find("sequence")) {
    out->set_sequence(ReadBool(*n, "sequence", mistakes).value_or(false));
  }
  if (const YamlNode* n = node.Find("on_start_failure")) ReadOnStartFailure(*n, mistakes, out);
}

}  // namespace

v1::UserClass ReadUserClass(const ClassNode& class_node, Draft& draft) {
  const YamlNode& node = class_node.node;
  v1::UserClass out;
  out.set_name(class_node.name);
  out.set_weight(1);
  out.set_on_start_failure(v1::UserClass::ON_START_FAILURE_CONTINUE);
  const std::string what = absl::StrCat("user class '", class_node.name, "'");
  if (!IsName(class_node.name)) {
    draft.mistakes.Add(class_node.place,
                       absl::StrCat(what, ": use letters, digits, _ and - in its name"));
  }
  if (!CheckKeysOf(node, UserClassKeys(), what, draft.mistakes)) return out;
  draft.BeginClass();
  ReadSettings(node, draft, &out);
  *out.mutable_http() = ReadHttpSettings(node, draft);
  if (const YamlNode* n = node.Find("on_start")) {
    ReadSteps(*n, "on_start", std::nullopt, draft, out.mutable_on_start());
  }
  if (const YamlNode* n = node.Find("tasks")) ReadTasks(*n, draft, &out);
  if (const YamlNode* n = node.Find("on_stop")) {
    ReadSteps(*n, "on_stop", std::nullopt, draft, out.mutable_on_stop());
  }
  draft.EndClass();
  const bool runs = (out.weight() > 0 || out.fixed_count() > 0) && class_node.ancestors_known;
  if (runs && out.tasks().empty() && node.Find("tasks") == nullptr) {
    draft.mistakes.Add(class_node.place, absl::StrCat(what, " has no tasks"));
  }
  return out;
}

}  // namespace aurax::load::master
