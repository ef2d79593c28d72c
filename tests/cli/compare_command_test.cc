#include "cli/compare_command.h"

#include <gtest/gtest.h>

namespace aurax::load::cli {
namespace {

TEST(CompareCommandTest, ReadsWhatItIsTold) {
  const auto request =
      ReadCompareRequest({"a.json", "--fail-if", "p(95) worse than 10%", "b.json", "--fail-if",
                          "rate worse than 5%", "--json", "--html", "x.html", "--seed", "9"});
  ASSERT_TRUE(request.ok()) << request.status().message();
  EXPECT_EQ(request->a, "a.json");
  EXPECT_EQ(request->b, "b.json");
  EXPECT_EQ(request->fail_if.size(), 2u);
  EXPECT_TRUE(request->json);
  EXPECT_EQ(request->html, "x.html");
  EXPECT_EQ(request->seed, 9u);
}

TEST(CompareCommandTest, WhatIsMissingOrTooMuchIsSaid) {
  for (const std::vector<std::string>& words :
       std::vector<std::vector<std::string>>{{},
                                             {"a"},
                                             {"a", "b", "c"},
                                             {"a", "b", "--html"},
                                             {"a", "b", "--seed", "x"},
                                             {"a", "b", "--fail-if", "p95 worse than 1%"},
                                             {"a", "b", "--what"}}) {
    EXPECT_FALSE(ReadCompareRequest(words).ok());
  }
  EXPECT_EQ(RunCompare({"/nowhere/a.json", "/nowhere/b.json"}), 2);
}

}  // namespace
}  // namespace aurax::load::cli
