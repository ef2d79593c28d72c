#include "master/views/junit.h"

#include <array>
#include <cstdint>
#include <ctime>
#include <map>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "common/utf8.h"
#include "master/judge/threshold_text.h"
#include "master/views/figures.h"

namespace aurax::load::master {
namespace {

constexpr char kReplacement[] = "\xEF\xBF\xBD";

struct TestCase {
  std::string group;  // "requests", "run", "thresholds"
  std::string name;
  double seconds = 0;
  std::string failure{};       // its message; empty: passed
  std::string failure_text{};  // more of it
  std::string output{};
};

using ErrorsOf = std::map<std::pair<std::string, std::string>, std::vector<const v1::ErrorGroup*>>;

std::string Seconds(double seconds) { return absl::StrFormat("%.6f", seconds); }

std::string ErrorTexts(const std::vector<const v1::ErrorGroup*>& errors) {
  std::string text;
  for (size_t i = 0; i < errors.size(); ++i) {
    if (i == kJunitErrors) {
      absl::StrAppend(&text, "and ", errors.size() - i, " more kinds of errors\n");
      break;
    }
    absl::StrAppend(&text, errors[i]->occurrences(), " x ", errors[i]->message(), "\n");
  }
  return text;
}

std::string Figures(const v1::Entry& entry) {
  const v1::Latency& time = entry.response_time();
  return absl::StrFormat(
      "%d requests, %d failures, %.2f requests/s; response time in ms: average %s, median %s, "
      "95%% %s, 99%% %s, max %s\n",
      entry.requests(), entry.failures(), entry.total_rps(), ReadableMs(Ms(time.average_us())),
      ReadableMs(Ms(time.median_us())), ReadableMs(PercentileMs(time, 95)),
      ReadableMs(PercentileMs(time, 99)), ReadableMs(Ms(static_cast<double>(time.max_us()))));
}

// `decides`: nothing but failures decides about the run.
TestCase RequestCase(const v1::Entry& entry, const ErrorsOf& errors, bool decides) {
  TestCase test{
      .group = "requests",
      .name = absl::StrCat(entry.method(), entry.method().empty() ? "" : " ", entry.name()),
      .seconds = entry.response_time().average_us() / 1e6,
      .output = Figures(entry)};
  if (entry.failures() == 0) return test;
  const std::string failed = absl::StrFormat(
      "%d of %d requests failed (%.2f %%)", entry.failures(), entry.requests(),
      100.0 * static_cast<double>(entry.failures()) / static_cast<double>(entry.requests()));
  const auto found = errors.find({entry.method(), entry.name()});
  const std::string texts = found == errors.end() ? "" : ErrorTexts(found->second);
  if (decides) {
    test.failure = failed;
    test.failure_text = texts;
  } else {
    absl::StrAppend(&test.output, failed, "\n", texts);
  }
  return test;
}

TestCase VerdictCase(const v1::Verdict& verdict) {
  const std::string reasons = absl::StrJoin(verdict.reasons(), "\n");
  TestCase test{.group = "run", .name = "verdict", .output = reasons};
  if (verdict.trust() == v1::Verdict::TRUST_INVALID) {
    test.failure = "invalid: the measured times are the generator's";
    test.failure_text = reasons;
  }
  test.output = absl::StrCat(TrustText(verdict), "\n", reasons, reasons.empty() ? "" : "\n");
  return test;
}

TestCase LedgerCase(const v1::Ledger& ledger) {
  TestCase test{.group = "run", .name = "ledger complete"};
  test.output = absl::StrFormat(
      "%d requests started = %d completed + %d failed + %d cancelled + %d in flight\n",
      ledger.requests_started(), ledger.requests_completed(), ledger.requests_failed(),
      ledger.requests_cancelled(), ledger.requests_in_flight());
  if (ledger.complete()) return test;
  test.failure = ledger.final() ? "incomplete" : "incomplete: the run's end is not known";
  test.failure_text = absl::StrJoin(ledger.residues(), "\n");
  return test;
}

TestCase ThresholdCase(const v1::ThresholdResult& threshold) {
  TestCase test{.group = "thresholds", .name = threshold.text()};
  test.output = absl::StrCat(StateText(threshold.state()), ": ", FindingText(threshold), "\n");
  if (threshold.state() != v1::ThresholdResult::STATE_BROKEN) return test;
  test.failure = absl::StrCat("broken: ", FindingText(threshold));
  return test;
}

// In the order of the file. Whatever else a run may have to pass comes in here.
std::vector<TestCase> Cases(const v1::Report& report) {
  ErrorsOf errors;
  for (const v1::ErrorGroup& error : report.errors()) {
    errors[{error.method(), error.name()}].push_back(&error);
  }
  std::vector<TestCase> cases = {VerdictCase(report.verdict()), LedgerCase(report.ledger())};
  for (const v1::ThresholdResult& one : report.thresholds()) cases.push_back(ThresholdCase(one));
  for (const v1::Entry& entry : report.entries()) {
    cases.push_back(RequestCase(entry, errors, report.thresholds().empty()));
  }
  return cases;
}

std::string CaseXml(const TestCase& test) {
  std::string xml =
      absl::StrCat("    <testcase classname=\"aurax-load.", test.group, "\" name=\"",
                   XmlAttribute(test.name), "\" time=\"", Seconds(test.seconds), "\">\n");
  if (!test.failure.empty()) {
    absl::StrAppend(&xml, "      <failure type=\"", test.group, "\" message=\"",
                    XmlAttribute(test.failure), "\">", XmlText(test.failure_text), "</failure>\n");
  }
  absl::StrAppend(&xml, "      <system-out>", XmlText(test.output), "</system-out>\n");
  absl::StrAppend(&xml, "    </testcase>\n");
  return xml;
}

std::string Properties(const v1::Report& report) {
  const v1::RunFacts& run = report.run();
  const std::pair<const char*, std::string> properties[] = {
      {"run_id", run.run_id()},
      {"scenario", run.scenario()},
      {"host", run.host()},
      {"version", run.version()},
      {"seed", absl::StrCat(run.seed())},
      {"peak_users", absl::StrCat(run.peak_users())},
      {"requests", absl::StrCat(report.total().requests())},
      {"failures", absl::StrCat(report.total().failures())}};
  std::string xml = "    <properties>\n";
  for (const auto& [name, value] : properties) {
    absl::StrAppend(&xml, "      <property name=\"", name, "\" value=\"", XmlAttribute(value),
                    "\"/>\n");
  }
  return absl::StrCat(xml, "    </properties>\n");
}

// "2026-11-23T08:12:37", UTC, as the format has no zone.
std::string Timestamp(int64_t unix_us) {
  const std::time_t seconds = unix_us / 1'000'000;
  std::tm utc{};
  gmtime_r(&seconds, &utc);
  std::array<char, 32> text{};
  std::strftime(text.data(), text.size(), "%Y-%m-%dT%H:%M:%S", &utc);
  return text.data();
}

std::string Escaped(std::string_view text, bool attribute) {
  std::string out;
  const std::string valid = ValidUtf8(text);
  for (size_t i = 0; i < valid.size();) {
    const size_t length = Utf8CharacterLength(std::string_view(valid).substr(i));
    const std::string_view character = std::string_view(valid).substr(i, length);
    const auto first = static_cast<unsigned char>(character[0]);
    i += length;
    if (first == '&') {
      out += "&amp;";
    } else if (first == '<') {
      out += "&lt;";
    } else if (first == '>') {
      out += "&gt;";
    } else if (first == '"') {
      out += "&quot;";
    } else if (first == '\r' || (attribute && (first == '\t' || first == '\n'))) {
      absl::StrAppend(&out, "&#", static_cast<int>(first), ";");  // else a reader makes it a space
    } else if ((first < 0x20 && first != '\t' && first != '\n') || character == "\xEF\xBF\xBE" ||
               character == "\xEF\xBF\xBF") {
      out += kReplacement;  // no Char of XML 1.0 (2.2), not even as a reference
    } else {
      out += character;
    }
  }
  return out;
}

}  // namespace

std::string XmlAttribute(std::string_view text) { return Escaped(text, true); }
std::string XmlText(std::string_view text) { return Escaped(text, false); }

std::string JunitXml(const v1::Report& report) {
  const std::vector<TestCase> cases = Cases(report);
  int failures = 0;
  std::string body = Properties(report);
  for (const TestCase& test : cases) {
    failures += test.failure.empty() ? 0 : 1;
    absl::StrAppend(&body, CaseXml(test));
  }
  const std::string counts =
      absl::StrCat("name=\"aurax-load\" tests=\"", cases.size(), "\" failures=\"", failures,
                   "\" errors=\"0\" time=\"",
                   Seconds(static_cast<double>(report.run().elapsed_us()) / 1e6), "\"");
  return absl::StrCat("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites ", counts,
                      ">\n  <testsuite ", counts, " skipped=\"0\" timestamp=\"",
                      Timestamp(report.run().started_unix_us()), "\">\n", body,
                      "  </testsuite>\n</testsuites>\n");
}

}  // namespace aurax::load::master
