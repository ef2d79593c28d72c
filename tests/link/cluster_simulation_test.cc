// A cluster on virtual clocks and a network that a seed makes: whatever goes wrong, the run ends,
// the ledger adds up to what really happened, and nobody ran twice.
//
//   AURAX_SIM_SEED=17 [AURAX_SIM_TRACE=1] link_test --gtest_filter='*OneSeed*'
#include <algorithm>
#include <cstdlib>
#include <gtest/gtest.h>
#include <set>
#include <tuple>

#include "tests/simulation/sim_cluster.h"

namespace aurax::load::simulation {
namespace {

constexpr uint64_t kSeedsATest = 250;

class ClusterSimulation : public testing::TestWithParam<uint64_t> {};

TEST_P(ClusterSimulation, NothingIsLostAndNobodyRunsTwice) {
  for (uint64_t i = 1; i <= kSeedsATest; ++i) {
    const uint64_t seed = GetParam() * kSeedsATest + i;
    const std::string wrong = SimCluster(Course::OfSeed(seed)).Run();
    EXPECT_EQ(wrong, "") << "seed " << seed;
  }
}

INSTANTIATE_TEST_SUITE_P(Seeds, ClusterSimulation, testing::Range(uint64_t{0}, uint64_t{8}));

TEST(ClusterSimulationReplay, OneSeed) {
  const char* seed = std::getenv("AURAX_SIM_SEED");
  if (seed == nullptr) GTEST_SKIP() << "AURAX_SIM_SEED names no seed";
  const bool traced = std::getenv("AURAX_SIM_TRACE") != nullptr;
  SimCluster cluster(Course::OfSeed(std::strtoull(seed, nullptr, 10)), traced);
  EXPECT_EQ(cluster.Run(), "") << "seed " << seed;
  if (traced) std::fputs(cluster.report().ledger().DebugString().c_str(), stderr);
}

// Who started when: number, class, offset.
using Starts = std::multiset<std::tuple<uint32_t, uint32_t, Duration>>;

Starts StartsWith(uint64_t seed, uint32_t workers) {
  SimCluster cluster(Course::Calm(seed, workers));
  EXPECT_EQ(cluster.Run(), "") << "seed " << seed << ", " << workers << " workers";
  Starts starts;
  for (const Existence& e : cluster.truth().existences) {
    EXPECT_FALSE(e.resumed);
    starts.emplace(e.user, e.user_class, e.planned);
  }
  return starts;
}

TEST(OfferedLoad, IsTheSameForAnyNumberOfWorkers) {
  for (uint64_t seed = 1; seed <= 20; ++seed) {
    const Starts alone = StartsWith(seed, 1);
    EXPECT_FALSE(alone.empty());
    for (const uint32_t workers : {2u, 3u, 7u}) EXPECT_EQ(StartsWith(seed, workers), alone);
  }
}

}  // namespace
}  // namespace aurax::load::simulation
