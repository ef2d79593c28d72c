#include "bench/invented_loops.h"

#include <algorithm>
#include <utility>

namespace aurax::load::bench {
namespace {

using worker::LoopEvent;
using worker::LoopInterval;
using worker::Recorder;

constexpr uint64_t kOneFailsOf = 100;
constexpr int64_t kFastestUs = 5000;  // of the first name; the others are slower

Duration WholeMicros(Duration d) { return FromMicros(ToMicros(d)); }

}  // namespace

void InventedLoops::Start(std::shared_ptr<const worker::RunPlan> plan, MonotonicTime zero,
                          Duration phase) {
  plan_ = std::move(plan);
  profile_ = plan_->profile;
  zero_ = zero;
  end_ = profile_.end().value_or(Duration::max());
  from_ = WholeMicros(std::max(options_.clock->Now() - zero, Duration::zero()));
  due_ = phase;
  while (due_ <= from_) due_ += std::chrono::seconds(1);
  number_ = 0;
  cursors_.clear();
  present_.clear();
  pending_ = {};
  counts_ = {};
  counts_said_ = true;
  quiet_said_ = finish_asked_ = false;
  running_ = true;
}

void InventedLoops::Gain(const ShardGrant& grant) { cursors_.emplace_back(profile_, grant); }

void InventedLoops::Lose(const ShardSet& shards, Duration at) {
  CarryOut(WholeMicros(std::max(at, from_)));
  for (PlanCursor& cursor : cursors_) cursor.Release(shards);
  std::vector<uint32_t> gone;
  for (const auto& [user, counted] : present_) {
    if (shards[ShardOf(user)]) gone.push_back(user);
  }
  for (const uint32_t user : gone) End(user, WholeMicros(std::max(at, from_)));
  ++released_;
}

// Their time in this interval counts as not offered.
void InventedLoops::Fence() {
  cursors_.clear();
  present_.clear();
}

void InventedLoops::ChangeProfile(const LoadProfile& profile) {
  profile_ = profile;
  end_ = std::min(end_, profile.end().value_or(Duration::max()));
  for (PlanCursor& cursor : cursors_) cursor.Change(profile);
}

void InventedLoops::Stop(Duration at) { end_ = std::min(end_, at); }

void InventedLoops::Abandon(Duration at) {
  Stop(at);
  finish_asked_ = true;
}

void InventedLoops::Recycle(uint32_t, std::unique_ptr<Recorder> recorder) {
  options_.pool->push_back(std::move(recorder));
}

std::optional<LoopEvent> InventedLoops::Next() {
  if (!running_) return std::nullopt;
  if (released_ > 0) {
    --released_;
    return worker::LoopReleased{0};
  }
  if (!std::exchange(counts_said_, true)) return counts_;
  if (finish_asked_) {
    LoopInterval last = MakeInterval(std::max(from_, end_));
    last.last = true;
    running_ = false;
    return last;
  }
  const Duration now = options_.clock->Now() - zero_;
  if (due_ <= std::min(now, end_)) {
    counts_said_ = false;
    return MakeInterval(due_);
  }
  if (now >= end_ && !std::exchange(quiet_said_, true)) return worker::LoopQuiet{};
  return std::nullopt;
}

// What the plan says of the held shards' users before `to`.
void InventedLoops::CarryOut(Duration to) {
  for (PlanCursor& cursor : cursors_) {
    while (const auto event = cursor.Peek()) {
      const Duration at = WholeMicros(std::max(event->at, from_));
      if (at >= std::min(to, end_)) break;
      cursor.Pop();
      if (!event->start) {
        End(event->user, at);
      } else if (present_.emplace(event->user, at).second) {
        ++(event->resumed ? pending_.resumed : pending_.started);
      }
    }
  }
}

void InventedLoops::End(uint32_t user, Duration at) {
  const auto it = present_.find(user);
  if (it == present_.end()) return;
  pending_.time += std::max(at - it->second, Duration::zero());
  ++pending_.stopped;
  present_.erase(it);
}

LoopInterval InventedLoops::MakeInterval(Duration to) {
  CarryOut(to);
  LoopInterval interval;
  interval.number = number_++;
  interval.from = from_;
  interval.to = to;
  interval.idle = cursors_.empty() && present_.empty();
  if (options_.pool->empty()) {
    options_.pool->push_back(
        std::make_unique<Recorder>(static_cast<size_t>(plan_->scenario.request_names_size()), 1));
  }
  interval.recorder = std::move(options_.pool->back());
  options_.pool->pop_back();
  Recorder* const recorder = interval.recorder.get();
  if (!present_.empty()) Invent(to, recorder);
  for (auto& [user, counted] : present_) {
    pending_.time += to - counted;
    counted = to;
  }
  if (to >= end_) {
    pending_.stopped += present_.size();
    present_.clear();
  }
  for (uint64_t n = pending_.started; n > 0; --n) recorder->UserStarted(0);
  for (uint64_t n = pending_.resumed; n > 0; --n) recorder->UserResumed(0);
  for (uint64_t n = pending_.stopped; n > 0; --n) recorder->UserStopped(0);
  recorder->UserTime(0, pending_.time);
  pending_ = {};
  interval.running = {static_cast<uint32_t>(present_.size())};
  counts_.at = from_ = to;
  due_ += std::chrono::seconds(1);
  return interval;
}

void InventedLoops::Invent(Duration to, Recorder* recorder) {
  const auto names = static_cast<uint32_t>(plan_->scenario.request_names_size());
  for (uint32_t name = 0; name < names; ++name) {
    for (uint32_t i = 0; i < options_.requests; ++i) {
      worker::ExchangeRecord record;
      record.name_id = name;
      const int64_t typical = kFastestUs * (1 + name);
      record.service_time = FromMicros(random_.Between(typical * 7 / 10, typical * 13 / 10));
      record.response_time = record.service_time + FromMicros(random_.Between(0, 100));
      record.first_byte = record.service_time * 3 / 4;
      record.transfer = record.service_time - record.first_byte;
      record.bytes_sent = 200;
      record.bytes_received = 1200;
      record.body_bytes = 1000;
      record.failed = random_.Below(kOneFailsOf) == 0;
      record.status = record.failed ? 503 : 200;
      record.ended = to;
      recorder->RequestStarted(name, from_, FromMicros(random_.Between(0, 50)));
      recorder->RequestFinished(record);
      if (record.failed) recorder->RequestError(name, "status", "503 Service Unavailable", to);
      ++counts_.started;
      ++(record.failed ? counts_.failed : counts_.completed);
      ++(record.failed ? sums_.failed : sums_.completed);
    }
  }
  recorder->LoopLag(FromMicros(random_.Between(0, 200)));
}

}  // namespace aurax::load::bench
