// One process of a simulated worker: a real session over simulated loops, and a link that dials
// again whenever it is down.
#ifndef AURAX_TESTS_SIMULATION_SIM_WORKER_H_
#define AURAX_TESTS_SIMULATION_SIM_WORKER_H_

#include <deque>
#include <functional>
#include <memory>
#include <string>

#include "tests/simulation/sim_loops.h"
#include "tests/simulation/sim_network.h"
#include "worker/session.h"

namespace aurax::load::simulation {

class SimWorker {
 public:
  struct Options {
    World* world = nullptr;  // these outlive the process
    const MachineClock* clock = nullptr;
    Truth* truth = nullptr;
    std::string id;
    uint64_t incarnation = 1;
    uint32_t loops = 1;
    uint32_t capacity = 0;
    // Opens a stream to the master; null where there is none to be had now.
    std::function<std::shared_ptr<Stream>(std::function<void(v1::MasterMessage)> to_worker,
                                          std::function<void()> told)>
        dial;
  };
  explicit SimWorker(Options options);
  // Killed, unless it was gone(): whatever it has not delivered is lost.
  ~SimWorker();

  void Pause();
  void Resume();
  void Leave();
  bool gone() const { return session_.gone(); }
  bool leaving() const { return leaving_; }
  Stream* stream() const { return stream_.get(); }  // null: none
  const worker::Session& session() const { return session_; }

 private:
  worker::Session::Options SessionOptions();
  // Does it now, or as soon as the process gets time again.
  void Do(std::function<void()> what);
  void AfterTurn();
  void Dial();
  void DialLater();
  void OnDown();
  void Tick();

  const Options options_;
  WorkerTruth* const truth_;
  bool paused_ = false, leaving_ = false;
  std::deque<std::function<void()>> waiting_;
  std::shared_ptr<Stream> stream_;
  uint64_t dialled_ = 0;  // number of the present stream
  Duration backoff_{0};
  SimLoops loops_;
  worker::Session session_;
  std::shared_ptr<bool> alive_ = std::make_shared<bool>(true);
};

}  // namespace aurax::load::simulation

#endif  // AURAX_TESTS_SIMULATION_SIM_WORKER_H_
