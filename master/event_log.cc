#include "master/event_log.h"

#include <utility>

namespace aurax::load::master {

void EventLog::Add(Duration at, const std::string& kind, const std::string& text,
                   const std::string& worker_id) {
  for (int i = events_.size(); i-- > 0 && events_[i].at_us() >= ToMicros(at);) {
    const v1::RunEvent& known = events_[i];
    if (known.at_us() == ToMicros(at) && known.kind() == kind && known.text() == text &&
        known.worker_id() == worker_id) {
      return;
    }
  }
  v1::RunEvent* const event = events_.Add();
  event->set_at_us(ToMicros(at));
  event->set_kind(kind);
  event->set_text(text);
  event->set_worker_id(worker_id);
  for (int i = events_.size() - 1; i > 0 && events_[i - 1].at_us() > events_[i].at_us(); --i) {
    events_.SwapElements(i - 1, i);
  }
  if (events_.size() > kKept) events_.DeleteSubrange(0, events_.size() - kKept);
}

}  // namespace aurax::load::master
