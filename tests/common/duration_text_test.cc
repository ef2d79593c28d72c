#include "common/duration_text.h"

#include <gtest/gtest.h>

#include "common/random.h"

namespace aurax::load {
namespace {

using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;

Duration Parse(std::string_view text) {
  const auto d = ParseDuration(text);
  EXPECT_TRUE(d.ok()) << text << ": " << d.status();
  return d.ok() ? *d : Duration(-1);
}

TEST(ParseDuration, ReadsLocustsTimeSpans) {
  EXPECT_EQ(Parse("20"), seconds(20));
  EXPECT_EQ(Parse("20s"), seconds(20));
  EXPECT_EQ(Parse("3m"), minutes(3));
  EXPECT_EQ(Parse("2h"), hours(2));
  EXPECT_EQ(Parse("1h20m"), hours(1) + minutes(20));
  EXPECT_EQ(Parse("3h30m10s"), hours(3) + minutes(30) + seconds(10));
}

TEST(ParseDuration, ReadsFractionsAndSmallUnits) {
  EXPECT_EQ(Parse("0.5"), milliseconds(500));
  EXPECT_EQ(Parse("1.5s"), milliseconds(1500));
  EXPECT_EQ(Parse("300ms"), milliseconds(300));
  EXPECT_EQ(Parse("250us"), Duration(250'000));
  EXPECT_EQ(Parse("1d"), hours(24));
  EXPECT_EQ(Parse("0"), Duration(0));
}

TEST(ParseDuration, RefusesEverythingElse) {
  for (const char* text : {"", "1h30", "s", "-1", "-1s", "1s1h", "1s1s", "1.5h30m", "1..5s", "1 s",
                           "1h 20m", "abc", "1e3", "inf", "nan", "1y", "30 ", "11000d", "."}) {
    EXPECT_FALSE(ParseDuration(text).ok()) << text;
  }
}

TEST(FormatDuration, IsShort) {
  EXPECT_EQ(FormatDuration(Duration(0)), "0s");
  EXPECT_EQ(FormatDuration(hours(1) + minutes(20)), "1h20m");
  EXPECT_EQ(FormatDuration(milliseconds(1500)), "1.5s");
  EXPECT_EQ(FormatDuration(milliseconds(300)), "300ms");
  EXPECT_EQ(FormatDuration(seconds(30)), "30s");
  EXPECT_EQ(FormatDuration(hours(48)), "48h");
}

TEST(FormatDuration, IsReadBackToTheMicrosecond) {
  RandomStream random(1, 0, 0, StreamPurpose::kValues);
  for (int i = 0; i < 10'000; ++i) {
    const Duration d = FromMicros(static_cast<int64_t>(random.Next() >> (24 + random.Below(40))));
    EXPECT_EQ(Parse(FormatDuration(d)), d) << FormatDuration(d);
  }
}

}  // namespace
}  // namespace aurax::load
