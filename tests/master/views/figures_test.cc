#include "master/views/figures.h"

#include <bit>
#include <charconv>
#include <cmath>
#include <gtest/gtest.h>
#include <limits>

#include "common/random.h"

namespace aurax::load::master {
namespace {

TEST(PythonFloat, IsWhatPythonPrints) {
  EXPECT_EQ(PythonFloat(172.35), "172.35");
  EXPECT_EQ(PythonFloat(3.2), "3.2");
  EXPECT_EQ(PythonFloat(20), "20.0");
  EXPECT_EQ(PythonFloat(0), "0.0");
  EXPECT_EQ(PythonFloat(-0.0), "-0.0");
  EXPECT_EQ(PythonFloat(-1.5), "-1.5");
  EXPECT_EQ(PythonFloat(268.0586854460094), "268.0586854460094");
  EXPECT_EQ(PythonFloat(0.1 + 0.2), "0.30000000000000004");
  EXPECT_EQ(PythonFloat(0.0001), "0.0001");
  EXPECT_EQ(PythonFloat(0.00001), "1e-05");
  EXPECT_EQ(PythonFloat(1e15), "1000000000000000.0");
  EXPECT_EQ(PythonFloat(9007199254740993.0), "9007199254740992.0");
  EXPECT_EQ(PythonFloat(1e16), "1e+16");
  EXPECT_EQ(PythonFloat(1.5e300), "1.5e+300");
  EXPECT_EQ(PythonFloat(5e-324), "5e-324");
  EXPECT_EQ(PythonFloat(std::numeric_limits<double>::infinity()), "inf");
  EXPECT_EQ(PythonFloat(std::nan("")), "nan");
}

TEST(PythonFloat, ReadsBackAsTheSameDouble) {
  RandomStream random(1, 2, 3, StreamPurpose::kValues);
  for (int i = 0; i < 100000; ++i) {
    const auto value = std::bit_cast<double>(random.Next());
    if (!std::isfinite(value)) continue;
    const std::string text = PythonFloat(value);
    double back = 0;
    std::from_chars(text.data(), text.data() + text.size(), back);
    ASSERT_EQ(back, value) << text;
    ASSERT_NE(text.find_first_of(".e"), std::string::npos) << text;
  }
}

TEST(TrimmedDecimal, KeepsThreeDecimalsAtMostAndNoZeros) {
  EXPECT_EQ(TrimmedDecimal(12.345), "12.345");
  EXPECT_EQ(TrimmedDecimal(12.3456), "12.346");
  EXPECT_EQ(TrimmedDecimal(340), "340");
  EXPECT_EQ(TrimmedDecimal(0.5), "0.5");
  EXPECT_EQ(TrimmedDecimal(100), "100");
  EXPECT_EQ(TrimmedDecimal(0), "0");
}

TEST(ReadableMs, ShowsFractionsOfAMillisecond) {
  EXPECT_EQ(ReadableMs(0), "0");
  EXPECT_EQ(ReadableMs(0.0416), "0.042");
  EXPECT_EQ(ReadableMs(12.345), "12.35");
  EXPECT_EQ(ReadableMs(1740.5), "1740.50");
}

TEST(ReadableBytes, StaysBelowAThousandOfItsUnit) {
  EXPECT_EQ(ReadableBytes(0), "0 B");
  EXPECT_EQ(ReadableBytes(999), "999 B");
  EXPECT_EQ(ReadableBytes(1234), "1.2 kB");
  EXPECT_EQ(ReadableBytes(999'949), "999.9 kB");
  EXPECT_EQ(ReadableBytes(999'950), "1.0 MB");
  EXPECT_EQ(ReadableBytes(std::numeric_limits<uint64_t>::max()), "18.4 EB");
}

TEST(PercentileMs, FindsWhatTheReportCarriesAndElseIsZero) {
  v1::Latency latency;
  v1::Percentile* p = latency.add_percentiles();
  p->set_percent(99.9);
  p->set_value_us(12345);
  EXPECT_EQ(PercentileMs(latency, 99.9), 12.345);
  EXPECT_EQ(PercentileMs(latency, 99.99), 0);
}

TEST(Printable, LeavesNoControlCharacterInAnyText) {
  EXPECT_EQ(Printable("two\nlines\ttab\r"), "two\\nlines\\ttab\\r");
  EXPECT_EQ(Printable("\x1b[2J"), "\\x1b[2J");
  EXPECT_EQ(Printable("\xc2\x9b"
                      "2J"),
            "\\x9b2J");
  EXPECT_EQ(Printable("Grüße, 日本語"), "Grüße, 日本語");
  EXPECT_EQ(Printable("cut \xe6\x97"), "cut \\xe6\\x97");
  RandomStream random(4, 5, 6, StreamPurpose::kValues);
  for (int i = 0; i < 2000; ++i) {
    std::string bytes;
    for (int n = 0; n < 20; ++n) bytes += static_cast<char>(random.Below(256));
    for (const char c : Printable(bytes)) {
      ASSERT_GE(static_cast<unsigned char>(c), 0x20);
      ASSERT_NE(c, 0x7f);
    }
  }
}

TEST(Padding, CountsCharactersNotBytes) {
  EXPECT_EQ(PadRight("Grüße", 7), "Grüße  ");
  EXPECT_EQ(PadRight("longer", 3), "longer");
  EXPECT_EQ(PadRight("", -1), "");
}

TEST(CutToWidth, NeverExceedsTheColumns) {
  EXPECT_EQ(CutToWidth("short", 5), "short");
  EXPECT_EQ(CutToWidth("longer", 5), "long…");
  EXPECT_EQ(CutToWidth("日本語", 5), "日本…");
  EXPECT_EQ(CutToWidth("日本語", 4), "日…");
  EXPECT_EQ(CutToWidth("日本語", 1), "…");
  EXPECT_EQ(CutToWidth("any", 0), "");
  for (int columns = 0; columns < 20; ++columns) {
    EXPECT_LE(DisplayWidth(CutToWidth("GET /a/日本語/Grüße/z", columns)), columns);
  }
}

}  // namespace
}  // namespace aurax::load::master
