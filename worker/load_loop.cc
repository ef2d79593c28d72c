#include "worker/load_loop.h"

#include <ctime>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/thread_name.h"
#include "worker/curl_engine.h"

namespace aurax::load::worker {
namespace {

Duration ThreadCpu() {
  timespec t;
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
  return std::chrono::seconds(t.tv_sec) + std::chrono::nanoseconds(t.tv_nsec);
}

}  // namespace

absl::StatusOr<std::unique_ptr<LoadLoop>> LoadLoop::Create(uint32_t index, const Clock& clock,
                                                           std::function<void(LoopEvent)> emit) {
  absl::StatusOr<std::unique_ptr<EventLoop>> loop = EventLoop::Create(clock);
  if (!loop.ok()) return loop.status();
  absl::StatusOr<std::unique_ptr<HttpEngine>> engine = NewCurlEngine(loop->get());
  if (!engine.ok()) return engine.status();
  return std::unique_ptr<LoadLoop>(
      new LoadLoop(index, *std::move(loop), *std::move(engine), std::move(emit)));
}

LoadLoop::LoadLoop(uint32_t index, std::unique_ptr<EventLoop> loop,
                   std::unique_ptr<HttpEngine> engine, std::function<void(LoopEvent)> emit)
    : index_(index), emit_(std::move(emit)), loop_(std::move(loop)), engine_(std::move(engine)) {
  loop_->SetLagSink([this](Duration late) {
    if (run_) run_->RecordLag(late);
  });
  loop_->SetTurnHook([this](MonotonicTime now) {
    if (run_) run_->OnTurn(now);
  });
  thread_ = std::thread([this] {
    NameThread(absl::StrCat("loop-", index_));
    loop_->Run();
  });
}

LoadLoop::~LoadLoop() {
  loop_->Post([this] { run_.reset(); });
  loop_->Quit();
  thread_.join();
  run_.reset();  // where the loop quit before it came to the posted function
}

void LoadLoop::Start(std::shared_ptr<const RunPlan> plan, MonotonicTime time_zero, Duration begin,
                     Duration phase) {
  loop_->Post([this, plan = std::move(plan), time_zero, begin, phase] {
    LoadRun::Options options;
    options.loop = index_;
    options.plan = plan;
    options.time_zero = time_zero;
    options.begin = begin;
    options.phase = phase;
    options.engine = engine_.get();
    options.timers = &loop_->timers();
    options.clock = &loop_->clock();
    options.emit = emit_;
    options.thread_cpu = ThreadCpu;
    run_ = std::make_unique<LoadRun>(std::move(options));
  });
}

void LoadLoop::WithRun(std::function<void(LoadRun&)> f) {
  loop_->Post([this, f = std::move(f)] {
    if (run_) f(*run_);
  });
}

void LoadLoop::Finish() {
  loop_->Post([this] {
    if (!run_) return;
    run_->Finish();
    run_.reset();
  });
}

}  // namespace aurax::load::worker
