// How sure a difference of two runs is. The moving parts of a run (a slow minute, a full queue)
// make neighbouring requests alike, so intervals as of independent samples would be far too
// narrow. Therefore whole stretches of time are drawn: each run is cut into blocks of equal
// length, and for each of kReplicates replicates as many blocks as there are are drawn from each
// run with replacement (the block bootstrap: Kuensch 1989, "The jackknife and the bootstrap for
// general stationary observations"). The interval is that of the middle 95 % of the replicates
// (percentile method).
#ifndef AURAX_MASTER_COMPARE_BLOCK_BOOTSTRAP_H_
#define AURAX_MASTER_COMPARE_BLOCK_BOOTSTRAP_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

#include "common/histogram.h"
#include "common/random.h"

namespace aurax::load::master {

// What a run, or a part of it, measured.
struct RunSample {
  uint64_t requests = 0;
  uint64_t failures = 0;
  double seconds = 0;
  Histogram response_time, service_time;
  void Merge(const RunSample& other);
};

struct Interval {
  double low = 0, high = 0;
};

// A figure of one run; nothing: it has none (a percentile without requests).
using Figure = std::function<std::optional<double>(const RunSample&)>;
// The difference of two values of it.
using Change = std::function<std::optional<double>(double a, double b)>;

inline constexpr int kReplicates = 500;
inline constexpr size_t kMostBlocks = 40;
inline constexpr size_t kFewestBlocks = 10;  // of fewer nothing can be said
inline constexpr double kConfidence = 0.95;

// The intervals of the differences between two runs of which these are the blocks, one for each
// figure; the same seed gives the same. Nothing for a figure that some replicate has not, and for
// all where either run has fewer than kFewestBlocks.
struct FigureChange {
  Figure figure;
  Change change;
};
std::vector<std::optional<Interval>> BootstrapIntervals(const std::vector<RunSample>& a,
                                                        const std::vector<RunSample>& b,
                                                        const std::vector<FigureChange>& figures,
                                                        uint64_t seed);

}  // namespace aurax::load::master

#endif  // AURAX_MASTER_COMPARE_BLOCK_BOOTSTRAP_H_
