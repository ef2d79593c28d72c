#include "master/scenario/load_settings.h"

#include <limits>

#include "absl/strings/str_cat.h"
#include "master/scenario/keys.h"
#include "master/scenario/load_shape.h"
#include "master/scenario/scalars.h"

namespace aurax::load::master {
namespace {

constexpr int64_t kMostUsers = 1'000'000'000;
constexpr size_t kMostStages = 10'000;

void ReadStage(const YamlNode& node, Draft& draft) {
  Mistakes& mistakes = draft.mistakes;
  if (!CheckKeysOf(node, StageKeys(), "a stage", mistakes)) return;
  const YamlNode* users = node.Find("users");
  const YamlNode* over = node.Find("over");
  const YamlNode* held = node.Find("for");
  if (users == nullptr || (over == nullptr) == (held == nullptr)) {
    mistakes.Add(node.place, "a stage is {users: 100, over: 60s} or {users: 100, for: 10m}");
    return;
  }
  v1::LoadStage stage;
  if (const YamlNode* n = node.Find("name")) {
    stage.set_name(ReadText(*n, "name", mistakes).value_or(""));
  }
  const auto count = ReadInteger(*users, "users", 0, kMostUsers, mistakes);
  const auto us = ReadMicros(over != nullptr ? *over : *held, over ? "over" : "for", mistakes);
  if (!count || !us) return;
  if (*us <= 0) {
    mistakes.Add((over != nullptr ? over : held)->place, "a stage lasts longer than 0");
    return;
  }
  stage.set_users(static_cast<uint32_t>(*count));
  stage.set_duration_us(*us);
  stage.set_jump(held != nullptr);
  *draft.scenario.mutable_load()->add_stages() = std::move(stage);
}

void ReadStages(const YamlNode& node, Draft& draft) {
  if (!RequireList(node, "stages", draft.mistakes)) return;
  if (node.items.empty() || node.items.size() > kMostStages) {
    draft.mistakes.Add(node.place, absl::StrCat("stages: 1 to ", kMostStages, " of them"));
    return;
  }
  for (const YamlNode& item : node.items) ReadStage(item, draft);
}

}  // namespace

void ReadLoad(const YamlNode& node, Draft& draft) {
  Mistakes& mistakes = draft.mistakes;
  if (!CheckKeysOf(node, LoadKeys(), "load", mistakes)) return;
  v1::LoadSettings* load = draft.scenario.mutable_load();
  const YamlNode* users = node.Find("users");
  const YamlNode* rate = node.Find("spawn_rate");
  const YamlNode* stages = node.Find("stages");
  const YamlNode* shape = node.Find("shape");
  if (((users != nullptr || rate != nullptr) + (stages != nullptr) + (shape != nullptr)) > 1) {
    mistakes.Add(node.place, "load is users and spawn_rate, or stages, or a shape");
  }
  if (users != nullptr) {
    const auto count = ReadInteger(*users, "users", 1, kMostUsers, mistakes);
    if (count) load->set_users(static_cast<uint32_t>(*count));
  }
  if (rate != nullptr) {
    if (const auto number = ReadNumber(*rate, "spawn_rate", 0, true, mistakes)) {
      load->set_spawn_rate(*number);
    }
  }
  if (const YamlNode* n = node.Find("run_time")) {
    if (const auto us = ReadMicros(*n, "run_time", mistakes)) load->set_run_time_us(*us);
  }
  if (const YamlNode* n = node.Find("iterations")) {
    constexpr int64_t kMost = std::numeric_limits<int64_t>::max();
    const auto count = ReadInteger(*n, "iterations", 1, kMost, mistakes);
    if (count) load->set_iterations(static_cast<uint64_t>(*count));
  }
  if (stages != nullptr) ReadStages(*stages, draft);
  if (shape != nullptr) ReadShape(*shape, draft);
}

}  // namespace aurax::load::master
