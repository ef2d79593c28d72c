#include "master/web/live_message.h"

#include <algorithm>
#include <limits>
#include <span>
#include <unordered_set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "master/views/json_text.h"
#include "master/views/ledger_json.h"
#include "master/views/report_json.h"
#include "master/views/series_json.h"
#include "master/web/json_writer.h"

namespace aurax::load::master {
namespace {

std::string KeyOf(const v1::RunEvent& event) {
  return absl::StrCat(event.at_us(), " ", event.kind(), " ", event.worker_id(), " ", event.text());
}

std::string SeriesText(const Publication& publication, size_t first) {
  return CompactJson(
      SeriesJson(std::span(publication.series).subspan(first), publication.series_epoch));
}

std::string ErrorsText(const google::protobuf::RepeatedPtrField<v1::ErrorGroup>& groups) {
  if (groups.size() <= LiveMessage::kMostErrors) return CompactJson(ErrorsJson(groups));
  return CompactJson(ErrorsJson({groups.begin(), groups.begin() + LiveMessage::kMostErrors}));
}

std::string LogsText(const std::vector<LogLine>& lines, size_t most) {
  std::string out;
  JsonWriter json(&out);
  json.Begin('[');
  for (size_t i = lines.size() - std::min(lines.size(), most); i < lines.size(); ++i) {
    WriteLogLine(&json, lines[i]);
  }
  json.End(']');
  return out;
}

std::string TotalText(const v1::Report& report) {
  std::string out;
  JsonWriter json(&out);
  WriteRow(&json, -1, report.total(), RowFiguresOf(report.total()));
  return out;
}

// Everybody has to know the last figures of a run that changes no more.
bool Goes(const Publication& publication) {
  return publication.state == "spawning" || publication.state == "running";
}

LiveMessage::Event EventOf(const std::string& body) {
  return std::make_shared<const std::string>(absl::StrCat("event: live\ndata: ", body, "\n\n"));
}

}  // namespace

void WriteLogLine(JsonWriter* json, const LogLine& line) {
  json->Begin('{').Member("sequence", line.sequence);
  json->Key("source").Text(line.source);
  json->Key("level").Text(line.level);
  json->Key("text").Text(line.text).End('}');
}

LiveMessage::LiveMessage(const LogLines* logs) : logs_(logs) {}

bool LiveMessage::IsReset(const Publication& now) const {
  const v1::Report* before = last_->report.get();
  if (before == nullptr) return false;  // pages know of nothing that they could forget
  const v1::Report* after = now.report.get();
  if (after == nullptr || before->run().run_id() != after->run().run_id() ||
      before->total().requests() > after->total().requests() ||
      before->errors_size() > after->errors_size() ||
      (last_->series_epoch == now.series_epoch && last_->series.size() > now.series.size())) {
    return true;
  }
  const Events fresh = NewEvents(*after);
  return std::any_of(fresh.begin(), fresh.end(),
                     [](const v1::RunEvent& event) { return event.kind() == "statistics_reset"; });
}

// The list is cut at its beginning when it gets long, and an event may come before others that lie
// ahead: neither counting nor the last one finds what is new.
LiveMessage::Events LiveMessage::NewEvents(const v1::Report& report) const {
  if (last_->report == nullptr) return report.events();
  std::unordered_set<std::string> known;
  for (const v1::RunEvent& event : last_->report->events()) known.insert(KeyOf(event));
  Events fresh;
  for (const v1::RunEvent& event : report.events()) {
    if (!known.contains(KeyOf(event))) *fresh.Add() = event;
  }
  return fresh;
}

LiveMessage::Parts LiveMessage::PartsOf(const Publication& now) const {
  Parts parts;
  parts["state"] = CompactJson(now.state);
  parts["distributed"] = now.distributed ? "true" : "false";
  parts["ready_workers"] = absl::StrCat(now.ready_workers);
  if (now.report == nullptr) {
    parts["run"] = "null";
    return parts;
  }
  const v1::Report& report = *now.report;
  parts["run"] = CompactJson(RunJson(report.run()));
  parts["total"] = TotalText(report);
  parts["errors"] = ErrorsText(report.errors());
  parts["exceptions"] = ErrorsText(report.exceptions());
  parts["users"] = CompactJson(UsersJson(report));
  parts["workers"] = CompactJson(WorkersJson(report));
  parts["ledger"] = CompactJson(LedgerJson(report.ledger()));
  parts["generator"] = CompactJson(GeneratorJson(report.generator()));
  parts["thresholds"] = CompactJson(ThresholdsJson(report));
  parts["verdict"] = CompactJson(VerdictJson(report.verdict()));
  return parts;
}

size_t LiveMessage::IdOf(const v1::Entry& entry) {
  const auto [known, is_new] =
      ids_.emplace(absl::StrCat(entry.method(), " ", entry.name()), ids_.size());
  if (is_new) {
    told_.emplace_back();
    told_.back().fill(std::numeric_limits<double>::quiet_NaN());
  }
  return known->second;
}

void LiveMessage::AppendRows(const Publication& now, bool all, std::string* out) {
  struct Changed {
    size_t id;
    const v1::Entry* entry;
    RowFigures figures;
  };
  std::vector<Changed> changed;
  for (const v1::Entry& entry : now.report->entries()) {
    const size_t id = IdOf(entry);
    const RowFigures figures = RowFiguresOf(entry);
    if (figures != told_[id]) changed.push_back({id, &entry, figures});
  }
  if (!all && changed.size() > kMostRows) {
    // In turn, by id, from where the last message ended.
    const size_t ids = ids_.size();
    const size_t most = std::max(kMostRows, (changed.size() + kTurns - 1) / kTurns);
    const auto wait = [&](const Changed& row) { return (row.id + ids - turn_) % ids; };
    std::nth_element(changed.begin(), changed.begin() + static_cast<std::ptrdiff_t>(most - 1),
                     changed.end(),
                     [&](const Changed& a, const Changed& b) { return wait(a) < wait(b); });
    changed.resize(most);
    turn_ = (changed[most - 1].id + 1) % ids;
  }
  JsonWriter json(out);
  json.Begin('[');
  for (const Changed& row : changed) {
    WriteRow(&json, static_cast<int64_t>(row.id), *row.entry, row.figures);
    told_[row.id] = row.figures;
  }
  json.End(']');
}

std::string LiveMessage::NewLogs() {
  const std::vector<LogLine> lines = logs_->After(last_log_);
  if (lines.empty()) return "";
  last_log_ = lines.back().sequence;
  return LogsText(lines, kMostLogs);
}

LiveMessage::Event LiveMessage::Next(std::shared_ptr<const Publication> publication) {
  const Publication& now = *publication;
  const bool reset = IsReset(now);
  const bool known = last_->report != nullptr && !reset;
  std::string body;
  JsonWriter json(&body);
  json.Begin('{').Member("version", now.version);
  Parts parts = PartsOf(now);
  for (const auto& [key, text] : parts) {
    const auto before = parts_.find(key);
    if (reset || before == parts_.end() || before->second != text) json.Key(key).Raw(text);
  }
  if (reset) {
    json.Key("reset").Raw("true");
    ids_.clear();
    told_.clear();
    turn_ = 0;
  }
  if (now.report != nullptr) {
    std::string rows;
    AppendRows(now, !known || !Goes(now), &rows);
    if (rows != "[]") json.Key("rows").Raw(rows);
    const bool same_epoch = known && last_->series_epoch == now.series_epoch;
    const size_t first_point = same_epoch ? last_->series.size() : 0;
    if (!same_epoch || first_point < now.series.size()) {
      json.Key("series").Raw(SeriesText(now, first_point));
    }
    const Events events = known ? NewEvents(*now.report) : now.report->events();
    if (!events.empty()) json.Key("events").Raw(CompactJson(EventsJson(events)));
  }
  if (const std::string logs = NewLogs(); !logs.empty()) json.Key("logs").Raw(logs);
  json.End('}');
  parts_ = std::move(parts);
  last_ = std::move(publication);
  whole_ = nullptr;
  return EventOf(body);
}

LiveMessage::Event LiveMessage::Whole() {
  if (whole_ != nullptr) return whole_;
  if (parts_.empty()) parts_ = PartsOf(*last_);
  std::string body;
  JsonWriter json(&body);
  json.Begin('{').Member("version", last_->version);
  for (const auto& [key, text] : parts_) json.Key(key).Raw(text);
  json.Key("reset").Raw("true");
  json.Key("rows").Begin('[');
  if (last_->report != nullptr) {
    for (const v1::Entry& entry : last_->report->entries()) {
      WriteRow(&json, static_cast<int64_t>(IdOf(entry)), entry, RowFiguresOf(entry));
    }
  }
  json.End(']');
  json.Key("series").Raw(SeriesText(*last_, 0));
  json.Key("events").Raw(
      last_->report == nullptr ? "[]" : CompactJson(EventsJson(last_->report->events())));
  std::vector<LogLine> lines = logs_->After(0);
  std::erase_if(lines, [this](const LogLine& line) { return line.sequence > last_log_; });
  json.Key("logs").Raw(LogsText(lines, kMostLogs)).End('}');
  whole_ = EventOf(body);
  return whole_;
}

}  // namespace aurax::load::master
