// The shards of a run in mid-run: who is granted what, from when, and what was not offered because
// shards changed hands. Builds the assignments that workers get. No clock, no messages.
//
// Users of shards that moved start again at the scenario's spawn rate, all moves together: a move
// waits for the end of the one before. Not thread-safe.
#ifndef AURAX_MASTER_SHARD_MOVES_H_
#define AURAX_MASTER_SHARD_MOVES_H_

#include <array>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "aurax/load/v1/cluster.pb.h"
#include "common/load_profile.h"
#include "common/shard_grant.h"
#include "master/shard_table.h"

namespace aurax::load::master {

class ShardMoves {
 public:
  using Worker = ShardTable::Worker;

  // Shards that changed hands together, as the ledger shows them.
  struct Move {
    Worker worker = ShardTable::kNobody;  // who held them
    std::string reason;                   // lost, left, rebalanced, not begun
    Duration from{0}, to{0};              // offsets; v1::ShardMove
    uint32_t shards = 0;
    Duration user_time{0};  // the most that was not offered because of it
  };

  // 0: it gets no shard, and gives back what it has.
  void SetCapacity(Worker worker, uint32_t capacity) { table_.SetCapacity(worker, capacity); }
  // Its lease is over. Its users were last known to be offered at `known`.
  void Free(Worker worker, Duration known);
  // Its part of the run is over; what it held is missed by nobody, unless it never began it.
  void Finish(Worker worker);
  // It carries out, since `now` at the latest, the assignment that it has. True if that frees
  // shards.
  bool Confirm(Worker worker, Duration now);
  // The longest that it may have begun with granted shards after their time.
  Duration late(Worker worker) const;
  // Gives free shards to their heirs from offset `at` on (0: the run's start), and asks holders, at
  // `now`, for what is to go elsewhere. Returns whose assignment changed.
  std::vector<Worker> Deal(Duration now, Duration at, const LoadProfile& profile,
                           double spawn_rate);

  uint64_t version(Worker worker) const;
  uint32_t shards(Worker worker) const;
  bool holds(Worker worker) const { return table_.Held(worker).any(); }
  // Shards that nobody has.
  uint32_t orphans() const { return kShards - table_.held_count(); }
  v1::Assignment AssignmentOf(Worker worker) const;  // without the run's id
  // Takes an assignment over that was written down, of a worker whose users were known to be
  // offered up to `known` at that time.
  void Restore(Worker worker, const v1::Assignment& assignment, Duration known,
               const LoadProfile& profile);
  void RestoreMove(Move move) { moves_.push_back(std::move(move)); }

  // Shards that nobody has been given yet, by what took them.
  struct Gap {
    Worker worker = ShardTable::kNobody;
    Duration from{0};
    std::string reason;
    auto operator<=>(const Gap&) const = default;
  };
  std::map<Gap, ShardSet> Gaps() const;
  void RestoreGap(const Gap& gap, const ShardSet& shards);
  // Those that are over.
  const std::vector<Move>& closed_moves() const { return moves_; }

  // All so far, those shards included that nobody has been given until `now`.
  std::vector<Move> Moves(Duration now, const LoadProfile& profile) const;

 private:
  void ForgetSince(Worker worker, Duration known);
  void NoteGranted(const ShardSet& shards, Duration at);
  Duration KnownOf(uint32_t shard, Duration known) const;
  void ForgetGrants(Worker worker, const ShardSet& shards);
  void Change(Worker worker);
  void AskBack(Duration now);
  void CloseGaps(const ShardSet& moved, Duration to, const LoadProfile& profile,
                 std::vector<Move>* moves) const;

  ShardTable table_;
  std::map<Worker, std::vector<ShardGrant>> grants_;
  std::map<Worker, uint64_t> versions_;
  std::map<Worker, Duration> late_;
  std::vector<Worker> changed_;
  std::array<std::optional<Gap>, kShards> gaps_;  // why a shard has no users now
  std::array<Duration, kShards> granted_{};       // from when on its holder has it
  ShardSet confirmed_;                            // its holder has said so
  ShardSet restored_;                             // granted by an earlier master
  std::vector<Move> moves_;
  Duration busy_until_{0};  // the last move's users are all back
};

}  // namespace aurax::load::master

#endif  // AURAX_MASTER_SHARD_MOVES_H_
