// Texts made of a publication, each at most once per version, however many ask for it. One that
// takes long to make is made again only after ten times as long while the same run goes on, so that
// making it never takes more than a tenth of the thread. Belongs to the web front's thread.
#ifndef AURAX_MASTER_WEB_VIEW_CACHE_H_
#define AURAX_MASTER_WEB_VIEW_CACHE_H_

#include <cstdint>
#include <functional>
#include <map>
#include <string>

#include "common/clock.h"
#include "master/web/answers.h"
#include "master/web/run_feed.h"

namespace aurax::load::master {

class ViewCache {
 public:
  static constexpr size_t kMost = 32;  // different texts; the one asked for longest ago goes first
  static constexpr int kRest = 10;

  explicit ViewCache(const Clock* clock) : clock_(clock) {}

  // `view` names what `make` makes.
  SharedText Get(const std::string& view, const Publication& publication,
                 const std::function<std::string()>& make);

 private:
  struct Kept {
    uint64_t version = 0;
    std::string run_id;
    SharedText text;
    MonotonicTime made{};
    Duration took{0};
    uint64_t asked = 0;
  };

  const Clock* const clock_;
  std::map<std::string, Kept> kept_;
  uint64_t asked_ = 0;
};

}  // namespace aurax::load::master

#endif  // AURAX_MASTER_WEB_VIEW_CACHE_H_
