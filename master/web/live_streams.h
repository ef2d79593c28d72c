// Everybody who looks at a run live. Belongs to the web front's thread.
#ifndef AURAX_MASTER_WEB_LIVE_STREAMS_H_
#define AURAX_MASTER_WEB_LIVE_STREAMS_H_

#include <cstddef>
#include <memory>
#include <vector>

#include "master/web/live_message.h"
#include "master/web/route.h"

namespace aurax::load::master {

class LiveStreams {
 public:
  explicit LiveStreams(const LogLines* logs) : message_(logs) {}

  // It gets everything up to now, then each publication.
  void Add(EventSink sink);
  void Publish(std::shared_ptr<const Publication> publication);
  // Those that are still there when they are sent to.
  size_t size() const { return sinks_.size(); }

 private:
  LiveMessage message_;
  std::shared_ptr<const Publication> untold_;  // came while nobody looked; null: none
  std::vector<EventSink> sinks_;
};

}  // namespace aurax::load::master

#endif  // AURAX_MASTER_WEB_LIVE_STREAMS_H_
