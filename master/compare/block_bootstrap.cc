#include "master/compare/block_bootstrap.h"

#include <algorithm>

namespace aurax::load::master {
namespace {

RunSample Drawn(const std::vector<RunSample>& blocks, RandomStream& random) {
  RunSample sample;
  for (size_t i = 0; i < blocks.size(); ++i) sample.Merge(blocks[random.Below(blocks.size())]);
  return sample;
}

// The middle kConfidence of them.
Interval MiddleOf(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  const auto cut = static_cast<size_t>((1 - kConfidence) / 2 * static_cast<double>(values.size()));
  return {values[cut], values[values.size() - 1 - cut]};
}

}  // namespace

void RunSample::Merge(const RunSample& other) {
  requests += other.requests;
  failures += other.failures;
  seconds += other.seconds;
  response_time.Merge(other.response_time);
  service_time.Merge(other.service_time);
}

std::vector<std::optional<Interval>> BootstrapIntervals(const std::vector<RunSample>& a,
                                                        const std::vector<RunSample>& b,
                                                        const std::vector<FigureChange>& figures,
                                                        uint64_t seed) {
  std::vector<std::optional<Interval>> intervals(figures.size());
  if (std::min(a.size(), b.size()) < kFewestBlocks) return intervals;
  RandomStream random(seed, 0, 0, StreamPurpose::kValues);
  std::vector<std::vector<double>> changes(figures.size());
  for (int replicate = 0; replicate < kReplicates; ++replicate) {
    const RunSample from_a = Drawn(a, random), from_b = Drawn(b, random);
    for (size_t i = 0; i < figures.size(); ++i) {
      const auto value_a = figures[i].figure(from_a), value_b = figures[i].figure(from_b);
      if (!value_a || !value_b) continue;
      if (const auto change = figures[i].change(*value_a, *value_b)) changes[i].push_back(*change);
    }
  }
  for (size_t i = 0; i < figures.size(); ++i) {
    if (changes[i].size() == kReplicates) intervals[i] = MiddleOf(std::move(changes[i]));
  }
  return intervals;
}

}  // namespace aurax::load::master
