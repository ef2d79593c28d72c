// The process of a simulated master: a real coordinator over a journal in memory. It may crash, and
// then knows again what it had written down.
#ifndef AURAX_TESTS_SIMULATION_SIM_MASTER_H_
#define AURAX_TESTS_SIMULATION_SIM_MASTER_H_

#include <functional>
#include <map>
#include <memory>
#include <vector>

#include "master/coordinator.h"
#include "master/record_sink.h"
#include "tests/simulation/sim_network.h"

namespace aurax::load::simulation {

// What is not synced does not survive. Claims to be larger than it is, so that checkpoints come
// early.
class MemoryJournal final : public master::RecordSink {
 public:
  explicit MemoryJournal(uint64_t swell) : swell_(swell) {}
  void Append(const v1::JournalRecord& record) override;
  absl::Status Sync() override;
  absl::Status Replace(const std::vector<v1::JournalRecord>& first) override;
  void Discard() override {
    buffer_.clear();
    durable_.clear();
    bytes_ = 0;
  }
  uint64_t bytes() const override { return bytes_ * swell_; }

  void Crash() { buffer_.clear(); }
  const std::vector<v1::JournalRecord>& records() const { return durable_; }

 private:
  const uint64_t swell_;
  uint64_t bytes_ = 0;
  std::vector<v1::JournalRecord> durable_, buffer_;
};

class SimMaster {
 public:
  // `options`: its clock, journal and log are set here.
  SimMaster(World* world, const MachineClock* clock, master::Coordinator::Options options,
            uint64_t swell);

  // It goes on with a run; else one is to be started.
  bool resumed() const { return resumed_; }
  bool up() const { return coordinator_ != nullptr; }
  master::Coordinator& coordinator() { return *coordinator_; }
  void Crash();
  void Restart();
  bool finished() const { return up() && coordinator_->state() == master::RunState::kFinished; }

  // A worker's stream; null when nobody listens.
  std::shared_ptr<Stream> Accept(const Weather* weather, Cable* cable,
                                 std::function<void(v1::MasterMessage)> to_worker,
                                 std::function<void()> worker_told);
  // Soon: several messages often share one flush.
  void FlushSoon();

  // Where time zero is in the world; nothing before the start.
  std::optional<Duration> time_zero() const { return time_zero_; }
  const LoadProfile& profile() const { return profile_; }  // as last told
  // Why it could not go on after a crash; else empty.
  const std::string& wrong() const { return wrong_; }

 private:
  void Begin();
  void Tick();
  void Flush();
  void Watch(const v1::MasterMessage& message);

  World* const world_;
  const MachineClock* const clock_;
  master::Coordinator::Options options_;
  MemoryJournal journal_;
  uint64_t starts_ = 0;  // of the process
  uint64_t connections_ = 0;
  bool flush_set_ = false, resumed_ = false;
  std::map<uint64_t, std::shared_ptr<Stream>> streams_;
  std::optional<Duration> time_zero_;
  LoadProfile profile_;
  std::string wrong_;
  std::unique_ptr<master::Coordinator> coordinator_;
};

}  // namespace aurax::load::simulation

#endif  // AURAX_TESTS_SIMULATION_SIM_MASTER_H_
