#include "tests/simulation/sim_network.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/shard_grant.h"

namespace aurax::load::simulation {
namespace {

std::string Brief(const google::protobuf::Message& message) {
  std::string text = message.ShortDebugString();
  if (text.size() > 400) text = text.substr(0, 150) + " ... " + text.substr(text.size() - 250);
  return text;
}

// An assignment's sets are of no use to a reader; their sizes are.
std::string Brief(const v1::Assignment& assignment) {
  std::string text = absl::StrCat("assignment { version: ", assignment.version(),
                                  " fences: ", assignment.fences());
  for (const v1::ShardGrant& proto : assignment.grants()) {
    const ShardGrant grant = ShardGrant::FromProto(proto).value();
    absl::StrAppend(&text, " ", grant.shards.count(), " of ", grant.moved.count(), " from ",
                    ToSeconds(grant.at), " s;");
  }
  return text + " }";
}

}  // namespace

Duration Stream::Arrival(Way& way, Duration* last) {
  const Duration at =
      std::max(world_->now() + world_->Skewed(weather_->least, weather_->most), way.blocked_until);
  if (weather_->overtaken > 0 && world_->Chance(weather_->overtaken)) return at;
  return *last = std::max(*last, at);
}

template <typename Deliver>
void Stream::Carry(Way& way, Duration* last, Deliver deliver) {
  if (weather_->loss > 0 && world_->Chance(weather_->loss)) return;
  if (weather_->twice > 0 && world_->Chance(weather_->twice)) {
    world_->At(Arrival(way, last), deliver);
  }
  // A way that was blocked after the message was sent holds it up until it is free again.
  world_->At(Arrival(way, last), std::move(deliver));
}

void Stream::SendUp(v1::WorkerMessage message) {
  if (broken_ || worker_knows_) return;
  auto shared = std::make_shared<v1::WorkerMessage>(std::move(message));
  Carry(cable_->up, &last_up_, [self = shared_from_this(), shared] {
    if (self->broken_ || self->master_knows_) return;
    if (self->world_->traced()) {
      self->world_->Trace(absl::StrCat(self->cable_->name, " -> ", Brief(*shared)));
    }
    self->ends_.to_master(*shared);
  });
}

void Stream::SendDown(v1::MasterMessage message) {
  if (broken_ || master_knows_) return;
  auto shared = std::make_shared<v1::MasterMessage>(std::move(message));
  Carry(cable_->down, &last_down_, [self = shared_from_this(), shared] {
    if (self->broken_ || self->worker_knows_) return;
    if (self->world_->traced()) {
      self->world_->Trace(
          absl::StrCat(self->cable_->name, " <- ",
                       shared->has_assignment() ? Brief(shared->assignment()) : Brief(*shared)));
    }
    self->ends_.to_worker(*shared);
  });
}

void Stream::TellMaster(Duration at) {
  world_->At(at, [self = shared_from_this()] {
    if (std::exchange(self->master_knows_, true)) return;
    self->ends_.master_told();
  });
}

void Stream::TellWorker(Duration at) {
  world_->At(at, [self = shared_from_this()] {
    if (std::exchange(self->worker_knows_, true)) return;
    self->ends_.worker_told();
  });
}

void Stream::Break(Duration up_to) {
  if (std::exchange(broken_, true)) return;
  if (world_->traced()) world_->Trace(absl::StrCat(cable_->name, " stream breaks"));
  TellMaster(world_->now() + world_->Between(Duration(0), up_to));
  TellWorker(world_->now() + world_->Between(Duration(0), up_to));
}

void Stream::CloseByWorker() {
  if (std::exchange(worker_knows_, true)) return;
  TellMaster(broken_ ? world_->now() : Arrival(cable_->up, &last_up_));
}

void Stream::CloseByMaster() {
  if (std::exchange(master_knows_, true)) return;
  TellWorker(broken_ ? world_->now() : Arrival(cable_->down, &last_down_));
}

}  // namespace aurax::load::simulation
