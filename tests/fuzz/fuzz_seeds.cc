// Writes the seeds that are in tests/fuzz/corpus: fuzz_seeds FOLDER. Small conversations that get
// far; the fuzzer takes them apart. The same files every time.
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "aurax/load/v1/cluster.pb.h"
#include "aurax/load/v1/journal.pb.h"
#include "common/digest.h"
#include "common/load_profile.h"
#include "common/protocol.h"
#include "common/shard_grant.h"
#include "master/journal_format.h"
#include "master/run_metrics.h"
#include "tests/fuzz/fuzz_bytes.h"
#include "tests/master/snapshots.h"

namespace aurax::load::master {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr char kRun[] = "run";

void Write(const std::string& folder, const std::string& target, const std::string& name,
           const std::string& bytes) {
  std::filesystem::create_directories(folder + "/" + target);
  std::ofstream(folder + "/" + target + "/" + name, std::ios::binary) << bytes;
}

std::string Bytes(const google::protobuf::Message& message) { return message.SerializeAsString(); }

v1::Snapshot SecondOf(uint64_t sequence) {
  SnapshotBuilder snapshot = OneSecond(static_cast<int64_t>(sequence) - 1, "w")
                                 .Answers(kGetA, {milliseconds(3), milliseconds(300)})
                                 .Fails(kGetB, {seconds(2)}, "500")
                                 .Users(0, 3, sequence == 1 ? 3 : 0)
                                 .Generator(20, 20);
  snapshot->mutable_id()->set_run_id(kRun);
  snapshot->mutable_id()->set_incarnation(1);
  snapshot->mutable_id()->set_sequence(sequence);
  return snapshot;
}

v1::ShardGrant AllShards() {
  ShardGrant grant;
  grant.shards.set();
  grant.moved.set();
  grant.rate = 10;
  return grant.ToProto();
}

// A scenario with one class that gets GET /a.
v1::Scenario Compilable() {
  v1::Scenario scenario = ThreeNames();
  scenario.mutable_user_classes()->RemoveLast();
  v1::UserClass* users = scenario.mutable_user_classes(0);
  users->set_host("http://127.0.0.1:1");
  users->set_weight(1);
  v1::Task* task = users->add_tasks();
  task->set_name("t");
  task->set_weight(1);
  v1::Request* request = task->add_steps()->mutable_request();
  request->set_method("GET");
  request->mutable_url()->add_parts()->set_literal("http://127.0.0.1:1/a");
  return scenario;
}

void SnapshotSeeds(const std::string& folder) {
  v1::Checkpoint seed;
  RunMetrics metrics(ThreeNames(), {.keep_per_second = true});
  for (uint64_t n = 1; n <= 3; ++n) {
    *seed.add_state()->mutable_snapshot() = SecondOf(n);
    metrics.Apply(SecondOf(n)).IgnoreError();
    Write(folder, "snapshot", "whole-" + std::to_string(n), Bytes(seed) + '\0');
    Write(folder, "snapshot", "mended-" + std::to_string(n), Bytes(seed) + '\1');
  }
  seed.clear_state();
  metrics.Save(seed.mutable_metrics());
  Write(folder, "snapshot", "saved", Bytes(seed) + '\0');
}

void PlanSeeds(const std::string& folder) {
  const LoadProfile ramp = LoadProfile::Ramp(50, 10, seconds(60));
  const std::vector<LoadProfile> profiles = {
      LoadProfile(), ramp, ramp.WithChange(seconds(20), 5, 3), ramp.EndingAt(seconds(30))};
  for (size_t i = 0; i < profiles.size(); ++i) {
    FuzzWriter seed;
    seed.Number(30).Number(25'000).Block(Bytes(profiles[i].ToProto())).Block(Bytes(AllShards()));
    Write(folder, "plan", "profile-" + std::to_string(i), seed.bytes());
  }
}

void JournalSeeds(const std::string& folder) {
  std::string file(kJournalMagic);
  FuzzWriter records;
  records.Byte(0).Number(300);
  for (uint64_t n = 1; n <= 3; ++n) {
    v1::JournalRecord record;
    *record.mutable_snapshot() = SecondOf(n);
    AppendJournalRecord(Bytes(record), &file);
    records.Block(Bytes(record));
    Write(folder, "journal", "file-" + std::to_string(n), file);
    Write(folder, "journal", "records-" + std::to_string(n), records.bytes());
  }
  Write(folder, "journal", "cut", file.substr(0, file.size() - 5));
  Write(folder, "journal", "zeros", file + std::string(50, '\0'));
}

// --- Conversations

v1::WorkerMessage Hello() {
  v1::WorkerMessage m;
  m.mutable_hello()->set_protocol_version(kProtocolVersion);
  m.mutable_hello()->set_worker_id("w");
  m.mutable_hello()->set_incarnation(1);
  m.mutable_hello()->set_loops(2);
  return m;
}

v1::WorkerMessage Heartbeat(uint64_t number, v1::WorkerState state) {
  v1::WorkerMessage m;
  v1::Heartbeat* heartbeat = m.mutable_heartbeat();
  heartbeat->set_number(number);
  heartbeat->set_sent_us(static_cast<int64_t>(number) * 200'000);
  heartbeat->set_state(state);
  heartbeat->set_clock_known(true);
  if (state == v1::WORKER_STATE_IDLE) return m;
  heartbeat->set_run_id(kRun);
  heartbeat->set_profile_epoch(1);
  heartbeat->set_assignment(1);
  heartbeat->set_requests_started(number);
  heartbeat->set_requests_completed(number);
  return m;
}

// Steps as coordinator_fuzz reads them.
class WorkerScript {
 public:
  void Say(const v1::WorkerMessage& message) { bytes_.Byte(0).Block(Bytes(message)); }
  void Wait(milliseconds time) { bytes_.Byte(2).Number(static_cast<uint32_t>(time.count()), 2); }
  void Crash() { bytes_.Byte(6).Byte(4).Byte(0); }  // and connection 1 again
  void Order(uint8_t which) { bytes_.Byte(3).Byte(which); }
  const std::string& bytes() const { return bytes_.bytes(); }

 private:
  FuzzWriter bytes_;
};

void CoordinatorSeeds(const std::string& folder) {
  WorkerScript script;
  const auto keep = [&](const std::string& name) {
    Write(folder, "coordinator", name, script.bytes());
  };
  v1::WorkerMessage m;
  script.Say(Hello());
  for (uint64_t n = 1; n <= 5; ++n) script.Say(Heartbeat(n, v1::WORKER_STATE_IDLE));
  keep("1-hello");
  script.Order(0);  // start
  m.mutable_prepared()->set_run_id(kRun);
  script.Say(m);
  keep("2-prepared");
  script.Say(Heartbeat(6, v1::WORKER_STATE_RUNNING));
  for (uint64_t n = 1; n <= 2; ++n) {
    script.Wait(seconds(1));
    *m.mutable_snapshot() = SecondOf(n);
    script.Say(m);
    script.Say(Heartbeat(6 + n, v1::WORKER_STATE_RUNNING));
  }
  keep("3-snapshots");
  script.Say(m);  // twice
  script.Crash();
  script.Say(Hello());
  script.Say(m);
  keep("4-crash");
  m.mutable_iteration_request()->set_run_id(kRun);
  m.mutable_iteration_request()->set_wanted(7);
  m.mutable_iteration_request()->set_number(1);
  script.Say(m);
  m.mutable_log()->set_text("a warning");
  script.Say(m);
  keep("5-iterations");
  script.Order(1);  // stop
  script.Wait(seconds(1));
  script.Say(Heartbeat(9, v1::WORKER_STATE_DRAINING));
  DigestSum digest;
  for (uint64_t n = 1; n <= 2; ++n) digest.Add(SecondOf(n));
  m.mutable_finished()->set_run_id(kRun);
  *m.mutable_finished()->mutable_digest() = digest.Get();
  script.Say(m);
  keep("6-finished");
  script.Wait(seconds(60));
  keep("7-silence");
}

// Steps as session_fuzz reads them.
class MasterScript {
 public:
  void Say(const v1::MasterMessage& message) { bytes_.Byte(0).Block(Bytes(message)); }
  void Wait(milliseconds time) { bytes_.Byte(2).Number(static_cast<uint32_t>(time.count()), 2); }
  void Loops(uint8_t what) { bytes_.Byte(3).Byte(what).Byte(0).Byte(3).Byte(what).Byte(1); }
  void Step(uint8_t which) { bytes_.Byte(which); }
  const std::string& bytes() const { return bytes_.bytes(); }

 private:
  FuzzWriter bytes_;
};

v1::MasterMessage Prepare() {
  v1::MasterMessage m;
  m.mutable_prepare()->set_run_id(kRun);
  *m.mutable_prepare()->mutable_scenario() = Compilable();
  *m.mutable_prepare()->mutable_profile() = LoadProfile::Ramp(5, 1, seconds(60)).ToProto();
  m.mutable_prepare()->set_iterations_limited(true);
  return m;
}

v1::MasterMessage Started() {
  v1::MasterMessage m;
  m.mutable_start()->set_run_id(kRun);
  m.mutable_start()->set_time_zero_us(3'601'000'000);
  return m;
}

v1::MasterMessage Assigned() {
  v1::MasterMessage m;
  m.mutable_assignment()->set_run_id(kRun);
  m.mutable_assignment()->set_version(1);
  *m.mutable_assignment()->add_grants() = AllShards();
  return m;
}

void SessionSeeds(const std::string& folder) {
  constexpr uint8_t kAnswer = 4, kConnected = 5, kLost = 6, kLeave = 7;
  constexpr uint8_t kInterval = 0, kQuiet = 1, kWants = 2, kLast = 5;
  MasterScript script;
  const auto keep = [&](const std::string& name) {
    Write(folder, "session", name, script.bytes());
  };
  script.Step(kConnected);
  v1::MasterMessage m;
  m.mutable_welcome()->set_lease_us(3'000'000);
  script.Say(m);
  for (int i = 0; i < 6; ++i) script.Step(kAnswer);
  script.Say(Prepare());
  keep("1-prepared");
  script.Say(Started());
  script.Say(Assigned());
  keep("2-assigned");
  script.Loops(kInterval);
  script.Step(kAnswer);
  script.Loops(kWants);
  m.mutable_iteration_grant()->set_run_id(kRun);
  m.mutable_iteration_grant()->set_granted(3);
  m.mutable_iteration_grant()->set_number(1);
  script.Say(m);
  keep("3-interval");
  script.Step(kLost);
  script.Wait(seconds(4));
  script.Loops(kInterval);
  script.Step(kConnected);
  keep("4-fenced");
  m.mutable_stop()->set_run_id(kRun);
  m.mutable_stop()->set_at_us(5'000'000);
  script.Say(m);
  script.Loops(kQuiet);
  script.Loops(kLast);
  script.Step(kAnswer);
  m.mutable_finished_ack()->set_run_id(kRun);
  script.Say(m);
  keep("5-finished");
  script.Step(kLeave);
  keep("6-left");
}

}  // namespace
}  // namespace aurax::load::master

int main(int argc, char** argv) {
  if (argc != 2) {
    std::fprintf(stderr, "usage: fuzz_seeds FOLDER\n");
    return 2;
  }
  const std::string folder = argv[1];
  aurax::load::master::SnapshotSeeds(folder);
  aurax::load::master::PlanSeeds(folder);
  aurax::load::master::JournalSeeds(folder);
  aurax::load::master::CoordinatorSeeds(folder);
  aurax::load::master::SessionSeeds(folder);
  return 0;
}
