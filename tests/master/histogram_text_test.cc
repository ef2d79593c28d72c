#include "master/histogram_text.h"

#include <gtest/gtest.h>

#include "common/histogram.h"
#include "common/random.h"

namespace aurax::load::master {
namespace {

TEST(HistogramText, ReadsBackWhatWasWritten) {
  for (uint64_t seed = 0; seed < 300; ++seed) {
    RandomStream random(seed, 0, 0, StreamPurpose::kValues);
    Histogram histogram;
    const uint64_t samples = random.Below(seed < 10 ? 2 : 200);
    for (uint64_t i = 0; i < samples; ++i) {
      histogram.RecordMicros(random.Below(uint64_t{1} << (1 + random.Below(45))),
                             1 + random.Below(3));
    }
    v1::Histogram encoded;
    histogram.Encode(&encoded);
    const auto parsed = ParseHistogramText(HistogramText(encoded));
    ASSERT_TRUE(parsed.ok()) << seed;
    EXPECT_EQ(parsed->SerializeAsString(), encoded.SerializeAsString()) << seed;
  }
}

TEST(HistogramText, IsShort) {
  Histogram histogram;
  for (uint64_t us = 100'000; us < 110'000; us += 100) histogram.RecordMicros(us);
  v1::Histogram encoded;
  histogram.Encode(&encoded);
  EXPECT_LT(HistogramText(encoded).size(), 100u);
  EXPECT_EQ(HistogramText(v1::Histogram()), "-");
}

TEST(HistogramText, AnythingElseIsRefused) {
  Histogram histogram;
  for (const uint64_t us : {5, 6, 900'000}) histogram.RecordMicros(us);
  v1::Histogram encoded;
  histogram.Encode(&encoded);
  const std::string text = HistogramText(encoded);
  for (size_t i = 0; i < text.size(); ++i) {
    for (const char c : {'A', '/', '!', '='}) {
      std::string other = text;
      other[i] = c;
      const auto parsed = ParseHistogramText(other);
      EXPECT_TRUE(!parsed.ok() || Histogram::Validate(*parsed).ok()) << other;
    }
    const auto cut = ParseHistogramText(text.substr(0, i));
    EXPECT_TRUE(!cut.ok() || text[i] == '=' || cut->count() < 3) << i;  // padding may be missing
  }
  EXPECT_FALSE(ParseHistogramText("").ok());
  EXPECT_FALSE(ParseHistogramText("no").ok());
}

}  // namespace
}  // namespace aurax::load::master
