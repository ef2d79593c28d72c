#include "cli/command_mailbox.h"

#include <gtest/gtest.h>

namespace aurax::load::cli {
namespace {

// Writes down what it is asked.
class Asked final : public master::RunCommands {
 public:
  void Start(const master::RunRequest& request,
             std::function<void(absl::StatusOr<master::RunStarted>)> done) override {
    calls += "start" + std::to_string(request.users.value_or(0)) + " ";
    done(master::RunStarted{"id", {}});
  }
  void Change(std::optional<int64_t> users, std::optional<double>,
              std::function<void(absl::Status)> done) override {
    calls += "change" + std::to_string(users.value_or(0)) + " ";
    done(absl::OkStatus());
  }
  void Stop(bool at_once, std::function<void(absl::Status)> done) override {
    calls += at_once ? "stop-now " : "stop ";
    done(absl::OkStatus());
  }
  void Reset(std::function<void(absl::Status)> done) override {
    calls += "reset ";
    done(absl::OkStatus());
  }
  std::string calls;
};

TEST(CommandMailboxTest, CallsWaitAndAreHandedOnInOrder) {
  CommandMailbox mailbox;
  Asked asked;
  int answers = 0;
  const auto count = [&answers](const auto& answer) { answers += answer.ok() ? 1 : 0; };
  master::RunRequest request;
  request.users = 7;
  mailbox.Start(request, count);
  mailbox.Change(9, {}, count);
  mailbox.Reset(count);
  mailbox.Stop(true, count);
  EXPECT_EQ(asked.calls, "");
  mailbox.Deliver(asked);
  EXPECT_EQ(asked.calls, "start7 change9 reset stop-now ");
  EXPECT_EQ(answers, 4);
  mailbox.Deliver(asked);
  EXPECT_EQ(answers, 4);
}

TEST(CommandMailboxTest, AClosedOneAnswersWhatWaitsAndWhatComes) {
  CommandMailbox mailbox;
  int refused = 0;
  const auto count = [&refused](const auto& answer) { refused += answer.ok() ? 0 : 1; };
  mailbox.Stop(false, count);
  mailbox.Close();
  EXPECT_EQ(refused, 1);
  mailbox.Start({}, count);
  mailbox.GetEntry("GET", "/", count);
  EXPECT_EQ(refused, 3);
}

}  // namespace
}  // namespace aurax::load::cli
