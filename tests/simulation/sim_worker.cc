#include "tests/simulation/sim_worker.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"

namespace aurax::load::simulation {

using std::chrono::milliseconds;
using std::chrono::seconds;

SimWorker::SimWorker(Options options)
    : options_(std::move(options)),
      truth_(options_.truth->AddWorker(options_.id, options_.incarnation)),
      loops_({options_.world, options_.clock, options_.truth, truth_, options_.loops,
              [this](worker::LoopEvent event) {
                auto shared = std::make_shared<worker::LoopEvent>(std::move(event));
                Do([this, shared] { session_.OnLoopEvent(std::move(*shared)); });
              }}),
      session_(SessionOptions()) {
  Dial();
  Tick();
}

SimWorker::~SimWorker() {
  truth_->killed = !session_.gone();
  loops_.Vanish();
  if (stream_) stream_->Break(milliseconds(50));
}

worker::Session::Options SimWorker::SessionOptions() {
  worker::Session::Options session;
  session.worker_id = options_.id;
  session.incarnation = options_.incarnation;
  session.version = "simulation";
  session.capacity = options_.capacity;
  session.clock = options_.clock;
  session.loops = &loops_;
  session.send = [this](v1::WorkerMessage m) {
    if (stream_) stream_->SendUp(std::move(m));
  };
  session.log = [this](v1::WorkerLog::Level, const std::string& text) {
    options_.world->Trace(absl::StrCat(options_.id, " says: ", text));
  };
  session.usage = [] { return worker::ProcessUsage(); };
  return session;
}

void SimWorker::Do(std::function<void()> what) {
  if (paused_) return waiting_.push_back(std::move(what));
  what();
  AfterTurn();
}

void SimWorker::AfterTurn() {
  if (!session_.take_unwanted() || !stream_) return;
  stream_->CloseByWorker();
  stream_.reset();
  session_.OnDisconnected();
  DialLater();
}

void SimWorker::Pause() {
  paused_ = true;
  loops_.Pause();
}

void SimWorker::Resume() {
  paused_ = false;
  loops_.Resume();
  // The link's thread comes to itself before or after the loops.
  options_.world->After(options_.world->Skewed(Duration(0), milliseconds(2)),
                        [this, alive = std::weak_ptr<bool>(alive_)] {
                          if (alive.expired()) return;
                          while (!paused_ && !waiting_.empty()) {
                            const std::function<void()> what = std::move(waiting_.front());
                            waiting_.pop_front();
                            Do(what);
                          }
                        });
}

void SimWorker::Leave() {
  leaving_ = true;
  Do([this] { session_.Leave(); });
}

void SimWorker::Tick() {
  if (!paused_) {
    session_.OnTick();
    AfterTurn();
  }
  options_.world->After(worker::Session::kTick, [this, alive = std::weak_ptr<bool>(alive_)] {
    if (!alive.expired()) Tick();
  });
}

// --- The link

void SimWorker::Dial() {
  const uint64_t number = ++dialled_;
  const auto on_stream = [this, number, alive = std::weak_ptr<bool>(alive_)](auto what) {
    if (alive.expired()) return;
    Do([this, number, what] {
      if (number == dialled_) what();
    });
  };
  stream_ = options_.dial(
      [this, on_stream](v1::MasterMessage m) {
        on_stream([this, m = std::move(m)] { session_.OnMessage(m); });
      },
      [this, on_stream] { on_stream([this] { OnDown(); }); });
  if (!stream_) return DialLater();
  backoff_ = Duration(0);
  session_.OnConnected();
}

void SimWorker::OnDown() {
  stream_.reset();
  session_.OnDisconnected();
  DialLater();
}

void SimWorker::DialLater() {
  ++dialled_;
  if (session_.gone() || !session_.refusal().empty()) return;
  backoff_ = std::clamp(2 * backoff_, Duration(milliseconds(100)), Duration(seconds(5)));
  options_.world->After(options_.world->Between(backoff_ / 2, backoff_),
                        [this, number = dialled_, alive = std::weak_ptr<bool>(alive_)] {
                          if (alive.expired()) return;
                          Do([this, number] {
                            if (number == dialled_) Dial();
                          });
                        });
}

}  // namespace aurax::load::simulation
