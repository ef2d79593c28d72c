#include "common/nearest_name.h"

#include <gtest/gtest.h>

namespace aurax::load {
namespace {

const std::vector<std::string> kKnown = {"weight", "wait", "tasks", "host", "fixed_count"};

TEST(NearestName, FindsTypingMistakes) {
  EXPECT_EQ(NearestName("wieght", kKnown), "weight");
  EXPECT_EQ(NearestName("weigt", kKnown), "weight");
  EXPECT_EQ(NearestName("task", kKnown), "tasks");
  EXPECT_EQ(NearestName("fixedcount", kKnown), "fixed_count");
}

TEST(NearestName, IsSilentAboutWhatIsFar) {
  EXPECT_EQ(NearestName("banana", kKnown), std::nullopt);
  EXPECT_EQ(NearestName("", kKnown), std::nullopt);
  EXPECT_EQ(NearestName("weight", {}), std::nullopt);
}

TEST(NearestName, AnExactNameIsItself) { EXPECT_EQ(NearestName("host", kKnown), "host"); }

}  // namespace
}  // namespace aurax::load
