#include "common/class_sequence.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <map>

namespace aurax::load {
namespace {

struct ClassOfTest {
  std::string name;
  double weight = 1;
  uint32_t fixed_count = 0;
};

v1::Scenario ScenarioOf(const std::vector<ClassOfTest>& classes) {
  v1::Scenario scenario;
  for (const ClassOfTest& c : classes) {
    v1::UserClass* added = scenario.add_user_classes();
    added->set_name(c.name);
    added->set_weight(c.weight);
    added->set_fixed_count(c.fixed_count);
  }
  return scenario;
}

std::string Names(const v1::Scenario& scenario, uint32_t users) {
  ClassSequence sequence(scenario);
  std::string names;
  for (uint32_t u = 0; u < users; ++u) {
    names += scenario.user_classes(static_cast<int>(sequence.ClassOf(u).value())).name();
  }
  return names;
}

// Reference 2.8: sequences printed by Locust itself.
TEST(ClassSequence, EqualsLocustsGoldenSequences) {
  EXPECT_EQ(Names(ScenarioOf({{"A", 1}, {"B", 1}}), 6), "ABABAB");
  EXPECT_EQ(Names(ScenarioOf({{"A", 3}, {"B", 1}}), 24), "ABAAABAAABAAABAAABAAABAA");
  EXPECT_EQ(Names(ScenarioOf({{"A", 5}, {"B", 1}}), 24), "AABAAAAABAAAAABAAAAABAAA");
  EXPECT_EQ(Names(ScenarioOf({{"A", 3}, {"B", 2}, {"C", 1}}), 24), "ABCABAABCABAABCABAABCABA");
  EXPECT_EQ(Names(ScenarioOf({{"A", 10}, {"B", 5}, {"C", 1}}), 24), "ABAABACABAABAABAABAABAAC");
  // The reference shows this one from after the first turn of each class.
  EXPECT_EQ(Names(ScenarioOf({{"A", 0.5}, {"B", 0.25}}), 11),
            "AB"
            "AABAABAAB");
}

TEST(ClassSequence, OrderInTheFileDoesNotMatter) {
  EXPECT_EQ(Names(ScenarioOf({{"C", 1}, {"A", 3}, {"B", 2}}), 24), "ABCABAABCABAABCABAABCABA");
}

TEST(ClassSequence, FixedCountsComeFirstAndExactlyOnce) {
  const v1::Scenario scenario = ScenarioOf({{"A", 1}, {"B", 1, 2}, {"C", 1, 3}});
  const std::string names = Names(scenario, 20);
  EXPECT_THAT(names.substr(0, 5), testing::UnorderedElementsAre('B', 'B', 'C', 'C', 'C'));
  EXPECT_EQ(names.substr(5), std::string(15, 'A'));
}

TEST(ClassSequence, OnlyFixedCountsLimitTheUsers) {
  ClassSequence sequence(ScenarioOf({{"A", 1, 2}}));
  EXPECT_EQ(sequence.Limit(), 2u);
  EXPECT_TRUE(sequence.ClassOf(1).has_value());
  EXPECT_FALSE(sequence.ClassOf(2).has_value());
  EXPECT_FALSE(ClassSequence(ScenarioOf({{"A", 1}})).Limit().has_value());
}

TEST(ClassSequence, ZeroWeightNeverStarts) {
  EXPECT_EQ(Names(ScenarioOf({{"A", 0}, {"B", 2}}), 5), "BBBBB");
}

TEST(ClassSequence, SharesFollowTheWeightsAtEveryLength) {
  const v1::Scenario scenario = ScenarioOf({{"A", 70}, {"B", 20}, {"C", 10}});
  ClassSequence sequence(scenario);
  std::map<uint32_t, int> seen;
  for (uint32_t u = 0; u < 1000; ++u) {
    ++seen[sequence.ClassOf(u).value()];
    const double n = u + 1;
    EXPECT_NEAR(seen[0], 0.7 * n, 3.0);
    EXPECT_NEAR(seen[1], 0.2 * n, 3.0);
    EXPECT_NEAR(seen[2], 0.1 * n, 3.0);
  }
}

}  // namespace
}  // namespace aurax::load
