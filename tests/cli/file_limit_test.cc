#include "cli/file_limit.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/resource.h>

namespace aurax::load::cli {
namespace {

TEST(FileLimitTest, TheSoftLimitBecomesTheHardOne) {
  rlimit before{};
  ASSERT_EQ(getrlimit(RLIMIT_NOFILE, &before), 0);
  const rlimit low{100, before.rlim_max};
  ASSERT_EQ(setrlimit(RLIMIT_NOFILE, &low), 0);
  EXPECT_EQ(RaiseFileLimit(), before.rlim_max);
  rlimit after{};
  ASSERT_EQ(getrlimit(RLIMIT_NOFILE, &after), 0);
  EXPECT_EQ(after.rlim_cur, before.rlim_max);
  ASSERT_EQ(setrlimit(RLIMIT_NOFILE, &before), 0);
}

TEST(FileLimitTest, WarnsExactlyWhenTheUsersDoNotFit) {
  EXPECT_EQ(FileLimitWarning(1024, 960), std::nullopt);
  EXPECT_THAT(FileLimitWarning(1024, 961).value_or(""),
              ::testing::HasSubstr("961 users need about 1025 open files, but the limit is 1024"));
}

}  // namespace
}  // namespace aurax::load::cli
