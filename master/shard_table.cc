#include "master/shard_table.h"

#include <algorithm>
#include <utility>

namespace aurax::load::master {

ShardTable::ShardTable() {
  holder_.fill(kNobody);
  heir_.fill(kNobody);
}

void ShardTable::SetCapacity(Worker worker, uint32_t capacity) { capacities_[worker] = capacity; }

uint32_t ShardTable::capacity(Worker worker) const {
  const auto it = capacities_.find(worker);
  return it == capacities_.end() ? 0 : it->second;
}

// How many shards each is due. The largest remainders get the shards that whole numbers leave over;
// of equal ones the earlier worker.
std::map<ShardTable::Worker, uint32_t> ShardTable::Shares() const {
  uint64_t sum = 0;
  for (const auto& [worker, capacity] : capacities_) sum += capacity;
  std::map<Worker, uint32_t> shares;
  if (sum == 0) return shares;
  std::vector<std::pair<uint64_t, Worker>> remainders;
  uint32_t dealt = 0;
  for (const auto& [worker, capacity] : capacities_) {
    const uint64_t exact = uint64_t{capacity} * kShards;
    shares[worker] = static_cast<uint32_t>(exact / sum);
    dealt += shares[worker];
    remainders.emplace_back(exact % sum, worker);
  }
  std::stable_sort(remainders.begin(), remainders.end(),
                   [](const auto& a, const auto& b) { return a.first > b.first; });
  for (size_t i = 0; dealt < kShards; ++i, ++dealt) ++shares[remainders[i].second];
  return shares;
}

void ShardTable::Balance() {
  std::map<Worker, uint32_t> shares = Shares();
  if (shares.empty()) {
    heir_.fill(kNobody);
    return;
  }
  std::map<Worker, uint32_t> has;
  for (const Worker w : heir_) ++has[w];
  // Spread over the shards: of a worker with too many, every so-manieth goes.
  std::map<Worker, uint32_t> surplus, seen;
  for (const auto& [worker, count] : has) {
    if (worker == kNobody) continue;
    const auto share = shares.find(worker);
    const uint32_t due = share == shares.end() ? 0 : share->second;
    if (count > due) surplus[worker] = count - due;
  }
  std::vector<uint32_t> moving;
  for (uint32_t s = 0; s < kShards; ++s) {
    const Worker w = heir_[s];
    if (w == kNobody) {
      moving.push_back(s);
    } else if (const auto it = surplus.find(w); it != surplus.end()) {
      const uint64_t position = seen[w]++;
      if (position * it->second / has[w] != (position + 1) * it->second / has[w]) {
        moving.push_back(s);
      }
    }
  }
  std::map<Worker, uint32_t> wants;
  for (const auto& [worker, due] : shares) {
    const uint32_t kept = std::min(due, has.count(worker) ? has[worker] : 0);
    if (due > kept) wants[worker] = due - kept;
  }
  // In proportion to what each wants: the one that is furthest behind its part of those dealt.
  std::map<Worker, uint32_t> got;
  for (size_t i = 0; i < moving.size(); ++i) {
    Worker next = kNobody;
    double furthest = 0;
    for (const auto& [worker, wanted] : wants) {
      const double behind = (got[worker] + 0.5) / wanted;
      if (got[worker] < wanted && (next == kNobody || behind < furthest)) {
        next = worker;
        furthest = behind;
      }
    }
    if (next == kNobody) break;
    ++got[next];
    heir_[moving[i]] = next;
  }
}

ShardSet ShardTable::AskBack(Worker worker) {
  ShardSet fresh;
  for (uint32_t s = 0; s < kShards; ++s) {
    fresh[s] = holder_[s] == worker && heir_[s] != worker && !asked_[s];
  }
  asked_ |= fresh;
  return fresh;
}

ShardSet ShardTable::Release(Worker worker) { return Take(Held(worker) & asked_); }

ShardSet ShardTable::Drop(Worker worker) { return Take(Held(worker)); }

ShardSet ShardTable::Take(const ShardSet& shards) {
  for (uint32_t s = 0; s < kShards; ++s) {
    if (shards[s]) holder_[s] = kNobody;
  }
  asked_ &= ~shards;
  return shards;
}

std::map<ShardTable::Worker, ShardSet> ShardTable::TakeGrants() {
  std::map<Worker, ShardSet> grants;
  for (uint32_t s = 0; s < kShards; ++s) {
    if (holder_[s] != kNobody || heir_[s] == kNobody) continue;
    holder_[s] = heir_[s];
    grants[heir_[s]].set(s);
  }
  return grants;
}

ShardSet ShardTable::Wanted(Worker worker) const {
  ShardSet shards;
  for (uint32_t s = 0; s < kShards; ++s) shards[s] = holder_[s] == worker && !asked_[s];
  return shards;
}

ShardSet ShardTable::Held(Worker worker) const {
  ShardSet shards;
  for (uint32_t s = 0; s < kShards; ++s) shards[s] = holder_[s] == worker;
  return shards;
}

void ShardTable::Restore(Worker worker, const ShardSet& shards) {
  asked_ &= ~(shards | Held(worker));
  for (uint32_t s = 0; s < kShards; ++s) {
    if (shards[s]) {
      holder_[s] = heir_[s] = worker;
    } else if (holder_[s] == worker) {
      holder_[s] = heir_[s] = kNobody;
    }
  }
}

uint32_t ShardTable::held_count() const {
  return static_cast<uint32_t>(
      std::count_if(holder_.begin(), holder_.end(), [](Worker w) { return w != kNobody; }));
}

}  // namespace aurax::load::master
