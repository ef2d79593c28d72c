#include "master/compare/comparison.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <set>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "master/judge/outcome_sums.h"
#include "master/judge/threshold_syntax.h"
#include "master/judge/threshold_text.h"
#include "master/views/figures.h"
#include "master/views/histograms_json.h"

namespace aurax::load::master {
namespace {

using Json = nlohmann::ordered_json;
using NameKey = std::pair<std::string, std::string>;  // name, method: the order of reports

constexpr char kTotalName[] = "Aggregated";

// A run's names, and the time that its series covers.
struct RunHistories {
  std::vector<NameHistory> names;
  int64_t from_us = 0, to_us = 0;
};

absl::StatusOr<RunHistories> ReadHistories(const ComparedDocument& document) {
  auto names = HistoriesOf(document.result);
  if (!names.ok()) {
    return absl::Status(names.status().code(),
                        absl::StrCat(document.title, ": ", names.status().message()));
  }
  RunHistories run{*std::move(names)};
  bool any = false;
  const auto cover = [&run, &any](int64_t from_us, int64_t to_us) {
    run.from_us = any ? std::min(run.from_us, from_us) : from_us;
    run.to_us = any ? std::max(run.to_us, to_us) : to_us;
    any = true;
  };
  for (const NameHistory& history : run.names) {
    for (const auto& point : history.points) cover(point->from_us(), point->to_us());
  }
  if (const auto series = document.result.find("series"); series != document.result.end()) {
    const Json &from = (*series)["from_us"], &to = (*series)["to_us"];
    if (!from.empty()) cover(from.front().get<int64_t>(), to.back().get<int64_t>());
  }
  return run;
}

RunSample SampleOf(const v1::SeriesPoint& point) {
  RunSample sample;
  sample.requests = point.requests();
  sample.failures = point.failures();
  sample.response_time.MergeValid(point.response_time());
  sample.service_time.MergeValid(point.service_time());
  return sample;
}

// Those names together, in blocks of equal time; a point lies in the block of its middle. Points of
// many seconds make fewer blocks.
std::vector<RunSample> BlocksOf(const RunHistories& run,
                                const std::vector<const NameHistory*>& names) {
  int64_t widest_us = 1'000'000;
  for (const NameHistory* name : names) {
    for (const auto& point : name->points) {
      widest_us = std::max(widest_us, point->to_us() - point->from_us());
    }
  }
  const int64_t length_us = std::max<int64_t>(run.to_us - run.from_us, 1);
  const auto count = std::clamp<size_t>(static_cast<size_t>(length_us / widest_us), 1, kMostBlocks);
  std::vector<RunSample> blocks(count);
  const double block_us = static_cast<double>(length_us) / static_cast<double>(count);
  for (RunSample& block : blocks) block.seconds = block_us / 1e6;
  for (const NameHistory* name : names) {
    for (const auto& point : name->points) {
      const int64_t middle = point->from_us() + (point->to_us() - point->from_us()) / 2;
      const auto at = static_cast<size_t>(static_cast<double>(middle - run.from_us) / block_us);
      blocks[std::min(at, count - 1)].Merge(SampleOf(*point));
    }
  }
  return blocks;
}

std::optional<double> ValueOf(const v1::Threshold& measure, const RunSample& sample) {
  const auto requests = static_cast<double>(sample.requests);
  switch (measure.measure()) {
    case v1::Threshold::MEASURE_COUNT:
      return requests;
    case v1::Threshold::MEASURE_RATE:
      return sample.seconds > 0 ? std::optional(requests / sample.seconds) : std::nullopt;
    case v1::Threshold::MEASURE_ERRORS:
    case v1::Threshold::MEASURE_CHECKS: {
      if (sample.requests == 0) return std::nullopt;
      const double failed = static_cast<double>(sample.failures) / requests;
      return measure.measure() == v1::Threshold::MEASURE_ERRORS ? failed : 1 - failed;
    }
    default:
      break;
  }
  return TimeOf(measure, measure.service_time() ? sample.service_time : sample.response_time);
}

bool MoreIsBetter(const v1::Threshold& measure) {
  return measure.measure() == v1::Threshold::MEASURE_RATE ||
         measure.measure() == v1::Threshold::MEASURE_CHECKS;
}

std::string VerdictOf(const v1::Threshold& measure, const ComparedFigure& figure) {
  if (!figure.change || measure.measure() == v1::Threshold::MEASURE_COUNT) return "";
  const bool more = figure.interval ? figure.interval->low > 0 : *figure.change > 0;
  const bool less = figure.interval ? figure.interval->high < 0 : *figure.change < 0;
  if (!more && !less) return "same";
  return more == MoreIsBetter(measure) ? "better" : "worse";
}

std::string MeasureText(const v1::Threshold& measure) {
  const std::string service = measure.service_time() ? "service " : "";
  switch (measure.measure()) {
    case v1::Threshold::MEASURE_AVERAGE:
      return service + "avg";
    case v1::Threshold::MEASURE_MIN:
      return service + "min";
    case v1::Threshold::MEASURE_MAX:
      return service + "max";
    case v1::Threshold::MEASURE_COUNT:
      return "count";
    case v1::Threshold::MEASURE_RATE:
      return "rate";
    case v1::Threshold::MEASURE_ERRORS:
      return "errors";
    case v1::Threshold::MEASURE_CHECKS:
      return "checks";
    default:
      return absl::StrCat(service, "p(", TrimmedDecimal(measure.percent()), ")");
  }
}

std::vector<v1::Threshold> ShownMeasures() {
  std::vector<v1::Threshold> measures;
  for (const char* text : {"count > 0", "rate > 0/s", "errors > 0%", "avg > 0s", "p(50) > 0s",
                           "p(95) > 0s", "p(99) > 0s", "p(99.9) > 0s"}) {
    measures.push_back(ParseThreshold(text).threshold);
  }
  return measures;
}

class Comparing {
 public:
  Comparing(RunHistories a, RunHistories b, uint64_t seed)
      : a_(std::move(a)), b_(std::move(b)), seed_(seed) {}

  // Name and method of whatever either run has.
  std::set<NameKey> Names() const {
    std::set<NameKey> names;
    for (const RunHistories* run : {&a_, &b_}) {
      for (const NameHistory& one : run->names) names.emplace(one.name, one.method);
    }
    return names;
  }

  template <typename Fits>
  std::vector<ComparedFigure> Figures(const std::vector<v1::Threshold>& measures, Fits fits) const {
    const std::vector<RunSample> blocks_a = BlocksOf(a_, Those(a_, fits));
    const std::vector<RunSample> blocks_b = BlocksOf(b_, Those(b_, fits));
    RunSample whole_a, whole_b;
    for (const RunSample& block : blocks_a) whole_a.Merge(block);
    for (const RunSample& block : blocks_b) whole_b.Merge(block);
    std::vector<FigureChange> changes;
    changes.reserve(measures.size());
    for (const v1::Threshold& measure : measures) {
      changes.push_back({[&measure](const RunSample& sample) { return ValueOf(measure, sample); },
                         [&measure](double from, double to) -> std::optional<double> {
                           if (UnitOf(measure.measure()) == "ratio") return to - from;
                           return from > 0 ? std::optional((to - from) / from) : std::nullopt;
                         }});
    }
    const auto intervals = BootstrapIntervals(blocks_a, blocks_b, changes, seed_);
    std::vector<ComparedFigure> figures;
    for (size_t i = 0; i < measures.size(); ++i) {
      ComparedFigure& figure = figures.emplace_back();
      figure.measure = MeasureText(measures[i]);
      figure.unit = UnitOf(measures[i].measure());
      figure.a = ValueOf(measures[i], whole_a);
      figure.b = ValueOf(measures[i], whole_b);
      if (figure.a && figure.b) figure.change = changes[i].change(*figure.a, *figure.b);
      if (figure.change) figure.interval = intervals[i];
      figure.verdict = VerdictOf(measures[i], figure);
    }
    return figures;
  }

 private:
  template <typename Fits>
  static std::vector<const NameHistory*> Those(const RunHistories& run, Fits fits) {
    std::vector<const NameHistory*> those;
    for (const NameHistory& one : run.names) {
      if (fits(one.name, one.method)) those.push_back(&one);
    }
    return those;
  }

  const RunHistories a_, b_;
  const uint64_t seed_;
};

// As a threshold's name: the name, or the beginning of "METHOD name".
bool Means(const std::string& wanted, const std::string& name, const std::string& method,
           bool exact) {
  if (wanted.empty()) return true;
  if (exact) return name == wanted;
  return absl::StartsWith(absl::StrCat(method, " ", name), wanted);
}

absl::StatusOr<RegressionFinding> Find(const Comparing& comparing, const Regression& regression) {
  const std::string& wanted = regression.measure.name();
  bool exact = false, any = wanted.empty();
  for (const auto& [name, method] : comparing.Names()) {
    exact = exact || name == wanted;
    any = any || Means(wanted, name, method, true) || Means(wanted, name, method, false);
  }
  if (!any) {
    return absl::InvalidArgumentError(
        absl::StrCat("'", regression.text, "': neither run has requests named '", wanted, "'"));
  }
  RegressionFinding finding;
  finding.text = regression.text;
  finding.figure = comparing.Figures({regression.measure},
                                     [&](const std::string& name, const std::string& method) {
                                       return Means(wanted, name, method, exact);
                                     })[0];
  const double worse =
      finding.figure.change.value_or(0) * (MoreIsBetter(regression.measure) ? -1 : 1);
  finding.failed = finding.figure.verdict == "worse" && worse > regression.limit;
  return finding;
}

}  // namespace

absl::StatusOr<Comparison> Compare(const ComparedDocument& a, const ComparedDocument& b,
                                   const std::vector<Regression>& regressions, uint64_t seed) {
  auto histories_a = ReadHistories(a), histories_b = ReadHistories(b);
  if (!histories_a.ok()) return histories_a.status();
  if (!histories_b.ok()) return histories_b.status();
  const Comparing comparing(*std::move(histories_a), *std::move(histories_b), seed);
  Comparison comparison;
  comparison.a = a.title;
  comparison.b = b.title;
  comparison.seed = seed;
  comparison.run_a = a.result.at("run");
  comparison.run_b = b.result.at("run");
  const std::vector<v1::Threshold> measures = ShownMeasures();
  for (const auto& key : comparing.Names()) {
    comparison.names.push_back(
        {key.second, key.first,
         comparing.Figures(measures, [&key](const std::string& name, const std::string& method) {
           return name == key.first && method == key.second;
         })});
  }
  comparison.names.push_back(
      {"", kTotalName,
       comparing.Figures(measures, [](const std::string&, const std::string&) { return true; })});
  for (const Regression& regression : regressions) {
    auto finding = Find(comparing, regression);
    if (!finding.ok()) return finding.status();
    comparison.findings.push_back(*std::move(finding));
  }
  return comparison;
}

}  // namespace aurax::load::master
