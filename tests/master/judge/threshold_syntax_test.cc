#include "master/judge/threshold_syntax.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"

namespace aurax::load::master {
namespace {

using v1::Threshold;

// "offset: message", or what was understood.
std::string Read(const std::string& text) {
  const ParsedThreshold parsed = ParseThreshold(text);
  if (parsed.mistake) return absl::StrCat(parsed.mistake->offset, ": ", parsed.mistake->message);
  const Threshold& t = parsed.threshold;
  EXPECT_EQ(t.text(), text);
  std::string out = absl::StrCat(t.service_time() ? "SERVICE " : "",
                                 Threshold::Measure_Name(t.measure()).substr(8));
  if (t.measure() == Threshold::MEASURE_PERCENTILE) absl::StrAppend(&out, " ", t.percent());
  if (t.status_low() > 0) absl::StrAppend(&out, " ", t.status_low(), "-", t.status_high());
  if (!t.error_kind().empty()) absl::StrAppend(&out, " ", t.error_kind());
  if (!t.name().empty()) absl::StrAppend(&out, " [", t.name(), "] at ", parsed.name_offset);
  return absl::StrFormat("%s %s %g", out, Threshold::Comparison_Name(t.comparison()).substr(11),
                         t.limit());
}

TEST(ThresholdSyntax, EveryMeasureAgainstItsKindOfLimit) {
  EXPECT_EQ(Read("p(95) < 2s"), "PERCENTILE 95 BELOW 2e+06");
  EXPECT_EQ(Read("p(99.9) of generate_text < 5s"),
            "PERCENTILE 99.9 [generate_text] at 11 BELOW 5e+06");
  EXPECT_EQ(Read("service p(95)<=1m30s"), "SERVICE PERCENTILE 95 AT_MOST 9e+07");
  EXPECT_EQ(Read("med of /a b < 10ms"), "PERCENTILE 50 [/a b] at 7 BELOW 10000");
  EXPECT_EQ(Read("avg < 1.5s"), "AVERAGE BELOW 1.5e+06");
  EXPECT_EQ(Read("min > 1ms"), "MIN ABOVE 1000");
  EXPECT_EQ(Read("max of health < 500ms"), "MAX [health] at 7 BELOW 500000");
  EXPECT_EQ(Read("rate > 10/s"), "RATE ABOVE 10");
  EXPECT_EQ(Read("rate >= 90 / m"), "RATE AT_LEAST 1.5");
  EXPECT_EQ(Read("count >= 1000"), "COUNT AT_LEAST 1000");
  EXPECT_EQ(Read("errors < 1%"), "ERRORS BELOW 0.01");
  EXPECT_EQ(Read("errors <= 0.05"), "ERRORS AT_MOST 0.05");
  EXPECT_EQ(Read("checks > 95 %"), "CHECKS ABOVE 0.95");
}

TEST(ThresholdSyntax, ErrorsMayBeSomeOnly) {
  EXPECT_EQ(Read("errors{5xx} < 1%"), "ERRORS 500-599 BELOW 0.01");
  EXPECT_EQ(Read("errors{503} < 1%"), "ERRORS 503-503 BELOW 0.01");
  EXPECT_EQ(Read("errors{ 500-504 } of a < 1%"), "ERRORS 500-504 [a] at 21 BELOW 0.01");
  EXPECT_EQ(Read("errors{timeout} < 1%"), "ERRORS timeout BELOW 0.01");
}

TEST(ThresholdSyntax, AQuotedNameMayHoldAnything) {
  EXPECT_EQ(Read("rate of \"GET /a < b\" > 1/s"), "RATE [GET /a < b] at 8 ABOVE 1");
}

TEST(ThresholdSyntax, MistakesTellWhereTheyAre) {
  EXPECT_EQ(Read(""), "0: p(95), avg, med, min, max, rate, count, errors or checks is wanted here");
  EXPECT_EQ(Read("erors < 1%"), "0: unknown measure 'erors', did you mean 'errors'?");
  EXPECT_EQ(Read("p95 < 2s"), "0: write p(95)");
  EXPECT_EQ(Read("p(101) < 2s"), "2: a percentile is from 0 to 100");
  EXPECT_EQ(Read("p(95 < 2s"), "5: ')' is missing");
  EXPECT_EQ(Read("service rate > 1/s"), "8: service goes with times: p(95), avg, med, min or max");
  EXPECT_EQ(
      Read("errors{6x} < 1%"),
      "7: '6x' is neither a status (5xx, 503, 500-504) nor a kind of error (timeout, connect, "
      "dns, tls, reset, protocol, status, check, other)");
  EXPECT_EQ(Read("errors{5xx < 1%"), "15: '}' is missing");
  EXPECT_EQ(Read("p(95) of < 2s"), "9: of which name?");
  EXPECT_EQ(Read("p(95) of \"a < 2s"), "9: the name's quote has no end");
  EXPECT_EQ(Read("p(95) 2s"), "6: <, <=, > or >= is wanted here");
  EXPECT_EQ(Read("p(95) <"), "7: the limit is missing");
  EXPECT_EQ(Read("p(95) < 500"), "8: a time needs its unit, such as 500ms or 2s");
  EXPECT_EQ(Read("rate > 10"), "7: a rate is written 10/s (or /m, /h)");
  EXPECT_EQ(Read("errors < 5"), "9: a share is written 1% or 0.01");
  EXPECT_EQ(Read("errors < 101%"), "9: a share is at most 100%");
  EXPECT_EQ(Read("errors < 1% or so"), "12: 'or so' does not belong here");
  EXPECT_EQ(Read("count > 1.5"), "8: a count is a whole number, at most 10^15");
  EXPECT_EQ(Read("count > 10s"), "10: 's' does not belong here");
}

}  // namespace
}  // namespace aurax::load::master
