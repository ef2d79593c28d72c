// What goes on: live events, workers, log lines.
#include <charconv>
#include <utility>

#include "master/views/json_text.h"
#include "master/views/ledger_json.h"
#include "master/web/answers.h"
#include "master/web/front_parts.h"
#include "master/web/json_writer.h"

namespace aurax::load::master {
namespace {

std::string LinesText(const std::vector<LogLine>& lines) {
  std::string out;
  JsonWriter json(&out);
  json.Begin('[');
  for (const LogLine& line : lines) WriteLogLine(&json, line);
  json.End(']');
  return out;
}

void Logs(const FrontParts& front, const Call& call) {
  uint64_t after = 0;
  if (const std::string_view text = call.Query("after"); !text.empty()) {
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), after);
    if (error != std::errc() || end != text.data() + text.size()) {
      return call.reply.send(MistakesAnswer({{"after", "must be a whole number"}}));
    }
  }
  call.reply.send(TextAnswer(200, kJsonType, LinesText(front.options.logs->After(after))));
}

void Workers(FrontParts* front, const Call& call) {
  const auto latest = front->Latest();
  call.reply.send(TextAnswer(200, kJsonType, front->views.Get("workers", *latest, [&] {
    return latest->report == nullptr ? "[]" : CompactJson(WorkersJson(*latest->report));
  })));
}

}  // namespace

std::vector<Route> LiveRoutes(FrontParts* front) {
  return {
      {"GET", "/api/v1/events", Need::kViewer,
       [front](const Call& call) {
         front->live.Add(
             call.reply.stream({{"Cache-Control", "no-store"}, {"X-Accel-Buffering", "no"}}));
       }},
      {"GET", "/api/v1/workers", Need::kViewer,
       [front](const Call& call) { Workers(front, call); }},
      {"GET", "/api/v1/logs", Need::kViewer, [front](const Call& call) { Logs(*front, call); }},
  };
}

}  // namespace aurax::load::master
