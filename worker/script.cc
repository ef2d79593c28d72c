#include "worker/script.h"

#include <algorithm>
#include <cmath>

#include "worker/script_compiler.h"

namespace aurax::load::worker {

absl::StatusOr<std::shared_ptr<const Script>> Script::Compile(const v1::Scenario& scenario) {
  const std::shared_ptr<Script> script(new Script());
  if (absl::Status status = ScriptCompiler(scenario, script.get()).Compile(); !status.ok()) {
    return status;
  }
  return std::shared_ptr<const Script>(script);
}

bool Condition::Holds(const UserMemory& memory) const {
  const Variable& variable = memory.variables[slot];
  const bool there = variable.captured && !variable.text.empty();
  switch (test) {
    case v1::Condition::TEST_MISSING:
      return !there;
    case v1::Condition::TEST_EQUALS:
      return variable.captured && variable.text == operand;
    case v1::Condition::TEST_NOT_EQUALS:
      return !variable.captured || variable.text != operand;
    case v1::Condition::TEST_MATCHES:
      return variable.captured && pattern->FoundIn(variable.text);
    default:
      return there;
  }
}

size_t ClassScript::ChooseTask(uint64_t turn, RandomStream* task_stream) const {
  const double total = shares.back();
  const double at =
      sequence ? std::fmod(static_cast<double>(turn), total) : task_stream->Unit() * total;
  const auto chosen = std::upper_bound(shares.begin(), shares.end(), at);
  return std::min(static_cast<size_t>(chosen - shares.begin()), shares.size() - 1);
}

}  // namespace aurax::load::worker
