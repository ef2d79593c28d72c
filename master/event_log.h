// What happened to a run, for markers on its charts: the last kKept, in order of time. Not
// thread-safe.
#ifndef AURAX_MASTER_EVENT_LOG_H_
#define AURAX_MASTER_EVENT_LOG_H_

#include <cstddef>
#include <google/protobuf/repeated_ptr_field.h>
#include <string>

#include "aurax/load/v1/report.pb.h"
#include "common/clock.h"

namespace aurax::load::master {

class EventLog {
 public:
  static constexpr int kKept = 1000;

  // `at`: offset from the run's time zero; may lie ahead of now, or before what is there. The rest
  // as in v1::RunEvent. One that is there already is not added again: a master that comes back
  // finds some of them a second time.
  void Add(Duration at, const std::string& kind, const std::string& text,
           const std::string& worker_id = "");
  const google::protobuf::RepeatedPtrField<v1::RunEvent>& events() const { return events_; }
  // Takes the place of what is there.
  void Restore(const google::protobuf::RepeatedPtrField<v1::RunEvent>& events) { events_ = events; }

 private:
  google::protobuf::RepeatedPtrField<v1::RunEvent> events_;
};

}  // namespace aurax::load::master

#endif  // AURAX_MASTER_EVENT_LOG_H_
