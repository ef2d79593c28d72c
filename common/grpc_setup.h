// What both ends of the cluster's link ask of gRPC.
//
// Nothing is compressed: gzip takes 25 ms of CPU for 1 MB of data rows (to 31 %), for each worker
// anew and on the threads that carry heartbeats, where 1 Gbit/s takes 8 ms to send them as they
// are.
#ifndef AURAX_COMMON_GRPC_SETUP_H_
#define AURAX_COMMON_GRPC_SETUP_H_

#include <cstdint>
#include <string>

namespace aurax::load {

// A worker's pings: a master that went away without a word is noticed within three seconds. (The
// lease is renewed by messages, not by these.)
inline constexpr int kPingEveryMs = 1000;
inline constexpr int kPingLimitMs = 2000;
// A peer that pings more often than this is cut off; half of ours, for clocks and threads that
// drift.
inline constexpr int kPingAtMostEveryMs = 500;

// Process-wide; before the first channel or server.
//
// gRPC prints its own lines on stderr, as for each failed attempt to connect. Not here, unless
// GRPC_VERBOSITY is set. Debian's Abseil is built without NDEBUG: each lock that gRPC takes is
// entered into a graph, under one lock for all threads, to find deadlocks. Not here either.
void SetUpGrpc();

// "HOST:PORT", IPv6 addresses in brackets.
std::string HostAndPort(const std::string& host, uint16_t port);
// gRPC's name of an abstract Unix socket.
std::string LocalAddress(const std::string& name);

}  // namespace aurax::load

#endif  // AURAX_COMMON_GRPC_SETUP_H_
