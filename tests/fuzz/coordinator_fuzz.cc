// A coordinator and two workers that say anything in any order, between ticks, orders and broken
// links, with a master that is killed and started again. Never a crash, and the report can be made
// at any time.
#include <chrono>
#include <memory>
#include <set>
#include <vector>

#include "common/load_profile.h"
#include "master/coordinator.h"
#include "tests/fakes/fake_clock.h"
#include "tests/fuzz/fuzz_bytes.h"
#include "tests/master/snapshots.h"

namespace aurax::load::master {
namespace {

// A journal in memory: what was synced is there after a crash.
class Notes final : public RecordSink {
 public:
  void Append(const v1::JournalRecord& record) override { unsynced_.push_back(record); }
  absl::Status Sync() override {
    for (v1::JournalRecord& record : unsynced_) synced.push_back(std::move(record));
    unsynced_.clear();
    return absl::OkStatus();
  }
  absl::Status Replace(const std::vector<v1::JournalRecord>& first) override {
    unsynced_.clear();
    synced = first;
    return absl::OkStatus();
  }
  void Discard() override {
    unsynced_.clear();
    synced.clear();
  }
  uint64_t bytes() const override { return synced.size(); }
  void Crash() { unsynced_.clear(); }

  std::vector<v1::JournalRecord> synced;

 private:
  std::vector<v1::JournalRecord> unsynced_;
};

class HostileFleet {
 public:
  HostileFleet() {
    clock_.Advance(std::chrono::hours(1));
    coordinator_ = std::make_unique<Coordinator>(Options());
    Connect(1);
  }

  void Step(FuzzReader& in) {
    switch (in.Byte() % 7) {
      case 0:
        return Say(1, in.Parsed<v1::WorkerMessage>());
      case 1:
        return Say(2, in.Parsed<v1::WorkerMessage>());
      case 2:
        clock_.Advance(std::chrono::milliseconds(in.Number(2)));
        coordinator_->OnTick();
        return coordinator_->Flush();
      case 3:
        return Order(in.Byte());
      case 4:
        return Connect(1 + in.Byte() % 3);
      case 5:
        return Disconnect(1 + in.Byte() % 3);
      default:
        return Crash();
    }
  }

  // Whatever came before: a run that is stopped at once is over when its limits have passed.
  void End() {
    const bool began = coordinator_->state() != RunState::kIdle;
    coordinator_->StopNow();
    for (int i = 0; i < 60 && coordinator_->state() != RunState::kFinished; ++i) {
      clock_.Advance(std::chrono::seconds(5));
      coordinator_->OnTick();
      coordinator_->Flush();
    }
    Require(!began || coordinator_->state() == RunState::kFinished,
            "a run that is stopped at once ends");
    const v1::Report report = coordinator_->BuildReport();
    uint64_t requests = 0;
    for (const v1::Entry& entry : report.entries()) requests += entry.requests();
    Require(report.total().requests() == requests, "the total is the entries' sum");
  }

 private:
  Coordinator::Options Options() {
    Coordinator::Options options;
    options.scenario = ThreeNames();
    for (v1::UserClass& users : *options.scenario.mutable_user_classes()) users.set_weight(1);
    options.users = 5;
    options.spawn_rate = 5;
    options.iterations = 100;
    options.run_id = "run";
    options.clock = &clock_;
    options.lease = kLease;
    options.journal = &notes_;
    options.boot_id = "boot";
    return options;
  }

  void Connect(uint64_t connection) {
    if (!connected_.insert(connection).second) return;
    coordinator_->Attach(connection, {.peer = "127.0.0.1",
                                      .send = [](v1::MasterMessage) {},
                                      .close = [](const std::string&) {}});
  }
  void Disconnect(uint64_t connection) {
    if (connected_.erase(connection) > 0) coordinator_->Detach(connection);
  }
  void Say(uint64_t connection, const v1::WorkerMessage& message) {
    if (connected_.count(connection) == 0) return;
    coordinator_->OnMessage(connection, message);
    coordinator_->Flush();
  }
  void Order(uint8_t which) {
    switch (which % 5) {
      case 0:
        coordinator_->Start();
        break;
      case 1:
        coordinator_->Stop("enough");
        break;
      case 2:
        coordinator_->StopNow();
        break;
      case 3:
        coordinator_->ChangeUsers(which, 1 + which % 7);
        break;
      default:
        coordinator_->BuildReport();
    }
    coordinator_->Flush();
  }

  // The master is killed and started again: what it had counted is counted still.
  void Crash() {
    coordinator_->Flush();
    const v1::Report before = coordinator_->BuildReport();
    const bool runs =
        coordinator_->state() != RunState::kIdle && coordinator_->state() != RunState::kFinished;
    notes_.Crash();
    const std::vector<v1::JournalRecord> records = notes_.synced;
    connected_.clear();
    coordinator_ = std::make_unique<Coordinator>(Options());
    for (const v1::JournalRecord& record : records) {
      const absl::Status read = coordinator_->Restore(record);
      Require(read.ok(), ("what the master wrote down it reads: " + read.ToString()).c_str());
    }
    if (!coordinator_->Resume() || !runs) return;
    const v1::Ledger now = coordinator_->BuildReport().ledger();
    Require(now.requests_started() == before.ledger().requests_started() &&
                now.requests_completed() == before.ledger().requests_completed() &&
                now.requests_failed() == before.ledger().requests_failed() &&
                now.requests_cancelled() == before.ledger().requests_cancelled() &&
                now.user_us_offered() == before.ledger().user_us_offered(),
            "totals are the same after a crash");
  }

  FakeClock clock_;
  Notes notes_;
  std::unique_ptr<Coordinator> coordinator_;
  std::set<uint64_t> connected_;
};

}  // namespace
}  // namespace aurax::load::master

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* bytes, size_t size) {
  using namespace aurax::load;
  FuzzReader in(bytes, size);
  master::HostileFleet fleet;
  for (int steps = 0; steps < 200 && !in.done(); ++steps) fleet.Step(in);
  fleet.End();
  return 0;
}
