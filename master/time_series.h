// A run's course: a point a second, with the distribution of response times in it. Bounded: the
// last ten minutes stay as they are, older points are merged into wider ones, so that 24 hours are
// some 1,500 points. Merging is exact. Belongs to the control thread; the points it hands out are
// immutable.
#ifndef AURAX_MASTER_TIME_SERIES_H_
#define AURAX_MASTER_TIME_SERIES_H_

#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "aurax/load/v1/journal.pb.h"
#include "aurax/load/v1/series.pb.h"
#include "aurax/load/v1/snapshot.pb.h"
#include "common/clock.h"
#include "common/histogram.h"

namespace aurax::load::master {

using Series = std::vector<std::shared_ptr<const v1::SeriesPoint>>;  // ascending, without gaps

// How much of a run a series keeps.
struct SeriesLimits {
  Duration recent = std::chrono::minutes(10);  // a point a second; whole seconds
  // Points before that, 4 or more. When there are more, all of them are merged into as many seconds
  // each (a power of two, the same for all) as leave three quarters of it: older points change once
  // in some five minutes.
  size_t older = 1200;
};

class TimeSeries {
 public:
  static constexpr Duration kRecent = SeriesLimits().recent;
  static constexpr size_t kOlder = SeriesLimits().older;
  static constexpr size_t kMostPoints = kRecent / std::chrono::seconds(1) + kOlder;
  // Seconds with something in them that may be open; before one more opens, the first is closed.
  static constexpr size_t kMostOpen = 300;

  explicit TimeSeries(SeriesLimits limits = {}) : limits_(limits) {}

  // Requires a snapshot that RunMetrics found valid. It counts in the second that its interval's
  // middle lies in.
  void Add(const v1::Snapshot& snapshot);
  // Of one request name alone, in that second of the run.
  void Add(int64_t second, const v1::RequestStats& stats);
  // Every second that ends by `covered` (all workers have reported up to there) becomes a point;
  // users and workers are those of now. A snapshot that comes later counts in the oldest second
  // that is still open, and nothing is lost.
  void Close(Duration covered, uint32_t users, uint32_t workers);
  // The run is over: what is still open as well, with the users and workers of the last Close().
  // The last point ends at `end`, or with the second of what was measured later.
  void Finish(Duration end);
  // Forgets everything; the first point begins at `offset`.
  void Restart(Duration offset);

  Series points() const { return points_; }
  uint64_t epoch() const { return epoch_; }  // changes when points that were there have changed

  // Of a master that is started again. Everything: what is open as well.
  void Save(v1::SeriesState* out) const;
  // Takes the place of what is there. InvalidArgument, and nothing has changed, if Save() would not
  // have written it.
  absl::Status Restore(const v1::SeriesState& state);

 private:
  struct Second {
    uint64_t requests = 0, failures = 0;
    Histogram response_time, service_time;
  };

  Second& Open(int64_t second);
  void CloseOne(int64_t to_us, const Second* measured);
  void MergeOlder();

  size_t most_points() const {
    return static_cast<size_t>(limits_.recent / std::chrono::seconds(1)) + limits_.older;
  }

  SeriesLimits limits_;
  Series points_;
  uint64_t epoch_ = 0;
  int64_t end_us_ = 0;                // of the last point
  std::map<int64_t, Second> open_;    // by second of the run, none before end_us_
  uint32_t users_ = 0, workers_ = 0;  // of the last Close()
};

}  // namespace aurax::load::master

#endif  // AURAX_MASTER_TIME_SERIES_H_
