// What pages are told each second (`Live` of web/src/api.ts), as server-sent events: what has
// changed since the last message, made once for all of them. Belongs to the web front's thread.
//
//   LiveMessage live(&logs);
//   stream.Send(live.Whole());                    // a page that comes now
//   for (stream : streams) stream.Send(live.Next(publication));
//
// Whoever got Whole() and each Next() after it knows everything, but for rows of the statistics
// table: while more than kMostRows have changed, each goes into every kTurns-th message only, so
// that ten thousand names cost neither this process nor a browser its breath.
#ifndef AURAX_MASTER_WEB_LIVE_MESSAGE_H_
#define AURAX_MASTER_WEB_LIVE_MESSAGE_H_

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "master/web/json_writer.h"
#include "master/web/log_lines.h"
#include "master/web/row_text.h"
#include "master/web/run_feed.h"

namespace aurax::load::master {

// `LogLine` of web/src/api.ts.
void WriteLogLine(JsonWriter* json, const LogLine& line);

class LiveMessage {
 public:
  static constexpr size_t kMostRows = 1000;
  static constexpr size_t kTurns = 4;
  static constexpr int kMostErrors = 500;
  static constexpr size_t kMostLogs = 1000;  // in one message; GET /api/v1/logs has all

  explicit LiveMessage(const LogLines* logs);  // outlives it

  using Event = std::shared_ptr<const std::string>;
  // A whole event, from the publication before to this one.
  Event Next(std::shared_ptr<const Publication> publication);
  // All up to the last Next(). Made at most once between two of them.
  Event Whole();

 private:
  using Events = google::protobuf::RepeatedPtrField<v1::RunEvent>;
  using Parts = std::map<std::string_view, std::string>;  // key: JSON

  bool IsReset(const Publication& now) const;
  Parts PartsOf(const Publication& now) const;
  void AppendRows(const Publication& now, bool all, std::string* out);
  std::string NewLogs();
  Events NewEvents(const v1::Report& report) const;  // than last_
  size_t IdOf(const v1::Entry& entry);

  const LogLines* const logs_;
  std::shared_ptr<const Publication> last_ = std::make_shared<const Publication>();
  Parts parts_;                                  // as last told
  std::unordered_map<std::string, size_t> ids_;  // by method and name, in order of appearance
  std::vector<RowFigures> told_;                 // by id; of a row never told: not a number
  size_t turn_ = 0;                              // the id whose turn is next
  uint64_t last_log_ = 0;
  Event whole_;  // null: not made yet
};

}  // namespace aurax::load::master

#endif  // AURAX_MASTER_WEB_LIVE_MESSAGE_H_
