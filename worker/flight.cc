#include "worker/flight.h"

namespace aurax::load::worker {

Flight* FlightPool::Take() {
  if (idle_.empty()) {
    all_.push_back(std::make_unique<Flight>());
    idle_.reserve(all_.capacity());  // Return must not allocate
    return all_.back().get();
  }
  Flight* const flight = idle_.back();
  idle_.pop_back();
  return flight;
}

void FlightPool::Return(Flight* flight) {
  if (flight->response_body.capacity() > kKeptBody) std::string().swap(flight->response_body);
  flight->outcome = Outcome::kOther;
  flight->error.clear();
  flight->status = 0;
  flight->response_headers.clear();
  flight->response_body.clear();
  flight->body_cut = false;
  flight->sent = flight->ended = MonotonicTime();
  flight->dns = flight->connect = flight->tls = flight->first_byte = flight->transfer = Duration(0);
  flight->bytes_sent = flight->bytes_received = flight->body_bytes = 0;
  flight->new_connections = 0;
  flight->next = nullptr;
  idle_.push_back(flight);
}

}  // namespace aurax::load::worker
