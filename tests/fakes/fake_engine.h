// An HttpEngine without a network: a test says what each request is answered, and after how long.
// Answers come as timers of the queue it shares with the users under test, so nothing happens but
// when the test runs that queue.
#ifndef AURAX_TESTS_FAKES_FAKE_ENGINE_H_
#define AURAX_TESTS_FAKES_FAKE_ENGINE_H_

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "worker/http_engine.h"
#include "worker/timer_queue.h"

namespace aurax::load::worker {

struct FakeAnswer {
  Outcome outcome = Outcome::kAnswered;
  uint32_t status = 200;
  std::string body = {}, headers = {};  // headers: raw lines
  Duration latency = std::chrono::milliseconds(10);
  std::string error = {};
};

// What was sent.
struct SeenRequest {
  std::string method, url, body;
  HeaderLines headers;  // fixed ones first
  MonotonicTime sent;
  HttpSession* session;
  std::string Header(const std::string& name) const;  // empty if there is none
};

class FakeEngine final : public HttpEngine {
 public:
  // Both outlive the engine. Until told otherwise, every request is answered 200 with an empty body
  // after 10 ms.
  FakeEngine(TimerQueue* timers, const Clock* clock);
  ~FakeEngine() override;

  using Script = std::function<FakeAnswer(const SeenRequest&)>;
  void Answer(Script script) { script_ = std::move(script); }
  void AnswerAlways(FakeAnswer answer);

  const std::vector<SeenRequest>& seen() const { return seen_; }
  std::vector<std::string> urls() const;
  size_t in_flight() const { return in_flight_; }
  size_t most_in_flight() const { return most_in_flight_; }
  size_t sessions() const { return sessions_; }  // alive

  std::unique_ptr<HttpSession> NewSession(const v1::HttpSettings& settings) override;
  void Start(HttpExchange* exchange) override;
  void Cancel(HttpExchange* exchange) override;
  size_t open_connections() const override { return sessions_; }

 private:
  struct Reply;
  struct Session;
  void Finish(Reply* reply);

  TimerQueue& timers_;
  const Clock& clock_;
  Script script_ = [](const SeenRequest&) { return FakeAnswer(); };
  std::vector<SeenRequest> seen_;
  std::vector<std::unique_ptr<Reply>> replies_;
  std::vector<Reply*> idle_;
  size_t in_flight_ = 0, most_in_flight_ = 0, sessions_ = 0;
};

}  // namespace aurax::load::worker

#endif  // AURAX_TESTS_FAKES_FAKE_ENGINE_H_
