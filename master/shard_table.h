// Who holds which of the 1,024 shards. Pure book-keeping: no clock, no messages.
//
// A shard has at most one holder, the worker that may be running its users, and an heir, the worker
// that should. Where they differ, the holder is told to drop the shard; once it has confirmed that
// (or its lease is over), the heir is granted it. So no shard has two holders.
//
//   Balance()        heirs by capacity: only as many shards change their heir as must
//   AskBack(w)       what w is to drop; it is not w's any more, even if w becomes heir again
//   Release(w)       w has confirmed what it holds now: what it dropped is free
//   Drop(w)          w's lease is over: everything it held is free
//   TakeGrants()     what is free goes to its heirs
//
// Not thread-safe.
#ifndef AURAX_MASTER_SHARD_TABLE_H_
#define AURAX_MASTER_SHARD_TABLE_H_

#include <array>
#include <cstdint>
#include <map>
#include <vector>

#include "common/shard_set.h"

namespace aurax::load::master {

class ShardTable {
 public:
  using Worker = uint32_t;  // the caller's number
  static constexpr Worker kNobody = ~0u;

  ShardTable();

  // `capacity`: 0 to 2^20, its share against the others'; 0: it gets none, and what it has goes.
  void SetCapacity(Worker worker, uint32_t capacity);
  uint32_t capacity(Worker worker) const;
  // Gives every shard an heir, if anybody has a capacity: shares by largest remainder; those of
  // workers without one, and those of workers that have too many, go to those that have too few,
  // one by one in turn, so that neighbouring users spread over everybody.
  void Balance();

  // What `worker` holds and is not the heir of, and was not asked back before.
  ShardSet AskBack(Worker worker);
  // Frees what was asked back from `worker`.
  ShardSet Release(Worker worker);
  // Frees everything it holds; it stays heir until the next Balance().
  ShardSet Drop(Worker worker);
  // Makes heirs of free shards their holders, and says which shards went to whom.
  std::map<Worker, ShardSet> TakeGrants();

  // What it should be running: what it holds and was not asked back.
  ShardSet Wanted(Worker worker) const;
  ShardSet Held(Worker worker) const;
  // Sets the holder and heir, for a state that is read back.
  void Restore(Worker worker, const ShardSet& shards);
  uint32_t held_count() const;

 private:
  std::map<Worker, uint32_t> Shares() const;
  ShardSet Take(const ShardSet& shards);  // from their holders

  std::map<Worker, uint32_t> capacities_;
  std::array<Worker, kShards> holder_, heir_;
  ShardSet asked_;  // back from the holder
};

}  // namespace aurax::load::master

#endif  // AURAX_MASTER_SHARD_TABLE_H_
