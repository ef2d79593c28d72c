// What master and worker must agree on beside the messages themselves.
#ifndef AURAX_COMMON_PROTOCOL_H_
#define AURAX_COMMON_PROTOCOL_H_

#include <cstdint>

#include "common/clock.h"

namespace aurax::load {

// Changes whenever an older peer would misunderstand a newer one.
inline constexpr uint32_t kProtocolVersion = 3;
inline constexpr uint16_t kDefaultClusterPort = 5557;

inline constexpr Duration kHeartbeatInterval = std::chrono::milliseconds(200);
// The master answers no heartbeat sooner than this after its last answer, so about every second
// one: half the messages that a fleet costs it, and a lease needs no more.
inline constexpr Duration kHeartbeatAnswerInterval = std::chrono::milliseconds(350);
// A worker may run its shards for so long after it sent the last heartbeat that was acknowledged.
inline constexpr Duration kLease = std::chrono::seconds(3);
// How much longer the master waits before it gives the shards to others: what clocks may drift
// apart in a lease, and the time a loop takes to see that its lease is over.
inline constexpr Duration kLeaseMargin = std::chrono::milliseconds(250);

// The largest message either side takes, and how much a side queues for a peer that does not read.
inline constexpr int kMostMessageBytes = 64 * 1024 * 1024;
inline constexpr uint64_t kMostQueuedBytes = uint64_t{128} * 1024 * 1024;

}  // namespace aurax::load

#endif  // AURAX_COMMON_PROTOCOL_H_
