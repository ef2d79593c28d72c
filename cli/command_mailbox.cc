#include "cli/command_mailbox.h"

#include <utility>

namespace aurax::load::cli {
namespace {

using master::RunCommands;
using master::RunRequest;
using master::RunStarted;

class Refusal final : public RunCommands {
 public:
  void Start(const RunRequest&, std::function<void(absl::StatusOr<RunStarted>)> done) override {
    done(Ending());
  }
  void Change(std::optional<int64_t>, std::optional<double>,
              std::function<void(absl::Status)> done) override {
    done(Ending());
  }
  void Stop(bool, std::function<void(absl::Status)> done) override { done(Ending()); }
  void Reset(std::function<void(absl::Status)> done) override { done(Ending()); }
  void GetEntry(const std::string&, const std::string&,
                std::function<void(absl::StatusOr<v1::Entry>)> done) override {
    done(Ending());
  }

 private:
  static absl::Status Ending() { return absl::UnavailableError("the program is ending"); }
};

}  // namespace

void CommandMailbox::Add(Command command) {
  if (commands_.Push(command)) return;
  Refusal refusal;
  command(refusal);
}

void CommandMailbox::Start(const RunRequest& request,
                           std::function<void(absl::StatusOr<RunStarted>)> done) {
  Add([request, done = std::move(done)](RunCommands& to) { to.Start(request, done); });
}

void CommandMailbox::Change(std::optional<int64_t> users, std::optional<double> spawn_rate,
                            std::function<void(absl::Status)> done) {
  Add([=](RunCommands& to) { to.Change(users, spawn_rate, done); });
}

void CommandMailbox::Stop(bool at_once, std::function<void(absl::Status)> done) {
  Add([=](RunCommands& to) { to.Stop(at_once, done); });
}

void CommandMailbox::Reset(std::function<void(absl::Status)> done) {
  Add([=](RunCommands& to) { to.Reset(done); });
}

void CommandMailbox::GetEntry(const std::string& method, const std::string& name,
                              std::function<void(absl::StatusOr<v1::Entry>)> done) {
  Add([=](RunCommands& to) { to.GetEntry(method, name, done); });
}

void CommandMailbox::Deliver(RunCommands& to) {
  for (const Command& command : commands_.TakeAll(Duration::zero())) command(to);
}

void CommandMailbox::Close() {
  commands_.Close();
  Refusal refusal;
  Deliver(refusal);
}

}  // namespace aurax::load::cli
