// The web front as a whole, over a socket.
#include "master/web/web_front.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "common/clock.h"
#include "common/mutex.h"
#include "tests/fakes/raw_client.h"
#include "tests/master/views/sample_report.h"

namespace aurax::load::master {
namespace {

using ::testing::HasSubstr;

// Sent to a name that is this machine's: no other may change anything.
constexpr char kStop[] = "GET /stop HTTP/1.1\r\nHost: localhost\r\n\r\n";

// Keeps what it is asked and answers when told.
class SlowCommands final : public RunCommands {
 public:
  void Start(const RunRequest&, std::function<void(absl::StatusOr<RunStarted>)>) override {}
  void Change(std::optional<int64_t>, std::optional<double>,
              std::function<void(absl::Status)>) override {}
  void Stop(bool, std::function<void(absl::Status)> done) override {
    const MutexLock lock(mutex_);
    stop_ = std::move(done);
    asked_.NotifyAll();
  }
  void Reset(std::function<void(absl::Status)>) override {}

  std::function<void(absl::Status)> TakeStop() {
    const MutexLock lock(mutex_);
    while (!stop_) asked_.Wait(mutex_);
    return std::move(stop_);
  }

 private:
  Mutex mutex_;
  CondVar asked_;
  std::function<void(absl::Status)> stop_ ABSL_GUARDED_BY(mutex_);
};

class Front : public ::testing::Test {
 protected:
  Front() {
    WebFront::Options options;
    options.host = "127.0.0.1";
    options.defaults = std::make_shared<const WebFront::Defaults>();
    options.clock = &RealClock();
    options.feed = &feed_;
    options.commands = &commands_;
    options.logs = &logs_;
    options.warn = [](const std::string&) {};
    auto front = WebFront::Start(std::move(options));
    EXPECT_TRUE(front.ok()) << front.status();
    front_ = *std::move(front);
  }
  void Publish() {
    Publication publication;
    publication.state = "running";
    publication.report = std::make_shared<const v1::Report>(LocustSample());
    feed_.Publish(std::move(publication));
  }

  RunFeed feed_;
  LogLines logs_;
  SlowCommands commands_;
  std::unique_ptr<WebFront> front_;
};

TEST_F(Front, AnswersAndSaysWhere) {
  EXPECT_EQ(front_->url(), absl::StrCat("http://127.0.0.1:", front_->port()));
  RawClient client(front_->port());
  EXPECT_EQ(client.Ask(Get("/healthz")).status, 200);
  Publish();
  EXPECT_THAT(client.Ask(Get("/stats/requests")).body, HasSubstr("\"num_requests\":213"));
  EXPECT_EQ(client.Ask(Get("/nothing")).status, 404);
}

TEST_F(Front, EveryPageHearsOfAPublication) {
  RawClient one(front_->port()), other(front_->port());
  one.Send(Get("/api/v1/events"));
  other.Send(Get("/api/v1/events"));
  EXPECT_THAT(one.ReadUntil("}\n\n"), HasSubstr("\"run\":null"));
  EXPECT_THAT(other.ReadUntil("}\n\n"), HasSubstr("\"run\":null"));
  Publish();
  EXPECT_THAT(one.ReadUntil("\"verdict\""), HasSubstr("/hello"));
  EXPECT_THAT(other.ReadUntil("\"verdict\""), HasSubstr("/hello"));
}

TEST_F(Front, AnAnswerMayComeAfterItHasGone) {
  RawClient client(front_->port());
  client.Send(kStop);
  const auto answer = commands_.TakeStop();
  front_.reset();
  answer(absl::OkStatus());
  Publish();
  EXPECT_TRUE(client.ReadToEnd().empty());
}

TEST_F(Front, AnAnswerMayComeFromAnyThreadLater) {
  RawClient client(front_->port());
  client.Send(kStop);
  commands_.TakeStop()(absl::OkStatus());
  EXPECT_THAT(client.Read().body, HasSubstr("Test stopped"));
}

}  // namespace
}  // namespace aurax::load::master
