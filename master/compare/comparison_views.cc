#include "master/compare/comparison_views.h"

#include <optional>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "common/duration_text.h"
#include "master/judge/threshold_text.h"
#include "master/views/figures.h"
#include "master/views/json_text.h"
#include "master/views/junit.h"

namespace aurax::load::master {
namespace {

using Json = nlohmann::ordered_json;

constexpr char kMethod[] =
    "Change: of B against A; of shares in percentage points (pp). Interval: 95 % of the change, by "
    "a "
    "block bootstrap over the runs' seconds. worse, better: the interval leaves zero out.";

// The page's colours are the system's.
constexpr char kStyle[] =
    ":root{color-scheme:light dark}body{font:15px/1.5 system-ui,sans-serif;margin:2rem auto;"
    "max-width:60rem;padding:0 1rem}table{border-collapse:collapse;width:100%;margin:0 0 1.5rem}"
    "caption{text-align:left;font-weight:600;padding:.4rem 0}th,td{padding:.25rem .6rem;"
    "border-bottom:1px solid #8884;text-align:right}th:first-child,td:first-child{text-align:left}"
    ".worse{font-weight:700;color:light-dark(#b00020,#ff8a80)}"
    ".better{color:light-dark(#0b6b2b,#7bd88f)}";

std::string Signed(const std::string& unit, double change) {
  return absl::StrFormat("%+.1f %s", change * 100, unit == "ratio" ? "pp" : "%");
}

std::string Value(const std::string& unit, const std::optional<double>& value) {
  return value ? ThresholdValueText(unit, *value) : "-";
}

std::string Title(const ComparedName& name) {
  return name.method.empty() ? name.name : absl::StrCat(name.method, " ", name.name);
}

std::string RunText(const char* letter, const std::string& title, const Json& run) {
  const int64_t us = run.value("elapsed_us", int64_t{0});
  return absl::StrFormat("%s: %s (%s, %s)", letter, title, run.value("run_id", std::string()),
                         FormatDuration(FromMicros(us > 0 ? us / 1'000'000 * 1'000'000 : 0)));
}

std::string Row(const ComparedFigure& figure) {
  return absl::StrCat("  ", PadRight(figure.measure, 14),
                      absl::StrFormat("%12s %12s %12s", Value(figure.unit, figure.a),
                                      Value(figure.unit, figure.b), ChangeText(figure)),
                      "   ", PadRight(IntervalText(figure), 24), " ", figure.verdict, "\n");
}

std::string FindingLine(const RegressionFinding& finding) {
  return absl::StrCat(finding.failed ? "failed" : "fine", ": ", finding.text, ": ",
                      Value(finding.figure.unit, finding.figure.a), " -> ",
                      Value(finding.figure.unit, finding.figure.b), ", ",
                      ChangeText(finding.figure), " (", IntervalText(finding.figure), ")");
}

Json Number(const std::optional<double>& number) { return number ? Json(*number) : Json(); }

Json FigureJson(const ComparedFigure& figure) {
  Json interval;
  if (figure.interval) interval = Json::array({figure.interval->low, figure.interval->high});
  return {{"measure", figure.measure},       {"unit", figure.unit},
          {"a", Number(figure.a)},           {"b", Number(figure.b)},
          {"change", Number(figure.change)}, {"interval", interval},
          {"verdict", figure.verdict}};
}

std::string HtmlRow(const ComparedFigure& figure) {
  return absl::StrCat("<tr><th scope=\"row\">", XmlText(figure.measure), "</th><td>",
                      Value(figure.unit, figure.a), "</td><td>", Value(figure.unit, figure.b),
                      "</td><td>", ChangeText(figure), "</td><td>", IntervalText(figure),
                      "</td><td class=\"", figure.verdict, "\">", figure.verdict, "</td></tr>\n");
}

}  // namespace

std::string ChangeText(const ComparedFigure& figure) {
  return figure.change ? Signed(figure.unit, *figure.change) : "-";
}

std::string IntervalText(const ComparedFigure& figure) {
  if (!figure.interval) return "-";
  return absl::StrCat(Signed(figure.unit, figure.interval->low), " to ",
                      Signed(figure.unit, figure.interval->high));
}

std::string ComparisonText(const Comparison& comparison) {
  std::string text = absl::StrCat(RunText("A", comparison.a, comparison.run_a), "\n",
                                  RunText("B", comparison.b, comparison.run_b), "\n");
  for (const ComparedName& name : comparison.names) {
    absl::StrAppend(&text, "\n", Printable(Title(name)), "\n", PadRight("", 16),
                    absl::StrFormat("%12s %12s %12s", "A", "B", "change"), "   ",
                    PadRight("95 % interval", 24), "\n");
    for (const ComparedFigure& figure : name.figures) absl::StrAppend(&text, Row(figure));
  }
  absl::StrAppend(&text, "\n", kMethod, "\n");
  for (const RegressionFinding& finding : comparison.findings) {
    absl::StrAppend(&text, FindingLine(finding), "\n");
  }
  return text;
}

std::string ComparisonJson(const Comparison& comparison) {
  Json names = Json::array(), findings = Json::array();
  for (const ComparedName& name : comparison.names) {
    Json figures = Json::array();
    for (const ComparedFigure& figure : name.figures) figures.push_back(FigureJson(figure));
    names.push_back({{"method", name.method}, {"name", name.name}, {"figures", figures}});
  }
  for (const RegressionFinding& finding : comparison.findings) {
    findings.push_back({{"text", finding.text},
                        {"failed", finding.failed},
                        {"figure", FigureJson(finding.figure)}});
  }
  return IndentedJson({{"schema", kComparisonSchema},
                       {"a", {{"file", comparison.a}, {"run", comparison.run_a}}},
                       {"b", {{"file", comparison.b}, {"run", comparison.run_b}}},
                       {"confidence", kConfidence},
                       {"replicates", kReplicates},
                       {"seed", comparison.seed},
                       {"names", names},
                       {"fail_if", findings}});
}

std::string ComparisonHtml(const Comparison& comparison) {
  std::string html = absl::StrCat(
      "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">"
      "<meta name=\"viewport\" content=\"width=device-width\"><title>aurax-load: comparison</title>"
      "<style>",
      kStyle, "</style></head><body>\n<h1>Comparison</h1>\n<p>",
      XmlText(RunText("A", comparison.a, comparison.run_a)), "<br>",
      XmlText(RunText("B", comparison.b, comparison.run_b)), "</p>\n");
  if (!comparison.findings.empty()) absl::StrAppend(&html, "<ul>\n");
  for (const RegressionFinding& finding : comparison.findings) {
    absl::StrAppend(&html, "<li class=\"", finding.failed ? "worse" : "better", "\">",
                    XmlText(FindingLine(finding)), "</li>\n");
  }
  if (!comparison.findings.empty()) absl::StrAppend(&html, "</ul>\n");
  for (const ComparedName& name : comparison.names) {
    absl::StrAppend(&html, "<table><caption>", XmlText(Title(name)),
                    "</caption>\n<tr><th scope=\"col\">Figure</th><th scope=\"col\">A</th>"
                    "<th scope=\"col\">B</th><th scope=\"col\">Change</th>"
                    "<th scope=\"col\">95 % interval</th><th scope=\"col\">Verdict</th></tr>\n");
    for (const ComparedFigure& figure : name.figures) absl::StrAppend(&html, HtmlRow(figure));
    absl::StrAppend(&html, "</table>\n");
  }
  return absl::StrCat(html, "<p>", kMethod, "</p>\n</body></html>\n");
}

}  // namespace aurax::load::master
