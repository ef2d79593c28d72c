// The way of a run's results from the control thread to everybody who looks at them: the control
// thread publishes once a second, readers get the latest whole, immutable. Thread-safe.
#ifndef AURAX_MASTER_WEB_RUN_FEED_H_
#define AURAX_MASTER_WEB_RUN_FEED_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "aurax/load/v1/report.pb.h"
#include "aurax/load/v1/scenario.pb.h"
#include "common/mutex.h"
#include "master/time_series.h"

namespace aurax::load::master {

// The state of everything at one moment. Never changes once published; parts are shared with the
// publications before and after it.
struct Publication {
  uint64_t version = 0;         // grows by one each time
  std::string state = "ready";  // Locust's words: ready, spawning, running, stopping, stopped
  bool distributed = false;     // a master with workers elsewhere
  uint64_t ready_workers = 0;
  std::shared_ptr<const v1::Report>
      report;                 // of the run that goes on or was the last; null: none yet
  Series series;              // of the same run
  uint64_t series_epoch = 0;  // TimeSeries::epoch(): when it differs, older points changed
  std::shared_ptr<const v1::Scenario> scenario;  // of the same run, or what Start() would run
};

class RunFeed {
 public:
  // Sets its version. Calls the listener, if any, on the caller's thread.
  void Publish(Publication publication);
  // Never null.
  std::shared_ptr<const Publication> Latest() const;
  // At most one; must not block.
  void Listen(std::function<void()> listener);

 private:
  mutable Mutex mutex_;
  std::shared_ptr<const Publication> latest_ ABSL_GUARDED_BY(mutex_) =
      std::make_shared<const Publication>();
  std::function<void()> listener_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace aurax::load::master

#endif  // AURAX_MASTER_WEB_RUN_FEED_H_
