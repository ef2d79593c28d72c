#include "tests/fakes/fake_engine.h"

#include <algorithm>
#include <utility>

namespace aurax::load::worker {

struct FakeEngine::Reply final : Timer {
  explicit Reply(FakeEngine* owner) : engine(*owner) {}
  void OnTimer(MonotonicTime) override {
    const bool in_time = exchange->timeout == Duration(0) || answer.latency <= exchange->timeout;
    exchange->outcome = in_time ? answer.outcome : Outcome::kTimeout;
    exchange->error = in_time ? answer.error : "timed out";
    if (exchange->outcome == Outcome::kAnswered) {
      exchange->status = answer.status;
      if (exchange->keep_body) exchange->response_body = answer.body;
      if (exchange->keep_headers) exchange->response_headers = answer.headers;
      exchange->body_bytes = exchange->bytes_received = answer.body.size();
    }
    engine.Finish(this);
  }

  FakeEngine& engine;
  HttpExchange* exchange = nullptr;
  FakeAnswer answer;
};

struct FakeEngine::Session final : HttpSession {
  explicit Session(size_t* alive) : count(*alive) { ++count; }
  ~Session() override { --count; }
  size_t& count;
};

std::string SeenRequest::Header(const std::string& name) const {
  for (const std::string& line : headers) {
    if (line.starts_with(name + ": ")) return line.substr(name.size() + 2);
  }
  return "";
}

FakeEngine::FakeEngine(TimerQueue* timers, const Clock* clock) : timers_(*timers), clock_(*clock) {}

FakeEngine::~FakeEngine() {
  for (const auto& reply : replies_) timers_.Cancel(reply.get());
}

void FakeEngine::AnswerAlways(FakeAnswer answer) {
  script_ = [answer = std::move(answer)](const SeenRequest&) { return answer; };
}

std::vector<std::string> FakeEngine::urls() const {
  std::vector<std::string> urls;
  for (const SeenRequest& request : seen_) urls.push_back(request.url);
  return urls;
}

std::unique_ptr<HttpSession> FakeEngine::NewSession(const v1::HttpSettings&) {
  return std::make_unique<Session>(&sessions_);
}

void FakeEngine::Start(HttpExchange* exchange) {
  SeenRequest seen{std::string(exchange->method), exchange->url, exchange->body,
                   *exchange->fixed_headers,      clock_.Now(),  exchange->session};
  seen.headers.insert(
      seen.headers.end(), exchange->headers.begin(),
      exchange->headers.begin() + static_cast<std::ptrdiff_t>(exchange->header_count));
  seen_.push_back(std::move(seen));
  if (idle_.empty()) {
    replies_.push_back(std::make_unique<Reply>(this));
    idle_.push_back(replies_.back().get());
  }
  Reply* const reply = idle_.back();
  idle_.pop_back();
  reply->exchange = exchange;
  reply->answer = script_(seen_.back());
  exchange->engine_state = reply;
  exchange->sent = clock_.Now();
  exchange->bytes_sent = exchange->body.size();
  most_in_flight_ = std::max(most_in_flight_, ++in_flight_);
  const Duration limit =
      exchange->timeout == Duration(0) ? reply->answer.latency : exchange->timeout;
  timers_.Schedule(reply, exchange->sent + std::min(reply->answer.latency, limit));
}

void FakeEngine::Cancel(HttpExchange* exchange) {
  Reply* const reply = static_cast<Reply*>(exchange->engine_state);
  timers_.Cancel(reply);
  exchange->outcome = Outcome::kCancelled;
  Finish(reply);
}

void FakeEngine::Finish(Reply* reply) {
  HttpExchange* const exchange = std::exchange(reply->exchange, nullptr);
  idle_.push_back(reply);
  --in_flight_;
  exchange->ended = clock_.Now();
  exchange->sink->OnExchangeDone(exchange);
}

}  // namespace aurax::load::worker
