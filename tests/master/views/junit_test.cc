#include "master/views/junit.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <string>

#include "absl/strings/str_cat.h"
#include "tests/master/views/sample_report.h"

namespace aurax::load::master {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

int CountOf(const std::string& text, const std::string& part) {
  int count = 0;
  for (size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++count;
  return count;
}

// From that case's tag to its end.
std::string CaseOf(const std::string& xml, const std::string& name) {
  const size_t at = xml.find(absl::StrCat("name=\"", name, "\" time="));
  return at == std::string::npos ? "" : xml.substr(at, xml.find("</testcase>", at) - at);
}

TEST(JunitXml, HasACaseForEachNameAndTwoForTheRun) {
  const std::string xml = JunitXml(LocustSample());
  EXPECT_EQ(CountOf(xml, "<testcase "), 4);
  EXPECT_EQ(CountOf(xml, "</testcase>"), 4);
  EXPECT_THAT(xml, HasSubstr("<testsuite name=\"aurax-load\" tests=\"4\" failures=\"2\" "
                             "errors=\"0\" time=\"20.500000\" skipped=\"0\" "
                             "timestamp=\"2026-11-23T08:12:37\">"));
  EXPECT_THAT(xml, HasSubstr("<property name=\"requests\" value=\"213\"/>"));
  EXPECT_THAT(xml, HasSubstr("<property name=\"failures\" value=\"12\"/>"));
  EXPECT_THAT(CaseOf(xml, "GET /hello"), HasSubstr("time=\"0.172350\""));
}

TEST(JunitXml, ANameWithFailuresFailsWithItsErrorsInIt) {
  const std::string login = CaseOf(JunitXml(LocustSample()), "POST /login");
  EXPECT_THAT(login, HasSubstr("<failure type=\"requests\" "
                               "message=\"2 of 13 requests failed (15.38 %)\">"));
  EXPECT_THAT(login, HasSubstr("1 x ConnectionRefusedError(111, 'Connection refused')"));
  EXPECT_THAT(login, Not(HasSubstr("Got wrong response")));  // another name's
}

TEST(JunitXml, WhereThresholdsAreTheyFailAndNamesDoNot) {
  v1::Report report = LocustSample();
  *report.add_thresholds() = BrokenThreshold();
  report.add_thresholds()->set_text("rate > 10/s");
  const std::string xml = JunitXml(report);
  EXPECT_THAT(CaseOf(xml, "p(95) of &quot;/b&quot; &lt; 2s"),
              HasSubstr("<failure type=\"thresholds\" message=\"broken: 2.31 s, first broken after "
                        "12s with 2.50 s\">"));
  EXPECT_THAT(CaseOf(xml, "rate &gt; 10/s"), HasSubstr("pending: not measured"));
  const std::string login = CaseOf(xml, "POST /login");
  EXPECT_THAT(login, Not(HasSubstr("<failure")));
  EXPECT_THAT(login, HasSubstr("2 of 13 requests failed (15.38 %)"));
}

TEST(JunitXml, ANameWithoutFailuresPasses) {
  v1::Report report = LocustSample();
  report.mutable_entries(0)->set_failures(0);
  const std::string hello = CaseOf(JunitXml(report), "GET /hello");
  EXPECT_THAT(hello, Not(HasSubstr("<failure")));
  EXPECT_THAT(hello, HasSubstr("200 requests, 0 failures"));
}

TEST(JunitXml, ManyErrorsAreCutWithANote) {
  v1::Report report = LocustSample();
  for (int i = 0; i < 100; ++i) {
    *report.add_errors() = report.errors(0);
    report.mutable_errors()->rbegin()->set_message(absl::StrCat("wrong ", i));
  }
  const std::string hello = CaseOf(JunitXml(report), "GET /hello");
  EXPECT_EQ(CountOf(hello, " x "), kJunitErrors);
  EXPECT_THAT(hello, HasSubstr("and 81 more kinds of errors"));
}

TEST(JunitXml, OnlyAnInvalidVerdictFails) {
  v1::Report report = LocustSample();
  report.mutable_verdict()->add_reasons("the generator was busy; add workers");
  for (const auto trust : {v1::Verdict::TRUST_TRUSTED, v1::Verdict::TRUST_DEGRADED}) {
    report.mutable_verdict()->set_trust(trust);
    const std::string verdict = CaseOf(JunitXml(report), "verdict");
    EXPECT_THAT(verdict, Not(HasSubstr("<failure")));
    EXPECT_THAT(verdict, HasSubstr("the generator was busy; add workers"));
  }
  report.mutable_verdict()->set_trust(v1::Verdict::TRUST_INVALID);
  EXPECT_THAT(CaseOf(JunitXml(report), "verdict"), HasSubstr("<failure type=\"run\""));
}

TEST(JunitXml, AnIncompleteLedgerFailsWithItsResidues) {
  v1::Report report = LocustSample();
  EXPECT_THAT(CaseOf(JunitXml(report), "ledger complete"), Not(HasSubstr("<failure")));
  report.mutable_ledger()->set_complete(false);
  report.mutable_ledger()->add_residues("3 requests are missing");
  const std::string ledger = CaseOf(JunitXml(report), "ledger complete");
  EXPECT_THAT(ledger, HasSubstr("<failure type=\"run\" message=\"incomplete\">3 requests are "
                                "missing</failure>"));
}

TEST(JunitXml, EscapesWhatXmlReserves) {
  EXPECT_EQ(XmlAttribute("a<b>&\"'\n\t"), "a&lt;b&gt;&amp;&quot;'&#10;&#9;");
  EXPECT_EQ(XmlText("a<b>&\"'\n\t\r"), "a&lt;b&gt;&amp;&quot;'\n\t&#13;");
  EXPECT_EQ(XmlText("]]>"), "]]&gt;");
  EXPECT_EQ(XmlText("Grüße 日本語"), "Grüße 日本語");
}

TEST(JunitXml, ReplacesWhatXmlCannotCarry) {
  const std::string replacement = "\xEF\xBF\xBD";
  EXPECT_EQ(XmlText(std::string("\0", 1)), replacement);
  EXPECT_EQ(XmlText("\x1b[31m"), replacement + "[31m");
  EXPECT_EQ(XmlText("\xEF\xBF\xBF"), replacement);
  EXPECT_EQ(XmlText("\xFF"), replacement);
}

TEST(JunitXml, OfAnEmptyReportIsWhole) {
  const std::string xml = JunitXml(v1::Report());
  EXPECT_EQ(CountOf(xml, "<testcase "), 2);
  EXPECT_TRUE(xml.ends_with("</testsuites>\n"));
}

}  // namespace
}  // namespace aurax::load::master
