#include "master/run_metrics.h"

#include <algorithm>
#include <map>
#include <numeric>
#include <tuple>

#include "master/error_groups.h"
#include "master/generator_metrics.h"
#include "master/name_metrics.h"
#include "master/recent_window.h"
#include "master/snapshot_check.h"
#include "master/user_counts.h"

namespace aurax::load::master {
namespace {

constexpr char kTotalName[] = "Aggregated";

struct RequestSums {
  uint64_t started = 0, completed = 0, failed = 0, cancelled = 0;
};

// All names' points together: some 150,000, of which each is less than 1 KB as a rule.
SeriesLimits LimitsOf(size_t names) {
  constexpr size_t kInFull = 80;
  SeriesLimits limits;
  if (names <= kInFull) return limits;
  const auto seconds = static_cast<int64_t>(600 * kInFull / names);
  limits.recent = std::chrono::seconds(std::max<int64_t>(seconds, 10));
  limits.older = std::max<size_t>(limits.older * kInFull / names, 20);
  return limits;
}

std::vector<uint32_t> SortedByName(const v1::Scenario& scenario) {
  std::vector<uint32_t> order(static_cast<size_t>(scenario.request_names_size()));
  std::iota(order.begin(), order.end(), 0);
  std::stable_sort(order.begin(), order.end(), [&](uint32_t a, uint32_t b) {
    const v1::RequestName& left = scenario.request_names(static_cast<int>(a));
    const v1::RequestName& right = scenario.request_names(static_cast<int>(b));
    return std::tie(left.name(), left.method()) < std::tie(right.name(), right.method());
  });
  return order;
}

}  // namespace

struct RunMetrics::Impl {
  Impl(const v1::Scenario& s, Options o)
      : scenario(s),
        options(o),
        order(SortedByName(s)),
        names(order.size()),
        recent(order.size()),
        users(static_cast<size_t>(s.user_classes_size())),
        per_second(order.size()),
        thresholds(s),
        histories(o.keep_histories ? names.size() : 0, TimeSeries(LimitsOf(names.size()))) {}

  void AddRequest(const v1::RequestStats& stats, int64_t second);
  NameMetrics::View ViewAt(Duration now, Detail detail) const;
  void FillEntry(const NameMetrics& metrics, const NameMetrics::View& view,
                 const RecentWindow::Recent& recent, v1::Entry* entry) const;
  uint32_t UsersAt(Duration now) const;
  void FillLedger(v1::Ledger* out) const;
  bool RestoreNames(const v1::MetricsState& state);
  void RestoreThresholds(const v1::MetricsState& state);

  const v1::Scenario scenario;
  const Options options;
  const std::vector<uint32_t> order;  // name ids as entries are listed

  WallTime time_zero{};
  Duration statistics_begin{0};
  std::vector<NameMetrics> names;
  RecentWindow recent;
  ErrorGroups errors, exceptions;
  GeneratorMetrics generator;
  UserCounts users;
  RequestSums ledger;
  TimeSeries series;
  std::vector<std::map<int64_t, SecondCount>> per_second;  // by name id, second of the run
  ThresholdJudge thresholds;
  std::vector<TimeSeries> histories;  // by name id; empty: not kept
};

RunMetrics::RunMetrics(const v1::Scenario& scenario, Options options)
    : impl_(std::make_unique<Impl>(scenario, options)) {}
RunMetrics::~RunMetrics() = default;

void RunMetrics::SetTimeZero(WallTime zero) { impl_->time_zero = zero; }

void RunMetrics::Impl::AddRequest(const v1::RequestStats& stats, int64_t second) {
  names[stats.name_id()].Add(stats);
  thresholds.Add(second, stats);
  if (!histories.empty()) histories[stats.name_id()].Add(second, stats);
  for (const v1::ErrorCount& error : stats.errors()) errors.Add(stats.name_id(), error);
  ledger.started += stats.started();
  ledger.completed += stats.completed();
  ledger.failed += stats.failed();
  ledger.cancelled += stats.cancelled();
  const uint64_t requests = stats.completed() + stats.failed();
  if (!options.keep_per_second || requests == 0) return;
  SecondCount& count = per_second[stats.name_id()][second];
  count.requests += requests;
  count.failures += stats.failed();
}

absl::Status RunMetrics::Apply(const v1::Snapshot& snapshot) {
  const absl::Status valid = CheckSnapshot(impl_->scenario, snapshot);
  if (!valid.ok()) return valid;
  const Duration middle = FromMicros((snapshot.from_us() + snapshot.to_us()) / 2);
  const int64_t second = std::chrono::floor<std::chrono::seconds>(middle).count();
  for (const v1::RequestStats& stats : snapshot.requests()) impl_->AddRequest(stats, second);
  for (const v1::ErrorCount& error : snapshot.exceptions()) {
    impl_->exceptions.Add(ErrorGroups::kNoName, error);
  }
  impl_->recent.Add(snapshot);
  impl_->series.Add(snapshot);
  impl_->users.Add(snapshot);
  impl_->generator.Add(snapshot);
  return absl::OkStatus();
}

void RunMetrics::LoseWorker(const std::string& worker_id) { impl_->users.Lose(worker_id); }

void RunMetrics::ResetStatistics(Duration offset) {
  for (NameMetrics& name : impl_->names) name.Clear();
  for (auto& seconds : impl_->per_second) seconds.clear();
  impl_->errors.Clear();
  impl_->exceptions.Clear();
  impl_->generator.Clear();
  impl_->recent.Restart(offset);
  impl_->series.Restart(offset);
  impl_->thresholds.Restart(offset);
  for (TimeSeries& history : impl_->histories) history.Restart(offset);
  impl_->statistics_begin = offset;
}

void RunMetrics::Save(v1::MetricsState* out) const {
  out->set_time_zero_unix_ns(impl_->time_zero.time_since_epoch().count());
  out->set_statistics_begin_ns(impl_->statistics_begin.count());
  for (uint32_t id = 0; id < impl_->names.size(); ++id) {
    v1::MetricsState::Name* name = out->add_names();
    impl_->names[id].Save(name->mutable_stats());
    name->mutable_stats()->set_name_id(id);
    if (!impl_->histories.empty()) impl_->histories[id].Save(name->mutable_series());
    for (const auto& [second, count] : impl_->per_second[id]) {
      v1::MetricsState::Second* saved = name->add_seconds();
      saved->set_second(second);
      saved->set_requests(count.requests);
      saved->set_failures(count.failures);
    }
  }
  impl_->errors.Save(out->mutable_errors());
  impl_->exceptions.Save(out->mutable_exceptions());
  impl_->generator.Save(out->mutable_generator());
  impl_->users.Save(out->mutable_users());
  impl_->series.Save(out->mutable_series());
  impl_->thresholds.Save(out->mutable_thresholds());
  out->set_requests_started(impl_->ledger.started);
  out->set_requests_completed(impl_->ledger.completed);
  out->set_requests_failed(impl_->ledger.failed);
  out->set_requests_cancelled(impl_->ledger.cancelled);
}

bool RunMetrics::Impl::RestoreNames(const v1::MetricsState& state) {
  for (const v1::MetricsState::Name& name : state.names()) {
    const uint32_t id = name.stats().name_id();
    if (!CheckRequestStats(scenario, name.stats()).ok()) return false;
    names[id].Add(name.stats());
    const bool kept = !histories.empty() && name.has_series();
    if (kept && !histories[id].Restore(name.series()).ok()) return false;
    for (const v1::MetricsState::Second& saved : name.seconds()) {
      SecondCount& count = per_second[id][saved.second()];
      count.requests = saved.requests();
      count.failures = saved.failures();
    }
  }
  return true;
}

void RunMetrics::Impl::RestoreThresholds(const v1::MetricsState& state) {
  thresholds.Restore(state.thresholds(), statistics_begin, FromMicros(state.series().end_us()));
  for (const v1::MetricsState::Name& name : state.names()) thresholds.RestoreSums(name.stats());
  for (const v1::ErrorGroupsState::Group& group : state.errors().groups()) {
    thresholds.RestoreErrors(group.name_id(), group.error());
  }
}

absl::Status RunMetrics::Restore(const v1::MetricsState& state) {
  auto restored = std::make_unique<Impl>(impl_->scenario, impl_->options);
  const bool fits =
      restored->RestoreNames(state) &&
      restored->errors.Restore(state.errors(), static_cast<uint32_t>(restored->names.size())) &&
      restored->exceptions.Restore(state.exceptions(), 0) &&
      restored->generator.Restore(state.generator()) && restored->users.Restore(state.users()) &&
      restored->series.Restore(state.series()).ok();
  if (!fits) return absl::InvalidArgumentError("saved statistics are not this scenario's");
  restored->time_zero = WallTime(Duration(state.time_zero_unix_ns()));
  restored->statistics_begin = Duration(state.statistics_begin_ns());
  restored->ledger = {state.requests_started(), state.requests_completed(), state.requests_failed(),
                      state.requests_cancelled()};
  restored->RestoreThresholds(state);
  // Rates of now are per second of what is known: nothing before this is, to the current figures.
  restored->recent.Restart(std::max(restored->users.reported(), restored->statistics_begin));
  impl_ = std::move(restored);
  return absl::OkStatus();
}

void RunMetrics::Impl::FillLedger(v1::Ledger* out) const {
  const uint64_t ended = ledger.completed + ledger.failed + ledger.cancelled;
  out->set_requests_started(ledger.started);
  out->set_requests_completed(ledger.completed);
  out->set_requests_failed(ledger.failed);
  out->set_requests_cancelled(ledger.cancelled);
  // More ended than started is a residue for the ledger to name, not a count of its own.
  out->set_requests_in_flight(ledger.started - std::min(ledger.started, ended));
  out->set_user_starts_offered(users.starts());
  out->set_user_us_offered(users.user_us());
}

NameMetrics::View RunMetrics::Impl::ViewAt(Duration now, Detail detail) const {
  return {
      .locust_rounding = options.locust_rounding,
      .with_histogram = options.keep_per_second,
      .with_curves = detail == Detail::kCurves,
      .time_zero = time_zero,
      .seconds = std::max(0.0, ToSeconds(now - statistics_begin)),
  };
}

void RunMetrics::Impl::FillEntry(const NameMetrics& metrics, const NameMetrics::View& view,
                                 const RecentWindow::Recent& recent_figures,
                                 v1::Entry* entry) const {
  metrics.Fill(view, entry);
  entry->set_current_rps(recent_figures.requests_per_s);
  entry->set_current_failures_per_s(recent_figures.failures_per_s);
  *entry->mutable_current_response_time() =
      ResponseTimeOf(recent_figures.response_time, view.locust_rounding);
}

void RunMetrics::Fill(Duration now, v1::Report* report, Detail detail) const {
  const NameMetrics::View view = impl_->ViewAt(now, detail);
  NameMetrics total;
  RecentWindow::Recent total_recent;
  const std::vector<RecentWindow::Recent> recents = impl_->recent.At(now);
  for (const uint32_t name_id : impl_->order) {
    const NameMetrics& metrics = impl_->names[name_id];
    if (!metrics.used()) continue;
    v1::Entry* entry = report->add_entries();
    const v1::RequestName& name = impl_->scenario.request_names(static_cast<int>(name_id));
    entry->set_method(name.method());
    entry->set_name(name.name());
    impl_->FillEntry(metrics, view, recents[name_id], entry);
    total.Merge(metrics);
    total_recent.Add(recents[name_id]);
  }
  report->mutable_total()->set_name(kTotalName);
  impl_->FillEntry(total, view, total_recent, report->mutable_total());
  impl_->errors.Fill(impl_->scenario, impl_->time_zero, report->mutable_errors());
  impl_->exceptions.Fill(impl_->scenario, impl_->time_zero, report->mutable_exceptions());
  impl_->users.Fill(impl_->scenario, now, report->mutable_users());
  impl_->generator.Fill(now, report->mutable_generator());
  impl_->FillLedger(report->mutable_ledger());
  impl_->thresholds.Fill(report->mutable_thresholds());
}

std::optional<v1::Entry> RunMetrics::FillEntry(Duration now, const std::string& method,
                                               const std::string& name) const {
  const bool whole = method.empty() && name == kTotalName;
  NameMetrics metrics;
  RecentWindow::Recent recent;
  const std::vector<RecentWindow::Recent> recents = impl_->recent.At(now);
  bool found = whole;
  for (const uint32_t name_id : impl_->order) {
    const v1::RequestName& one = impl_->scenario.request_names(static_cast<int>(name_id));
    const bool wanted = whole || (one.method() == method && one.name() == name);
    if (!wanted || !impl_->names[name_id].used()) continue;
    metrics.Merge(impl_->names[name_id]);
    recent.Add(recents[name_id]);
    found = true;
  }
  if (!found) return std::nullopt;
  v1::Entry entry;
  entry.set_method(method);
  entry.set_name(name);
  impl_->FillEntry(metrics, impl_->ViewAt(now, Detail::kCurves), recent, &entry);
  return entry;
}

const TimeSeries& RunMetrics::series() const { return impl_->series; }

uint32_t RunMetrics::Impl::UsersAt(Duration now) const {
  google::protobuf::RepeatedPtrField<v1::ClassUsers> classes;
  users.Fill(scenario, now, &classes);
  uint32_t running = 0;
  for (const v1::ClassUsers& one : classes) running += one.running();
  return running;
}

void RunMetrics::CloseSeries(Duration covered, uint32_t workers) {
  impl_->series.Close(covered, impl_->UsersAt(covered), workers);
  for (TimeSeries& history : impl_->histories) history.Close(covered, 0, 0);
}

void RunMetrics::FinishSeries(Duration end) {
  impl_->series.Finish(end);
  for (TimeSeries& history : impl_->histories) history.Finish(end);
}

std::vector<Series> RunMetrics::Histories() const {
  std::vector<Series> histories;
  if (impl_->histories.empty()) return histories;
  for (const uint32_t name_id : impl_->order) {
    if (impl_->names[name_id].used()) histories.push_back(impl_->histories[name_id].points());
  }
  return histories;
}

std::vector<ThresholdJudge::Broken> RunMetrics::JudgeThresholds(Duration covered) {
  return impl_->thresholds.Judge(covered);
}

std::vector<ThresholdJudge::Broken> RunMetrics::FinishThresholds(Duration end) {
  return impl_->thresholds.Finish(end);
}

void RunMetrics::FillWorker(const std::string& worker_id, v1::WorkerStatus* out) const {
  impl_->generator.FillWorker(worker_id, out);
}

std::vector<std::vector<SecondCount>> RunMetrics::PerSecond() const {
  std::vector<std::vector<SecondCount>> entries;
  if (!impl_->options.keep_per_second) return entries;
  for (const uint32_t name_id : impl_->order) {
    if (!impl_->names[name_id].used()) continue;
    std::vector<SecondCount>& seconds = entries.emplace_back();
    for (const auto& [second, count] : impl_->per_second[name_id]) {
      seconds.push_back(count);
      // The middle of the run's second, as its ends lie in two seconds of the wall clock.
      const WallTime middle =
          impl_->time_zero + std::chrono::seconds(second) + std::chrono::milliseconds(500);
      seconds.back().unix_second =
          std::chrono::floor<std::chrono::seconds>(middle.time_since_epoch()).count();
    }
  }
  return entries;
}

}  // namespace aurax::load::master
