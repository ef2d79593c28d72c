#include "worker/script_compiler.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "absl/strings/str_cat.h"

namespace aurax::load::worker {
namespace {

absl::Status At(const std::string& place, const absl::Status& status) {
  if (status.ok()) return status;
  return absl::Status(status.code(), absl::StrCat(place, ": ", status.message()));
}

}  // namespace

ScriptCompiler::ScriptCompiler(const v1::Scenario& scenario, Script* script)
    : scenario_(scenario), script_(*script), scope_{&script->tables_} {}

absl::Status ScriptCompiler::Compile() {
  if (absl::Status status = CompileTables(); !status.ok()) return status;
  for (const v1::UserClass& user_class : scenario_.user_classes()) {
    absl::Status status =
        At(absl::StrCat("user class '", user_class.name(), "'"), CompileClass(user_class));
    if (!status.ok()) return status;
  }
  return absl::OkStatus();
}

absl::Status ScriptCompiler::CompileTables() {
  script_.request_names_ = static_cast<size_t>(scenario_.request_names_size());
  ScriptTables& tables = script_.tables_;
  for (const std::string& name : scenario_.variables()) {
    tables.variables.push_back(
        {name, absl::StrCat("variable '", name, "' was not captured, so the step was not sent")});
  }
  tables.layout.variables = static_cast<uint32_t>(tables.variables.size());
  for (const v1::DataSource& source : scenario_.data()) {
    absl::StatusOr<DataTable> table = DataTable::Compile(source);
    if (!table.ok()) return table.status();
    tables.data.push_back(*std::move(table));
  }
  return absl::OkStatus();
}

absl::Status ScriptCompiler::CompileClass(const v1::UserClass& source) {
  user_class_ = &source;
  ClassScript compiled;
  compiled.name = source.name();
  compiled.http = source.http();
  compiled.stop_on_failed_start =
      source.on_start_failure() == v1::UserClass::ON_START_FAILURE_STOP_USER;
  absl::StatusOr<WaitTime> wait = WaitTime::Compile(source.wait());
  if (!wait.ok()) return wait.status();
  compiled.wait = *wait;
  absl::Status status = At("on_start", CompileRange(source.on_start(), &compiled.on_start));
  if (status.ok()) status = CompileTasks(source, &compiled);
  if (status.ok()) status = At("on_stop", CompileRange(source.on_stop(), &compiled.on_stop));
  script_.classes_.push_back(std::move(compiled));
  return status;
}

absl::Status ScriptCompiler::CompileTasks(const v1::UserClass& source, ClassScript* out) {
  out->sequence = source.sequence();
  double sum = 0;
  for (const v1::Task& task : source.tasks()) {
    const std::string place = absl::StrCat("task '", task.name(), "'");
    if (!std::isfinite(task.weight()) || task.weight() <= 0) {
      return absl::InvalidArgumentError(absl::StrCat(place, ": its weight must be above 0"));
    }
    sum += source.sequence() ? std::max(1.0, std::round(task.weight())) : task.weight();
    out->shares.push_back(sum);
    StepRange& steps = out->tasks.emplace_back();
    if (absl::Status status = At(place, CompileRange(task.steps(), &steps)); !status.ok()) {
      return status;
    }
  }
  return absl::OkStatus();
}

absl::Status ScriptCompiler::CompileRange(const Steps& steps, StepRange* out) {
  out->begin = here();
  absl::Status status = CompileSteps(steps, 0);
  out->end = here();
  return status;
}

absl::Status ScriptCompiler::CompileSteps(const Steps& steps, uint32_t depth) {
  for (const v1::Step& step : steps) {
    if (absl::Status status = CompileStep(step, depth); !status.ok()) return status;
  }
  return absl::OkStatus();
}

absl::Status ScriptCompiler::CompileStep(const v1::Step& step, uint32_t depth) {
  switch (step.kind_case()) {
    case v1::Step::kRequest:
      script_.operations_.push_back(
          {Operation::Kind::kSend, static_cast<uint32_t>(script_.requests_.size()), 1});
      return CompileRequest(step.request());
    case v1::Step::kThink:
      return CompileThink(step.think());
    case v1::Step::kBranch:
      return CompileBranch(step.branch(), depth);
    case v1::Step::kRepeat:
      return CompileRepeat(step.repeat(), depth);
    case v1::Step::kParallel:
      return CompileParallel(step.parallel());
    default:
      return absl::InvalidArgumentError("a step without a kind");
  }
}

absl::Status ScriptCompiler::CompileRequest(const v1::Request& request) {
  if (request.name_id() >= script_.request_names_) {
    return absl::InvalidArgumentError(
        absl::StrCat("request name ", request.name_id(), " does not exist"));
  }
  absl::StatusOr<RequestScript> compiled = RequestScript::Compile(request, *user_class_, &scope_);
  if (!compiled.ok()) {
    const v1::RequestName& name = scenario_.request_names(static_cast<int>(request.name_id()));
    return At(absl::StrCat(name.method(), " ", name.name()), compiled.status());
  }
  script_.requests_.push_back(*std::move(compiled));
  return absl::OkStatus();
}

absl::Status ScriptCompiler::CompileThink(const v1::WaitTime& think) {
  absl::StatusOr<WaitTime> wait = WaitTime::Compile(think);
  if (!wait.ok()) return wait.status();
  if (wait->paced()) return absl::InvalidArgumentError("a think time cannot be paced");
  script_.operations_.push_back(
      {Operation::Kind::kThink, static_cast<uint32_t>(script_.thinks_.size())});
  script_.thinks_.push_back(*wait);
  return absl::OkStatus();
}

absl::Status ScriptCompiler::CompileBranch(const v1::Branch& branch, uint32_t depth) {
  const v1::Condition& source = branch.condition();
  if (source.variable_slot() >= script_.tables_.variables.size()) {
    return absl::InvalidArgumentError(
        absl::StrCat("variable ", source.variable_slot(), " does not exist"));
  }
  Condition condition{source.variable_slot(), source.test(), source.operand(), std::nullopt};
  if (source.test() == v1::Condition::TEST_MATCHES) {
    absl::StatusOr<Pattern> pattern = Pattern::Compile(source.operand());
    if (!pattern.ok()) return pattern.status();
    condition.pattern = *std::move(pattern);
  }
  const uint32_t jump = here();
  script_.operations_.push_back(
      {Operation::Kind::kJumpUnless, static_cast<uint32_t>(script_.conditions_.size())});
  script_.conditions_.push_back(std::move(condition));
  if (absl::Status status = CompileSteps(branch.then(), depth); !status.ok()) return status;
  if (branch.otherwise().empty()) {
    script_.operations_[jump].target = here();
    return absl::OkStatus();
  }
  const uint32_t over = here();
  script_.operations_.push_back({Operation::Kind::kJump});
  script_.operations_[jump].target = here();
  absl::Status status = CompileSteps(branch.otherwise(), depth);
  script_.operations_[over].target = here();
  return status;
}

absl::Status ScriptCompiler::CompileRepeat(const v1::Repeat& repeat, uint32_t depth) {
  MemoryLayout& layout = script_.tables_.layout;
  layout.loops = std::max(layout.loops, depth + 1);
  const uint32_t loop = here();
  script_.operations_.push_back({Operation::Kind::kLoop, depth, repeat.count()});
  if (absl::Status status = CompileSteps(repeat.steps(), depth + 1); !status.ok()) return status;
  script_.operations_.push_back({Operation::Kind::kLoopEnd, depth, 0, loop + 1});
  script_.operations_[loop].target = here();
  return absl::OkStatus();
}

absl::Status ScriptCompiler::CompileParallel(const v1::Parallel& parallel) {
  if (parallel.requests().empty()) return absl::OkStatus();
  script_.operations_.push_back({Operation::Kind::kSend,
                                 static_cast<uint32_t>(script_.requests_.size()),
                                 static_cast<uint32_t>(parallel.requests_size())});
  for (const v1::Request& request : parallel.requests()) {
    if (absl::Status status = CompileRequest(request); !status.ok()) return status;
  }
  return absl::OkStatus();
}

}  // namespace aurax::load::worker
