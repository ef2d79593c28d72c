// The streams between simulated workers and their master: in order, each message after a delay of
// the seed's, until the stream breaks and loses what is under way. In lossy weather single messages
// are lost, doubled and overtaken too.
#ifndef AURAX_TESTS_SIMULATION_SIM_NETWORK_H_
#define AURAX_TESTS_SIMULATION_SIM_NETWORK_H_

#include <functional>
#include <map>
#include <memory>
#include <string>

#include "aurax/load/v1/cluster.pb.h"
#include "tests/simulation/world.h"

namespace aurax::load::simulation {

struct Weather {
  Duration least{std::chrono::microseconds(100)}, most{std::chrono::milliseconds(20)};
  double loss = 0, twice = 0, overtaken = 0;
};

// One direction of a worker's cable. Nothing passes before `blocked_until`.
struct Way {
  Duration blocked_until{0};
};

// What is between one worker machine and the master, whatever streams come and go on it.
struct Cable {
  std::string name;
  Way up, down;  // to the master, to the worker
};

// One connection. Each end hears of its end at its own time, once; nothing arrives at an end that
// has heard of it.
class Stream : public std::enable_shared_from_this<Stream> {
 public:
  struct Ends {
    std::function<void(v1::WorkerMessage)> to_master;
    std::function<void(v1::MasterMessage)> to_worker;
    std::function<void()> master_told, worker_told;  // the stream is gone
  };
  Stream(World* world, const Weather* weather, Cable* cable, Ends ends)
      : world_(world), weather_(weather), cable_(cable), ends_(std::move(ends)) {}

  void SendUp(v1::WorkerMessage message);
  void SendDown(v1::MasterMessage message);

  // What is under way is lost; each end is told at some time within `up_to`.
  void Break(Duration up_to);
  // One end closes: it knows at once, the other after what is under way to it.
  void CloseByWorker();
  void CloseByMaster();
  bool broken() const { return broken_; }
  const std::string& name() const { return cable_->name; }

 private:
  Duration Arrival(Way& way, Duration* last);
  template <typename Deliver>
  void Carry(Way& way, Duration* last, Deliver deliver);
  void TellMaster(Duration at);
  void TellWorker(Duration at);

  World* const world_;
  const Weather* const weather_;
  Cable* const cable_;
  const Ends ends_;
  bool broken_ = false;
  bool master_knows_ = false, worker_knows_ = false;
  Duration last_up_{0}, last_down_{0};
};

}  // namespace aurax::load::simulation

#endif  // AURAX_TESTS_SIMULATION_SIM_NETWORK_H_
