#include "tests/backend_sim/request_ids.h"

#include <algorithm>

namespace aurax::load::sim {

void RequestIds::Begin(const std::string& id) {
  MutexLock lock(mutex_);
  ++ids_[id].begun;
}

void RequestIds::Finish(const std::string& id) {
  MutexLock lock(mutex_);
  ++ids_[id].finished;
}

RequestIds::Findings RequestIds::Take() const {
  Findings findings;
  {
    MutexLock lock(mutex_);
    findings.seen = ids_.size();
    for (const auto& [id, times] : ids_) {
      if (times.begun > 1) findings.repeated.push_back(id);
      if (times.begun > times.finished) findings.unfinished.push_back(id);
    }
  }
  std::sort(findings.repeated.begin(), findings.repeated.end());
  std::sort(findings.unfinished.begin(), findings.unfinished.end());
  return findings;
}

}  // namespace aurax::load::sim
