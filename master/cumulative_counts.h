// How many latencies were within each of a few fixed bounds: what a Prometheus histogram shows.
// Kept beside a histogram and counted up with it, as summing up thousands of whole histograms each
// second would cost too much. Not thread-safe.
#ifndef AURAX_MASTER_CUMULATIVE_COUNTS_H_
#define AURAX_MASTER_CUMULATIVE_COUNTS_H_

#include <array>
#include <cstdint>

#include "aurax/load/v1/report.pb.h"
#include "aurax/load/v1/snapshot.pb.h"

namespace aurax::load::master {

// Microseconds: 100 us to 200 s in steps of 1, 2, 5.
inline constexpr std::array<uint64_t, 20> kCumulativeBoundsUs = {
    100,       200,        500,        1'000,      2'000,       5'000,      10'000,
    20'000,    50'000,     100'000,    200'000,    500'000,     1'000'000,  2'000'000,
    5'000'000, 10'000'000, 20'000'000, 50'000'000, 100'000'000, 200'000'000};

class CumulativeCounts {
 public:
  // Requires a valid histogram. A bucket of the grid is within a bound whole or not at all, as the
  // value that stands for it is (Histogram::Middle()): a bound is sharp to +-0.39 %, exact up to
  // 200 us.
  void Add(const v1::Histogram& in);
  void Merge(const CumulativeCounts& other);
  // latency->cumulative; empty if nothing was counted.
  void Fill(v1::Latency* latency) const;

 private:
  std::array<uint64_t, kCumulativeBoundsUs.size() + 1> between_{};  // a bound and the one below
};

}  // namespace aurax::load::master

#endif  // AURAX_MASTER_CUMULATIVE_COUNTS_H_
