// An HttpEngine that costs next to nothing, to measure what lies above it: everything started is
// answered alike when AnswerAll() is called.
#ifndef AURAX_TESTS_FAKES_INSTANT_ENGINE_H_
#define AURAX_TESTS_FAKES_INSTANT_ENGINE_H_

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "worker/http_engine.h"

namespace aurax::load::worker {

class InstantEngine final : public HttpEngine {
 public:
  InstantEngine(const Clock* clock, std::string_view body) : clock_(*clock), body_(body) {}

  std::unique_ptr<HttpSession> NewSession(const v1::HttpSettings&) override {
    return std::make_unique<HttpSession>();
  }
  void Start(HttpExchange* exchange) override {
    exchange->sent = clock_.Now();
    started_.push_back(exchange);
  }
  void Cancel(HttpExchange* exchange) override {
    std::erase(started_, exchange);
    exchange->outcome = Outcome::kCancelled;
    exchange->sink->OnExchangeDone(exchange);
  }
  size_t open_connections() const override { return 0; }

  // What is started meanwhile waits for the next call.
  void AnswerAll() {
    answering_.swap(started_);
    for (HttpExchange* const exchange : answering_) {
      exchange->outcome = Outcome::kAnswered;
      exchange->status = 200;
      if (exchange->keep_body) exchange->response_body.assign(body_);
      exchange->body_bytes = body_.size();
      exchange->ended = clock_.Now();
      exchange->sink->OnExchangeDone(exchange);
    }
    answered_ += answering_.size();
    answering_.clear();
  }
  uint64_t answered() const { return answered_; }

 private:
  const Clock& clock_;
  const std::string body_;
  std::vector<HttpExchange*> started_, answering_;
  uint64_t answered_ = 0;
};

// What the backend answers to /generate.
inline constexpr std::string_view kGenerateAnswer =
    R"({"success": true, "response": "Tides are caused by the gravitational pull of the moon and the sun )"
    R"(on the oceans. As the earth turns, the bulges of water move around it, so that most coasts see two high )"
    R"(and two low tides a day.", "response_type": "text", "model": "qwen3:8b", "tokens": 57})";

}  // namespace aurax::load::worker

#endif  // AURAX_TESTS_FAKES_INSTANT_ENGINE_H_
