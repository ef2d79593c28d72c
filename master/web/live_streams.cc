#include "master/web/live_streams.h"

#include <utility>

namespace aurax::load::master {

void LiveStreams::Add(EventSink sink) {
  if (untold_ != nullptr) message_.Next(std::exchange(untold_, nullptr));
  if (sink(message_.Whole())) sinks_.push_back(std::move(sink));
}

void LiveStreams::Publish(std::shared_ptr<const Publication> publication) {
  if (sinks_.empty()) {
    untold_ = std::move(publication);
    return;
  }
  const LiveMessage::Event event = message_.Next(std::move(publication));
  std::erase_if(sinks_, [&](const EventSink& sink) { return !sink(event); });
}

}  // namespace aurax::load::master
