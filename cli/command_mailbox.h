// What other threads ask of the runs, kept until the control thread takes it.
#ifndef AURAX_CLI_COMMAND_MAILBOX_H_
#define AURAX_CLI_COMMAND_MAILBOX_H_

#include <functional>

#include "common/mailbox.h"
#include "master/web/run_commands.h"

namespace aurax::load::cli {

// Thread-safe. Every call is answered once: by whom Deliver() hands it to, or with Unavailable once
// this is closed.
class CommandMailbox final : public master::RunCommands {
 public:
  void Start(const master::RunRequest& request,
             std::function<void(absl::StatusOr<master::RunStarted>)> done) override;
  void Change(std::optional<int64_t> users, std::optional<double> spawn_rate,
              std::function<void(absl::Status)> done) override;
  void Stop(bool at_once, std::function<void(absl::Status)> done) override;
  void Reset(std::function<void(absl::Status)> done) override;
  void GetEntry(const std::string& method, const std::string& name,
                std::function<void(absl::StatusOr<v1::Entry>)> done) override;

  // Hands on what has come, in order; never waits. On the control thread.
  void Deliver(master::RunCommands& to);
  // Refuses what has come and what will come.
  void Close();

 private:
  using Command = std::function<void(master::RunCommands& to)>;
  void Add(Command command);

  Mailbox<Command> commands_;
};

}  // namespace aurax::load::cli

#endif  // AURAX_CLI_COMMAND_MAILBOX_H_
