// Runs one after another by a host with a real worker in this process; the service under test is a
// port that refuses connections, so every request fails at once.
#include "cli/run_host.h"

#include <fcntl.h>
#include <fstream>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <thread>
#include <unistd.h>

#include "cli/local_port.h"
#include "tests/fakes/temp_folder.h"

namespace aurax::load::cli {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using ::testing::HasSubstr;
using ::testing::SizeIs;

constexpr char kScenario[] =
    "host: http://127.0.0.1:1\n"
    "users:\n"
    "  Visitor:\n"
    "    wait: 20ms\n"
    "    tasks:\n"
    "      look:\n"
    "        get: /a\n"
    "  Editor:\n"
    "    wait: 20ms\n"
    "    tasks:\n"
    "      change:\n"
    "        get: /b\n";

master::RunRequest Asking(const std::function<void(master::RunRequest&)>& fill) {
  master::RunRequest request;
  fill(request);
  return request;
}

class RunHostTest : public testing::Test {
 protected:
  RunHostTest() {
    std::ofstream(folder_.File("s.yaml")) << kScenario;
    options_.scenario = folder_.File("s.yaml");
    options_.host = "http://127.0.0.1:1";
    options_.loops = 1;
    options_.users = 2;
    options_.spawn_rate = 100;
    options_.json_file = folder_.File("result");
    options_.csv = folder_.File("result");
  }
  ~RunHostTest() override {
    if (!thread_.joinable()) return;
    End();
  }

  // Begins to carry out runs on another thread, until End().
  void Begin() {
    signals_ = *Signals::Block();
    const auto loaded = master::LoadScenario(*options_.scenario, ScenarioOptionsOf(options_));
    for (const master::Mistake& mistake : loaded.mistakes) ADD_FAILURE() << mistake.ToString();
    scenario_ = loaded.scenario;
    log_ = *Log::Open({.file = folder_.File("log")}, RealClock());
    run_ = {.options = &options_,
            .scenario = &scenario_,
            .log = log_.get(),
            .console = &console_,
            .signals = signals_.get(),
            .keyboard = &keyboard_,
            .clock = &RealClock()};
    port_.emplace(options_, &RealClock());
    host_.emplace(run_, &*port_, 1);
    thread_ = std::thread([this] { code_ = host_->Run(); });
  }
  // As Ctrl-C does; returns the exit code.
  int End() {
    kill(getpid(), SIGINT);
    return Join();
  }
  int Join() {
    thread_.join();
    return code_;
  }

  // Waits for a publication that is as wanted; the last one if none comes.
  std::shared_ptr<const master::Publication> Until(
      const std::function<bool(const master::Publication&)>& wanted) {
    const MonotonicTime limit = RealClock().Now() + seconds(20);
    while (RealClock().Now() < limit) {
      if (auto latest = host_->feed()->Latest(); wanted(*latest)) return latest;
      std::this_thread::sleep_for(milliseconds(5));
    }
    ADD_FAILURE() << "nothing of that kind was published";
    return host_->feed()->Latest();
  }
  void UntilReady() {
    Until([](const master::Publication& p) { return p.ready_workers > 0; });
  }
  void UntilRequested(uint64_t requests) {
    Until([=](const master::Publication& p) {
      return p.report != nullptr && p.report->total().requests() >= requests;
    });
  }

  // Calls a command and waits for its answer.
  template <typename Answer>
  Answer Ask(const std::function<void(std::function<void(Answer)>)>& call) {
    Mailbox<Answer> answers;
    call([&answers](Answer answer) { answers.Push(std::move(answer)); });
    auto got = answers.TakeAll(seconds(20));
    if (got.size() != 1) ADD_FAILURE() << got.size() << " answers";
    return got.empty() ? Answer(absl::UnknownError("no answer")) : std::move(got[0]);
  }
  absl::StatusOr<master::RunStarted> Start(const master::RunRequest& request = {}) {
    return Ask<absl::StatusOr<master::RunStarted>>(
        [&](auto done) { host_->commands()->Start(request, std::move(done)); });
  }
  absl::Status Stop(bool at_once = false) {
    return Ask<absl::Status>([&](auto done) { host_->commands()->Stop(at_once, std::move(done)); });
  }
  absl::Status Change(std::optional<int64_t> users, std::optional<double> rate) {
    return Ask<absl::Status>(
        [&](auto done) { host_->commands()->Change(users, rate, std::move(done)); });
  }
  absl::Status Reset() {
    return Ask<absl::Status>([&](auto done) { host_->commands()->Reset(std::move(done)); });
  }
  std::vector<std::string> FieldsOf(const master::RunRequest& request) {
    const auto started = Start(request);
    std::vector<std::string> fields;
    if (!started.ok()) ADD_FAILURE() << started.status();
    if (!started.ok()) return fields;
    for (const auto& mistake : started->mistakes) fields.push_back(mistake.field);
    return fields;
  }
  std::string Read(const std::string& name) const {
    std::ifstream file(folder_.File(name));
    return {std::istreambuf_iterator<char>(file), {}};
  }

  TempFolder folder_;
  Options options_;

 private:
  const int nowhere_ = open("/dev/null", O_RDWR | O_CLOEXEC);
  std::unique_ptr<Signals> signals_;
  v1::Scenario scenario_;
  std::unique_ptr<Log> log_;
  ConsoleWriter console_{nowhere_};
  Keyboard keyboard_{nowhere_};
  RunParts run_;
  std::optional<LocalPort> port_;

 protected:
  std::optional<RunHost> host_;

 private:
  std::thread thread_;
  int code_ = -1;
};

TEST_F(RunHostTest, RunsFollowOneAnotherWithTheSameWorker) {
  Begin();
  UntilReady();
  EXPECT_EQ(host_->feed()->Latest()->state, "ready");
  const auto first = Start();
  ASSERT_TRUE(first.ok()) << first.status();
  EXPECT_THAT(first->mistakes, SizeIs(0));
  UntilRequested(5);
  EXPECT_TRUE(Stop().ok());
  const auto stopped = Until([](const auto& p) { return p.state == "stopped"; });
  EXPECT_TRUE(stopped->report->ledger().complete()) << stopped->report->ledger().DebugString();
  EXPECT_EQ(stopped->report->run().run_id(), first->run_id);
  EXPECT_THAT(Read("result.json"), HasSubstr(first->run_id));

  master::RunRequest request;
  request.users = 3;
  const auto second = Start(request);
  ASSERT_TRUE(second.ok()) << second.status();
  EXPECT_NE(second->run_id, first->run_id);
  const auto running = Until([&](const auto& p) {
    return p.report != nullptr && p.report->run().run_id() == second->run_id &&
           p.report->run().user_count() == 3;
  });
  EXPECT_EQ(running->report->run().target_users(), 3u);
  EXPECT_EQ(End(), 1);  // its requests failed
  const auto last = host_->feed()->Latest();
  EXPECT_EQ(last->state, "stopped");
  EXPECT_TRUE(last->report->ledger().complete()) << last->report->ledger().DebugString();
  EXPECT_THAT(Read("result.json"), HasSubstr(second->run_id));
}

TEST_F(RunHostTest, WithoutAnyRunTheEndIsFine) {
  Begin();
  UntilReady();
  EXPECT_EQ(End(), 0);
}

TEST_F(RunHostTest, ASignalInMidRunStopsItAndWritesEveryFile) {
  options_.junit = folder_.File("junit.xml");
  options_.html = folder_.File("report-{u}-{r}-{t}.html");
  Begin();
  UntilReady();
  ASSERT_TRUE(Start().ok());
  UntilRequested(5);
  EXPECT_EQ(End(), 1);
  EXPECT_THAT(Read("result.json"), HasSubstr("\"complete\": true"));
  EXPECT_THAT(Read("result_stats.csv"), HasSubstr("Aggregated"));
  EXPECT_THAT(Read("junit.xml"), HasSubstr("<"));
  EXPECT_NE(Read("report-2-100-0.html"), "");
}

TEST_F(RunHostTest, OneRunAtATime) {
  Begin();
  UntilReady();
  ASSERT_TRUE(Start().ok());
  EXPECT_EQ(Start().status().code(), absl::StatusCode::kFailedPrecondition);
}

TEST_F(RunHostTest, UsersChangeInMidRunAndAreMarked) {
  Begin();
  UntilReady();
  EXPECT_EQ(Change(5, 100).code(), absl::StatusCode::kFailedPrecondition);
  ASSERT_TRUE(Start().ok());
  EXPECT_TRUE(Change(5, 100).ok());
  EXPECT_EQ(Change(-1, {}).code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(Change({}, 0.0).code(), absl::StatusCode::kInvalidArgument);
  const auto changed =
      Until([](const auto& p) { return p.report != nullptr && p.report->run().user_count() == 5; });
  bool marked = false;
  for (const v1::RunEvent& event : changed->report->events()) {
    marked = marked || event.kind() == "users_changed";
  }
  EXPECT_TRUE(marked);
}

TEST_F(RunHostTest, AResetForgetsStatisticsAndTheLedgerStillAddsUp) {
  Begin();
  UntilReady();
  ASSERT_TRUE(Start().ok());
  UntilRequested(50);
  EXPECT_TRUE(Reset().ok());
  Until([](const auto& p) {
    return p.report != nullptr &&
           p.report->total().requests() < p.report->ledger().requests_failed();
  });
  EXPECT_TRUE(Stop().ok());
  const auto stopped = host_->feed()->Latest();
  EXPECT_TRUE(stopped->report->ledger().complete()) << stopped->report->ledger().DebugString();
  EXPECT_TRUE(Reset().ok());
  EXPECT_EQ(host_->feed()->Latest()->state, "ready");
  EXPECT_EQ(host_->feed()->Latest()->report, nullptr);
}

TEST_F(RunHostTest, StoppingNothingIsFine) {
  Begin();
  UntilReady();
  EXPECT_TRUE(Stop().ok());
}

TEST_F(RunHostTest, MistakesNameTheirFieldAndNothingStarts) {
  options_.allowed_hosts = {"127.0.0.1", "*.test"};
  Begin();
  UntilReady();
  using Fields = std::vector<std::string>;
  EXPECT_EQ(FieldsOf(Asking([](auto& r) {
              r.users = 0;
              r.spawn_rate = 0;
            })),
            (Fields{"users", "spawn_rate"}));
  EXPECT_EQ(FieldsOf(Asking([](auto& r) { r.spawn_rate = 1e308; })), Fields{"spawn_rate"});
  EXPECT_EQ(FieldsOf(Asking([](auto& r) { r.run_time = seconds(0); })), Fields{"run_time"});
  EXPECT_EQ(FieldsOf(Asking([](auto& r) { r.host = "localhost:80"; })), Fields{"host"});
  EXPECT_EQ(FieldsOf(Asking([](auto& r) { r.host = "http://elsewhere.example"; })), Fields{"host"});
  EXPECT_EQ(FieldsOf(Asking([](auto& r) { r.user_classes = std::vector<std::string>{"Nobody"}; })),
            Fields{"user_classes"});
  EXPECT_EQ(FieldsOf(Asking([](auto& r) { r.tags = std::vector<std::string>{"none"}; })),
            Fields{"tags"});
  EXPECT_EQ(FieldsOf(Asking([](auto& r) { r.weights = {{"Nobody", 1}}; })), Fields{"weights"});
  EXPECT_EQ(host_->feed()->Latest()->state, "ready");
}

TEST_F(RunHostTest, ARequestChoosesClassesAndTheScenarioIsReadAnew) {
  Begin();
  UntilReady();
  ASSERT_TRUE(
      Start(Asking([](auto& r) { r.user_classes = std::vector<std::string>{"Editor"}; })).ok());
  UntilRequested(2);
  EXPECT_TRUE(Stop().ok());
  ASSERT_EQ(host_->feed()->Latest()->report->entries_size(), 1);
  EXPECT_EQ(host_->feed()->Latest()->report->entries(0).name(), "change");
  std::string text = kScenario;
  text.replace(text.find("change"), 6, "correct");
  std::ofstream(*options_.scenario) << text;
  ASSERT_TRUE(
      Start(Asking([](auto& r) { r.user_classes = std::vector<std::string>{"Editor"}; })).ok());
  UntilRequested(2);
  EXPECT_TRUE(Stop().ok());
  EXPECT_EQ(host_->feed()->Latest()->report->entries(0).name(), "correct");
}

TEST_F(RunHostTest, AutostartBeginsByItselfAndAutoquitEnds) {
  options_.autostart = true;
  options_.autoquit = 0;
  options_.run_time = milliseconds(500);
  Begin();
  EXPECT_EQ(Join(), 1);
  EXPECT_THAT(Read("result.json"), HasSubstr("\"complete\": true"));
}

TEST_F(RunHostTest, HeadlessEndsAfterItsRun) {
  options_.headless = true;
  options_.run_time = milliseconds(500);
  Begin();
  EXPECT_EQ(Join(), 1);
}

TEST_F(RunHostTest, CommandsAfterTheEndAreRefused) {
  Begin();
  UntilReady();
  EXPECT_EQ(End(), 0);
  EXPECT_EQ(Start().status().code(), absl::StatusCode::kUnavailable);
  EXPECT_EQ(Stop().code(), absl::StatusCode::kUnavailable);
}

}  // namespace
}  // namespace aurax::load::cli
