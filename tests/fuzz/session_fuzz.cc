// A worker's session under a hostile master: any messages in any order between its loops' events,
// ticks and broken links. Never a crash, and what a session says holds together.
#include <chrono>
#include <map>
#include <memory>

#include "tests/fakes/fake_clock.h"
#include "tests/fuzz/fuzz_bytes.h"
#include "tests/fuzz/silent_loops.h"
#include "worker/session.h"

namespace aurax::load::worker {
namespace {

class HostileRun {
 public:
  HostileRun()
      : session_({.worker_id = "w",
                  .incarnation = 1,
                  .version = "1",
                  .clock = &clock_,
                  .loops = &loops_,
                  .send = [this](v1::WorkerMessage m) { OnSent(m); },
                  .log = [](v1::WorkerLog::Level, const std::string&) {},
                  .usage = [] { return ProcessUsage(); }}) {
    clock_.Advance(std::chrono::hours(1));
  }

  void Step(FuzzReader& in) {
    switch (in.Byte() % 8) {
      case 0:
      case 1:
        return session_.OnMessage(in.Parsed<v1::MasterMessage>());
      case 2:
        clock_.Advance(std::chrono::milliseconds(in.Number(2)));
        return session_.OnTick();
      case 3:
        return loops_.Say(in.Byte(), in.Byte(),
                          [this](LoopEvent event) { session_.OnLoopEvent(std::move(event)); });
      case 4:
        return Answer();
      case 5:
        return session_.OnConnected();
      case 6:
        return session_.OnDisconnected();
      default:
        return session_.Leave();
    }
  }

  // Whatever came before: a session that its master abandons and acknowledges ends its run.
  void End() {
    if (session_.state() == SessionState::kIdle) return;
    session_.OnConnected();
    v1::MasterMessage message;
    message.mutable_welcome();
    session_.OnMessage(message);
    message.mutable_prepare()->set_run_id("quite another");
    session_.OnMessage(message);
    loops_.End([this](LoopEvent event) { session_.OnLoopEvent(std::move(event)); });
    Require(session_.state() == SessionState::kIdle, "a run that was given up ends");
  }

 private:
  void OnSent(const v1::WorkerMessage& message) {
    if (message.has_heartbeat()) {
      const v1::Heartbeat& heartbeat = message.heartbeat();
      Require(heartbeat.number() == ++heartbeats_, "heartbeats are numbered");
      heartbeat_ = heartbeat;
    }
    if (!message.has_snapshot()) return;
    const v1::Snapshot& snapshot = message.snapshot();
    // Told apart by run: the same identity is the same content.
    const auto [it, first] =
        sent_.try_emplace(snapshot.id().run_id() + "/" + std::to_string(loops_.runs()) + "/" +
                              std::to_string(snapshot.id().sequence()),
                          snapshot.SerializeAsString());
    Require(first || it->second == snapshot.SerializeAsString(),
            "a snapshot that is sent again is the same");
    last_ = snapshot.id();
  }

  // What a good master would say: acknowledges the last heartbeat and snapshot.
  void Answer() {
    v1::MasterMessage message;
    v1::HeartbeatAck* ack = message.mutable_heartbeat_ack();
    ack->set_number(heartbeat_.number());
    ack->set_sent_us(heartbeat_.sent_us());
    ack->set_received_us(heartbeat_.sent_us() + 1'000'000);
    ack->set_answered_us(heartbeat_.sent_us() + 1'000'000);
    session_.OnMessage(message);
    *message.mutable_snapshot_ack()->mutable_id() = last_;
    session_.OnMessage(message);
  }

  FakeClock clock_;
  SilentLoops loops_{2};
  Session session_;
  uint64_t heartbeats_ = 0;
  v1::Heartbeat heartbeat_;
  v1::SnapshotId last_;
  std::map<std::string, std::string> sent_;
};

}  // namespace
}  // namespace aurax::load::worker

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* bytes, size_t size) {
  using namespace aurax::load;
  FuzzReader in(bytes, size);
  worker::HostileRun run;
  for (int steps = 0; steps < 200 && !in.done(); ++steps) run.Step(in);
  run.End();
  return 0;
}
