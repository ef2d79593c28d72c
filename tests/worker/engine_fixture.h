// The HTTP engine on an event loop of its own, with a session to speak from. A test waits for what
// it expects:
//
//   Exchange get = NewExchange(server.Url("/"));
//   engine().Start(&get);  WaitFor({&get});  EXPECT_EQ(get.status, 200u);
#ifndef AURAX_TESTS_WORKER_ENGINE_FIXTURE_H_
#define AURAX_TESTS_WORKER_ENGINE_FIXTURE_H_

#include <functional>
#include <memory>
#include <string>

#include "gtest/gtest.h"
#include "tests/fakes/scripted_server.h"
#include "worker/curl_engine.h"

namespace aurax::load::worker {

struct Exchange : HttpExchange {
  int done = 0;                            // how often its sink was told
  std::function<void(Exchange&)> on_done;  // after which the loop goes on
};

class EngineFixture : public testing::Test, public ExchangeSink {
 protected:
  EngineFixture()
      : loop_(EventLoop::Create(RealClock()).value()),
        engine_(NewCurlEngine(loop_.get()).value()),
        session_(engine_->NewSession(settings_)) {}

  HttpEngine& engine() { return *engine_; }
  EventLoop& loop() { return *loop_; }

  // A new session with settings as `change` leaves them; it replaces the fixture's.
  void UseSettings(const std::function<void(v1::HttpSettings&)>& change) {
    change(settings_);
    session_ = engine_->NewSession(settings_);
  }

  std::unique_ptr<Exchange> NewExchange(const std::string& url, std::string_view method = "GET") {
    auto e = std::make_unique<Exchange>();
    e->sink = this;
    e->session = session_.get();
    e->method = method;
    e->url = url;
    e->keep_body = e->keep_headers = true;
    return e;
  }
  std::unique_ptr<Exchange> Post(const std::string& url, std::string body) {
    auto e = NewExchange(url, "POST");
    e->body = std::move(body);
    e->has_body = true;
    return e;
  }
  // Starts `e` and runs the loop until it is done.
  Exchange& Run(Exchange& e) {
    const int before = e.done;
    engine_->Start(&e);
    EXPECT_EQ(e.done, before) << "told from within Start";
    RunUntil([&] { return e.done > before; });
    return e;
  }
  std::unique_ptr<Exchange> Fetch(const std::string& url, std::string_view method = "GET") {
    auto e = NewExchange(url, method);
    Run(*e);
    return e;
  }

  // Runs the loop until `holds`, looked at after each exchange and each millisecond; fails after 20
  // s.
  void RunUntil(std::function<bool()> holds) {
    struct Look final : Timer {
      void OnTimer(MonotonicTime) override {
        if (look())
          fixture->loop().timers().Schedule(this, RealClock().Now() + std::chrono::milliseconds(1));
      }
      EngineFixture* fixture;
      std::function<bool()> look;  // whether to look again
    } look;
    const MonotonicTime limit = RealClock().Now() + std::chrono::seconds(20);
    look.fixture = this;
    look.look = [&] {
      const bool late = RealClock().Now() > limit;
      if (late) ADD_FAILURE() << "waited for 20 s";
      if (!late && !holds()) return true;
      loop_->Quit();
      return false;
    };
    loop_->timers().Schedule(&look, RealClock().Now());
    loop_->Run();
  }
  void OnExchangeDone(HttpExchange* exchange) override {
    auto* e = static_cast<Exchange*>(exchange);
    ++e->done;
    if (e->on_done) e->on_done(*e);
  }

 private:
  std::unique_ptr<EventLoop> loop_;
  std::unique_ptr<HttpEngine> engine_;
  v1::HttpSettings settings_;
  std::unique_ptr<HttpSession> session_;
};

}  // namespace aurax::load::worker

#endif  // AURAX_TESTS_WORKER_ENGINE_FIXTURE_H_
