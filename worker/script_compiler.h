// Turns a scenario into a Script. Used once; only script.cc has use for it.
#ifndef AURAX_WORKER_SCRIPT_COMPILER_H_
#define AURAX_WORKER_SCRIPT_COMPILER_H_

#include <memory>

#include "worker/script.h"

namespace aurax::load::worker {

class ScriptCompiler {
 public:
  ScriptCompiler(const v1::Scenario& scenario, Script* script);
  absl::Status Compile();

 private:
  using Steps = google::protobuf::RepeatedPtrField<v1::Step>;

  absl::Status CompileTables();
  absl::Status CompileClass(const v1::UserClass& source);
  absl::Status CompileTasks(const v1::UserClass& source, ClassScript* out);
  absl::Status CompileRange(const Steps& steps, StepRange* out);
  absl::Status CompileSteps(const Steps& steps, uint32_t depth);
  absl::Status CompileStep(const v1::Step& step, uint32_t depth);
  absl::Status CompileRequest(const v1::Request& request);
  absl::Status CompileThink(const v1::WaitTime& think);
  absl::Status CompileBranch(const v1::Branch& branch, uint32_t depth);
  absl::Status CompileRepeat(const v1::Repeat& repeat, uint32_t depth);
  absl::Status CompileParallel(const v1::Parallel& parallel);

  uint32_t here() const { return static_cast<uint32_t>(script_.operations_.size()); }

  const v1::Scenario& scenario_;
  Script& script_;
  TemplateScope scope_;
  const v1::UserClass* user_class_ = nullptr;  // the one being compiled
};

}  // namespace aurax::load::worker

#endif  // AURAX_WORKER_SCRIPT_COMPILER_H_
