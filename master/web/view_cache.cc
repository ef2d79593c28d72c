#include "master/web/view_cache.h"

#include <algorithm>

namespace aurax::load::master {

SharedText ViewCache::Get(const std::string& view, const Publication& publication,
                          const std::function<std::string()>& make) {
  Kept& kept = kept_[view];
  kept.asked = ++asked_;
  if (kept.text != nullptr && kept.version == publication.version) return kept.text;
  const MonotonicTime now = clock_->Now();
  const bool goes_on = publication.state == "spawning" || publication.state == "running";
  const std::string run_id =
      publication.report == nullptr ? "" : publication.report->run().run_id();
  if (kept.text != nullptr && goes_on && kept.run_id == run_id &&
      now - kept.made < kRest * kept.took) {
    return kept.text;
  }
  kept.text = Shared(make());
  kept.version = publication.version;
  kept.run_id = run_id;
  kept.made = clock_->Now();
  kept.took = kept.made - now;
  SharedText text = kept.text;
  if (kept_.size() > kMost) {
    kept_.erase(std::min_element(kept_.begin(), kept_.end(), [](const auto& a, const auto& b) {
      return a.second.asked < b.second.asked;
    }));
  }
  return text;
}

}  // namespace aurax::load::master
