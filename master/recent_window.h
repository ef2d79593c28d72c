// What happened in the last ten seconds, by request name: the rates and response times of "now".
//
// The seconds are those of the plan's time, so the window slides on when traffic stops (Locust's
// freezes at its last value). Its end is the latest time up to which all workers have reported; one
// that is silent for longer than kGrace does not hold it back. Each second's histograms are kept in
// wire form, the newest two seconds' open for adding (among many workers some are always a little
// behind the others), so the memory is bounded by names * seconds kept. Belongs to the control
// thread.
#ifndef AURAX_MASTER_RECENT_WINDOW_H_
#define AURAX_MASTER_RECENT_WINDOW_H_

#include <chrono>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "aurax/load/v1/snapshot.pb.h"
#include "common/clock.h"
#include "common/histogram.h"

namespace aurax::load::master {

class RecentWindow {
 public:
  static constexpr Duration kLength = std::chrono::seconds(10);
  static constexpr Duration kGrace = std::chrono::seconds(2);

  explicit RecentWindow(size_t request_names);

  // Requires a snapshot that RunMetrics found valid.
  void Add(const v1::Snapshot& snapshot);
  // Forgets everything; the window begins no earlier than `offset`.
  void Restart(Duration offset);

  struct Recent {
    double requests_per_s = 0;
    double failures_per_s = 0;
    Histogram response_time;
    void Add(const Recent& other);
  };
  // By name id, of the window that is current at `now`. A snapshot that lies partly in the window
  // counts for that part in the rates, and wholly or not at all in the response times.
  std::vector<Recent> At(Duration now) const;

 private:
  struct Cell {  // one name in one second
    uint64_t requests = 0;
    uint64_t failures = 0;
    v1::Histogram response_time;  // empty while the second is open
  };
  struct Second {
    Duration from{0}, to{0};  // what its snapshots cover
    std::map<uint32_t, Cell> cells;
    std::vector<Histogram> open;  // by name id, of response times; none once it is closed
  };
  Second& SecondOf(Duration from, Duration to);
  void Close(Second& second);
  Duration End(Duration now) const;

  Duration begin_{0};
  const size_t request_names_;
  std::map<int64_t, Second> seconds_;         // by whole second of a snapshot's middle
  std::vector<Histogram> spare_;              // empty, of a second that was closed: keeps its pages
  std::map<std::string, Duration> reported_;  // by worker: up to when
};

}  // namespace aurax::load::master

#endif  // AURAX_MASTER_RECENT_WINDOW_H_
