#include "master/web/log_lines.h"

#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"

namespace aurax::load::master {
namespace {

TEST(LogLinesTest, LinesOfAllSourcesComeInTheOrderTheyWereAdded) {
  LogLines lines;
  lines.Add("", "INFO", "one");
  lines.Add("w1", "WARNING", "two");
  lines.Add("", "ERROR", "three");
  const std::vector<LogLine> all = lines.After(0);
  ASSERT_EQ(all.size(), 3u);
  EXPECT_EQ(all[0].text, "one");
  EXPECT_EQ(all[1].source, "w1");
  EXPECT_EQ(all[1].level, "WARNING");
  EXPECT_EQ(all[2].sequence, 3u);
}

TEST(LogLinesTest, AfterTheLastSequenceComesOnlyWhatIsNew) {
  LogLines lines;
  lines.Add("", "INFO", "old");
  const uint64_t seen = lines.After(0).back().sequence;
  EXPECT_TRUE(lines.After(seen).empty());
  lines.Add("w1", "INFO", "new");
  ASSERT_EQ(lines.After(seen).size(), 1u);
  EXPECT_EQ(lines.After(seen)[0].text, "new");
}

TEST(LogLinesTest, ATalkativeSourceForgetsItsOwnLinesAndNobodyElses) {
  LogLines lines;
  lines.Add("quiet", "INFO", "kept");
  for (size_t i = 0; i < 3 * LogLines::kKept; ++i) lines.Add("", "INFO", absl::StrCat(i));
  const std::vector<LogLine> all = lines.After(0);
  ASSERT_EQ(all.size(), LogLines::kKept + 1);
  EXPECT_EQ(all.front().text, "kept");
  EXPECT_EQ(all.back().text, absl::StrCat(3 * LogLines::kKept - 1));
}

TEST(LogLinesTest, OfTooManySourcesTheLongestSilentGoesFirst) {
  LogLines lines;
  for (size_t i = 0; i < LogLines::kSources; ++i) lines.Add(absl::StrCat("w", i), "INFO", "hello");
  lines.Add("w0", "INFO", "again");
  lines.Add("newcomer", "INFO", "hello");
  bool first = false, second = false;
  for (const LogLine& line : lines.After(0)) {
    first = first || line.source == "w0";
    second = second || line.source == "w1";
  }
  EXPECT_TRUE(first);
  EXPECT_FALSE(second);
}

}  // namespace
}  // namespace aurax::load::master
