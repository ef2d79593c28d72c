#include "tests/simulation/sim_master.h"

#include <utility>

#include "absl/strings/str_cat.h"

namespace aurax::load::simulation {

using master::Coordinator;
using std::chrono::milliseconds;

void MemoryJournal::Append(const v1::JournalRecord& record) {
  bytes_ += record.ByteSizeLong();
  buffer_.push_back(record);
}

absl::Status MemoryJournal::Sync() {
  for (v1::JournalRecord& record : buffer_) durable_.push_back(std::move(record));
  buffer_.clear();
  return absl::OkStatus();
}

absl::Status MemoryJournal::Replace(const std::vector<v1::JournalRecord>& first) {
  durable_ = first;
  buffer_.clear();
  bytes_ = 0;
  return absl::OkStatus();
}

SimMaster::SimMaster(World* world, const MachineClock* clock, Coordinator::Options options,
                     uint64_t swell)
    : world_(world), clock_(clock), options_(std::move(options)), journal_(swell) {
  options_.clock = clock_;
  options_.journal = &journal_;
  options_.log = [this](Coordinator::LogLevel, const std::string& text) {
    world_->Trace(absl::StrCat("master says: ", text));
  };
  Begin();
}

void SimMaster::Begin() {
  ++starts_;
  coordinator_ = std::make_unique<Coordinator>(options_);
  for (const v1::JournalRecord& record : journal_.records()) {
    const absl::Status restored = coordinator_->Restore(record);
    if (!restored.ok()) wrong_ = std::string(restored.message());
  }
  resumed_ = coordinator_->Resume();
  flush_set_ = false;
  Tick();
}

void SimMaster::Crash() {
  if (!up()) return;
  world_->Trace("master crashes");
  coordinator_.reset();
  journal_.Crash();
  ++starts_;
  // The kernel resets its connections; a partitioned worker hears of it late.
  for (auto& [connection, stream] : std::exchange(streams_, {})) stream->Break(milliseconds(500));
}

void SimMaster::Restart() {
  if (up()) return;
  world_->Trace("master starts again");
  Begin();
}

void SimMaster::Tick() {
  coordinator_->OnTick();
  Flush();
  world_->After(Coordinator::kTick, [this, start = starts_] {
    if (start == starts_) Tick();
  });
}

void SimMaster::Flush() {
  flush_set_ = false;
  coordinator_->Flush();
}

void SimMaster::FlushSoon() {
  if (!up() || std::exchange(flush_set_, true)) return;
  world_->After(world_->Skewed(Duration(0), milliseconds(5)), [this, start = starts_] {
    if (start == starts_ && flush_set_) Flush();
  });
}

void SimMaster::Watch(const v1::MasterMessage& message) {
  if (message.has_start()) {
    time_zero_ = clock_->WorldOf(MonotonicTime(FromMicros(message.start().time_zero_us())));
  }
  const v1::Profile* profile = message.has_prepare()          ? &message.prepare().profile()
                               : message.has_profile_change() ? &message.profile_change().profile()
                                                              : nullptr;
  if (profile != nullptr && profile->epoch() >= profile_.epoch()) {
    profile_ = LoadProfile::FromProto(*profile).value();
  }
}

std::shared_ptr<Stream> SimMaster::Accept(const Weather* weather, Cable* cable,
                                          std::function<void(v1::MasterMessage)> to_worker,
                                          std::function<void()> worker_told) {
  if (!up() || cable->up.blocked_until > world_->now() ||
      cable->down.blocked_until > world_->now()) {
    return nullptr;
  }
  const uint64_t connection = ++connections_;
  const uint64_t start = starts_;
  Stream::Ends ends;
  ends.to_master = [this, connection, start](v1::WorkerMessage m) {
    if (start != starts_) return;
    coordinator_->OnMessage(connection, m);
    FlushSoon();
  };
  ends.to_worker = std::move(to_worker);
  ends.worker_told = std::move(worker_told);
  ends.master_told = [this, connection, start] {
    if (start != starts_) return;
    streams_.erase(connection);
    coordinator_->Detach(connection);
    FlushSoon();
  };
  auto stream = std::make_shared<Stream>(world_, weather, cable, std::move(ends));
  streams_[connection] = stream;
  master::Connection end;
  end.peer = cable->name;
  end.send = [this, stream](v1::MasterMessage m) {
    Watch(m);
    stream->SendDown(std::move(m));
  };
  end.close = [this, connection, stream, start](const std::string& why) {
    world_->Trace(absl::StrCat("master closes a stream of ", stream->name(), ": ", why));
    stream->CloseByMaster();
    world_->After(world_->Skewed(Duration(0), milliseconds(20)), [this, connection, start] {
      if (start == starts_ && streams_.erase(connection) > 0) coordinator_->Detach(connection);
    });
  };
  coordinator_->Attach(connection, std::move(end));
  return stream;
}

}  // namespace aurax::load::simulation
