// An event loop on a thread of its own, with its HTTP engine and, while there is one, its run.
#ifndef AURAX_WORKER_LOAD_LOOP_H_
#define AURAX_WORKER_LOAD_LOOP_H_

#include <functional>
#include <memory>
#include <thread>

#include "absl/status/statusor.h"
#include "worker/event_loop.h"
#include "worker/http_engine.h"
#include "worker/load_run.h"

namespace aurax::load::worker {

// Every call is thread-safe and returns at once, but for the destructor.
class LoadLoop {
 public:
  // `emit` is called on the loop's thread and must be thread-safe; it and `clock` outlive the loop.
  static absl::StatusOr<std::unique_ptr<LoadLoop>> Create(uint32_t index, const Clock& clock,
                                                          std::function<void(LoopEvent)> emit);
  // Ends the run, if there is one, and waits for the thread.
  ~LoadLoop();

  // `begin`, `phase`: of the intervals; see LoadRun::Options.
  void Start(std::shared_ptr<const RunPlan> plan, MonotonicTime time_zero, Duration begin,
             Duration phase);
  // Calls `f` with the run on the loop's thread; not at all when there is none.
  void WithRun(std::function<void(LoadRun&)> f);
  // Takes the last interval from the run and forgets it.
  void Finish();

 private:
  LoadLoop(uint32_t index, std::unique_ptr<EventLoop> loop, std::unique_ptr<HttpEngine> engine,
           std::function<void(LoopEvent)> emit);

  const uint32_t index_;
  const std::function<void(LoopEvent)> emit_;
  std::unique_ptr<EventLoop> loop_;
  std::unique_ptr<HttpEngine> engine_;  // the loop's thread's, like the next
  std::unique_ptr<LoadRun> run_;
  std::thread thread_;
};

}  // namespace aurax::load::worker

#endif  // AURAX_WORKER_LOAD_LOOP_H_
