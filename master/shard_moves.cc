#include "master/shard_moves.h"

#include <algorithm>
#include <tuple>
#include <utility>

namespace aurax::load::master {
namespace {

// The most users that the profile has at any time of [from, to). At its end nobody is left, but
// just before it everybody is.
uint32_t PeakUsers(const LoadProfile& profile, Duration from, Duration to) {
  if (profile.end()) to = std::min(to, *profile.end() - Duration(1));
  uint32_t peak = std::max(profile.UsersAt(from), profile.UsersAt(to));
  for (const LoadProfile::Segment& s : profile.segments()) {
    for (const Duration t : {s.start, s.end()}) {
      if (from <= t && t <= to) peak = std::max(peak, profile.UsersAt(t));
    }
  }
  return peak;
}

// Users below `users` that belong to `shards`.
uint64_t UsersIn(const ShardSet& shards, uint32_t users) {
  ShardGrant all;
  all.moved = shards;
  return all.RankOf(users);
}

}  // namespace

void ShardMoves::Change(Worker worker) {
  ++versions_[worker];
  if (std::find(changed_.begin(), changed_.end(), worker) == changed_.end()) {
    changed_.push_back(worker);
  }
}

void ShardMoves::NoteGranted(const ShardSet& shards, Duration at) {
  confirmed_ &= ~shards;
  restored_ &= ~shards;
  for (uint32_t s = 0; s < kShards; ++s) {
    if (!shards[s]) continue;
    gaps_[s].reset();
    granted_[s] = at;
  }
}

// Whoever has not confirmed a grant may never have heard of it.
Duration ShardMoves::KnownOf(uint32_t shard, Duration known) const {
  return confirmed_[shard] ? known : std::min(known, granted_[shard]);
}

void ShardMoves::ForgetGrants(Worker worker, const ShardSet& shards) {
  auto& grants = grants_[worker];
  for (ShardGrant& grant : grants) grant.shards &= ~shards;
  std::erase_if(grants, [](const ShardGrant& grant) { return grant.shards.none(); });
}

// Of what it gave back, too, nothing is known that it did after `known`.
void ShardMoves::ForgetSince(Worker worker, Duration known) {
  for (std::optional<Gap>& gap : gaps_) {
    if (gap && gap->worker == worker) gap->from = std::min(gap->from, known);
  }
  for (Move& move : moves_) {
    if (move.worker != worker || move.from <= known || move.to <= move.from) continue;
    const double longer = ToSeconds(move.to - known) / ToSeconds(move.to - move.from);
    move.user_time = FromSeconds(ToSeconds(move.user_time) * longer);
    move.from = known;
  }
}

void ShardMoves::Free(Worker worker, Duration known) {
  ForgetSince(worker, known);
  const ShardSet freed = table_.Drop(worker);
  if (freed.none()) return;
  for (uint32_t s = 0; s < kShards; ++s) {
    if (!freed[s]) continue;
    // It may have been asked back from somebody who was not there any more.
    const Duration asked = gaps_[s] ? gaps_[s]->from : Duration::max();
    gaps_[s] = Gap{worker, std::min(KnownOf(s, known), asked), "lost"};
  }
  ForgetGrants(worker, freed);
  Change(worker);
}

void ShardMoves::Finish(Worker worker) {
  const ShardSet held = table_.Drop(worker);
  for (uint32_t s = 0; s < kShards; ++s) {
    if (held[s] && !confirmed_[s] && !gaps_[s]) gaps_[s] = Gap{worker, granted_[s], "not begun"};
  }
  ForgetGrants(worker, held);
  table_.SetCapacity(worker, 0);
}

bool ShardMoves::Confirm(Worker worker, Duration now) {
  const ShardSet fresh = table_.Wanted(worker) & ~confirmed_;
  for (uint32_t s = 0; s < kShards; ++s) {
    // An earlier master may have seen it long ago.
    if (fresh[s] && !restored_[s]) {
      late_[worker] = std::max(late_[worker], now - granted_[s]);
    }
  }
  confirmed_ |= fresh;
  return table_.Release(worker).any();
}

// What is to go elsewhere is asked back, and known to be offered until then.
void ShardMoves::AskBack(Duration now) {
  for (const auto& [worker, version] : versions_) {
    const ShardSet asked = table_.AskBack(worker);
    if (asked.none()) continue;
    const char* const reason = table_.capacity(worker) == 0 ? "left" : "rebalanced";
    for (uint32_t s = 0; s < kShards; ++s) {
      if (asked[s] && !gaps_[s]) gaps_[s] = Gap{worker, KnownOf(s, now), reason};
    }
    ForgetGrants(worker, asked);
    Change(worker);
  }
}

std::vector<ShardMoves::Worker> ShardMoves::Deal(Duration now, Duration at,
                                                 const LoadProfile& profile, double spawn_rate) {
  table_.Balance();
  AskBack(now);
  const std::map<Worker, ShardSet> grants = table_.TakeGrants();
  ShardSet moved;
  for (const auto& [worker, shards] : grants) moved |= shards;
  if (moved.any()) {
    const Duration start = at == Duration::zero() ? at : std::max(at, busy_until_);
    const uint64_t users = UsersIn(moved, profile.UsersAt(start));
    const Duration back =
        at == Duration::zero() ? at : start + FromSeconds(static_cast<double>(users) / spawn_rate);
    busy_until_ = back;
    CloseGaps(moved, back, profile, &moves_);
    NoteGranted(moved, start);
    for (const auto& [worker, shards] : grants) {
      grants_[worker].push_back({shards, start, moved, spawn_rate});
      Change(worker);
    }
  }
  return std::exchange(changed_, {});
}

void ShardMoves::CloseGaps(const ShardSet& moved, Duration to, const LoadProfile& profile,
                           std::vector<Move>* moves) const {
  for (const auto& [gap, held] : Gaps()) {
    const ShardSet shards = held & moved;
    if (shards.none()) continue;
    Move move;
    move.from = gap.from;
    move.worker = gap.worker;
    move.reason = gap.reason;
    move.to = std::max(to, move.from);
    move.shards = static_cast<uint32_t>(shards.count());
    const uint64_t users = UsersIn(shards, PeakUsers(profile, move.from, move.to));
    move.user_time = static_cast<int64_t>(users) * (move.to - move.from);
    moves->push_back(move);
  }
}

std::vector<ShardMoves::Move> ShardMoves::Moves(Duration now, const LoadProfile& profile) const {
  std::vector<Move> moves = moves_;
  CloseGaps(ShardSet().set(), now, profile, &moves);
  std::stable_sort(moves.begin(), moves.end(),
                   [](const Move& a, const Move& b) { return a.from < b.from; });
  return moves;
}

Duration ShardMoves::late(Worker worker) const {
  const auto it = late_.find(worker);
  return it == late_.end() ? Duration::zero() : it->second;
}

std::map<ShardMoves::Gap, ShardSet> ShardMoves::Gaps() const {
  std::map<Gap, ShardSet> gaps;
  for (uint32_t s = 0; s < kShards; ++s) {
    if (gaps_[s]) gaps[*gaps_[s]].set(s);
  }
  return gaps;
}

void ShardMoves::RestoreGap(const Gap& gap, const ShardSet& shards) {
  for (uint32_t s = 0; s < kShards; ++s) {
    if (shards[s]) gaps_[s] = gap;
  }
}

uint64_t ShardMoves::version(Worker worker) const {
  const auto it = versions_.find(worker);
  return it == versions_.end() ? 0 : it->second;
}

uint32_t ShardMoves::shards(Worker worker) const {
  return static_cast<uint32_t>(table_.Wanted(worker).count());
}

v1::Assignment ShardMoves::AssignmentOf(Worker worker) const {
  v1::Assignment assignment;
  assignment.set_version(version(worker));
  const auto it = grants_.find(worker);
  if (it == grants_.end()) return assignment;
  for (const ShardGrant& grant : it->second) *assignment.add_grants() = grant.ToProto();
  return assignment;
}

void ShardMoves::Restore(Worker worker, const v1::Assignment& assignment, Duration known,
                         const LoadProfile& profile) {
  const ShardSet before = table_.Held(worker);
  auto& grants = grants_[worker];
  grants.clear();
  ShardSet shards;
  for (const v1::ShardGrant& proto : assignment.grants()) {
    const auto grant = ShardGrant::FromProto(proto);
    if (!grant.ok()) continue;
    grants.push_back(*grant);
    shards |= grant->shards;
    const Duration back =
        grant->at == Duration::zero() ? grant->at : grant->StartOf(profile.UsersAt(grant->at));
    busy_until_ = std::max(busy_until_, back);
    ShardSet fresh;
    for (uint32_t s = 0; s < kShards; ++s) {
      if (!grant->shards[s] || (before[s] && granted_[s] == grant->at)) continue;
      fresh.set(s);
      // It dropped them and got them again.
      if (before[s] && !gaps_[s]) gaps_[s] = Gap{worker, KnownOf(s, known), "lost"};
    }
    CloseGaps(fresh, back, profile, &moves_);
    NoteGranted(fresh, grant->at);
  }
  table_.Restore(worker, shards);
  for (uint32_t s = 0; s < kShards; ++s) {
    if (before[s] && !shards[s] && !gaps_[s]) {
      gaps_[s] = Gap{worker, KnownOf(s, known), "rebalanced"};
    }
    // It has measured beyond the grant: it heard of it.
    if (shards[s] && known > granted_[s]) confirmed_.set(s);
  }
  restored_ |= shards;
  versions_[worker] = assignment.version();
}

}  // namespace aurax::load::master
