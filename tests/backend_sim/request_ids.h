// Every X-Request-Id that the stand-in saw (--track-ids), so that a client's ledger can be held
// against it.
#ifndef AURAX_TESTS_BACKEND_SIM_REQUEST_IDS_H_
#define AURAX_TESTS_BACKEND_SIM_REQUEST_IDS_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "common/mutex.h"

namespace aurax::load::sim {

// Thread-safe.
class RequestIds {
 public:
  void Begin(const std::string& id);
  void Finish(const std::string& id);  // an answer was sent in full

  struct Findings {
    uint64_t seen = 0;                  // different ids
    std::vector<std::string> repeated;  // begun more than once; sorted
    std::vector<std::string>
        unfinished;  // begun more often than finished, those in flight included; sorted
  };
  Findings Take() const;

 private:
  struct Times {
    uint32_t begun = 0;
    uint32_t finished = 0;
  };

  mutable Mutex mutex_;
  std::unordered_map<std::string, Times> ids_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace aurax::load::sim

#endif  // AURAX_TESTS_BACKEND_SIM_REQUEST_IDS_H_
