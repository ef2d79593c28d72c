// Exchanges of virtual users. A user has them only while they are in flight, so a waiting user
// costs no buffers. Belongs to the loop's thread.
#ifndef AURAX_WORKER_FLIGHT_H_
#define AURAX_WORKER_FLIGHT_H_

#include <memory>
#include <vector>

#include "worker/http_engine.h"
#include "worker/request_script.h"

namespace aurax::load::worker {

class VirtualUser;

struct Flight final : HttpExchange {
  VirtualUser* user = nullptr;
  const RequestScript* request = nullptr;
  MonotonicTime intended{};
  Flight* next = nullptr;  // of the same user
};

class FlightPool {
 public:
  // What the last flight left in it is forgotten; its strings keep their memory, up to kKeptBody.
  Flight* Take();
  void Return(Flight* flight);
  size_t in_flight() const { return all_.size() - idle_.size(); }

  static constexpr size_t kKeptBody = 1 << 20;  // bytes of response

 private:
  std::vector<std::unique_ptr<Flight>> all_;
  std::vector<Flight*> idle_;  // the last returned is the first taken: its memory is in the cache
};

}  // namespace aurax::load::worker

#endif  // AURAX_WORKER_FLIGHT_H_
