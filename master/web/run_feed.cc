#include "master/web/run_feed.h"

#include <utility>

namespace aurax::load::master {

void RunFeed::Publish(Publication publication) {
  std::function<void()> listener;
  {
    const MutexLock lock(mutex_);
    publication.version = latest_->version + 1;
    latest_ = std::make_shared<const Publication>(std::move(publication));
    listener = listener_;
  }
  if (listener) listener();
}

std::shared_ptr<const Publication> RunFeed::Latest() const {
  const MutexLock lock(mutex_);
  return latest_;
}

void RunFeed::Listen(std::function<void()> listener) {
  const MutexLock lock(mutex_);
  listener_ = std::move(listener);
}

}  // namespace aurax::load::master
