// What one event loop measured in one interval. One writer, the loop's thread; at the interval's
// end the loop hands the whole recorder on and takes an empty one, so nothing here is locked or
// atomic.
#ifndef AURAX_WORKER_RECORDER_H_
#define AURAX_WORKER_RECORDER_H_

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "common/clock.h"
#include "common/histogram.h"

namespace aurax::load::worker {

// One finished exchange as the statistics see it.
struct ExchangeRecord {
  uint32_t name_id = 0;
  Duration response_time{0};            // intended to last byte
  Duration service_time{0};             // sent to last byte
  Duration dns{0}, connect{0}, tls{0};  // counted only if new_connections > 0; tls only if > 0
  Duration first_byte{0}, transfer{0};  // counted only if status != 0
  uint64_t bytes_sent = 0, bytes_received = 0, body_bytes = 0;
  uint32_t new_connections = 0;
  uint32_t status = 0;
  bool failed = false;
  Duration ended{0};  // offset from time zero
};

class Recorder {
 public:
  // `request_names` and `user_classes`: how many the scenario has; ids are below them.
  Recorder(size_t request_names, size_t user_classes);

  // --- Requests.
  void RequestStarted(uint32_t name_id, Duration offset, Duration schedule_lag);
  // Answered or not: response and service time are recorded for both, so their count is completed +
  // failed. An exchange without an answer counts under status 0.
  void RequestFinished(const ExchangeRecord& record);
  void RequestCancelled(uint32_t name_id, uint64_t bytes_sent);
  // Beside RequestFinished(failed), in the same interval: why. At most kMaxErrors distinct (name,
  // kind, message) are kept in an interval; the rest is counted under the message kOtherErrors.
  // `kind`:
  //   status    answered whole, with a status that the request's check does not allow
  //   check     answered whole, but another check failed or a capture found nothing
  //   timeout   no whole answer within the request's or the connection's limit
  //   connect   no connection (refused, unreachable, the proxy would not)
  //   dns       the host's name was not resolved
  //   tls       no trusted TLS session
  //   reset     the connection broke before the whole answer was there
  //   protocol  what came was not HTTP
  //   other     anything else (too many redirects, ...)
  void RequestError(uint32_t name_id, std::string_view kind, std::string_view message,
                    Duration offset);
  // A step that could not be carried out, so no request was sent. Kept and cut like errors; as
  // v1::ErrorCount of the kind "exception".
  void Exception(std::string_view message, Duration offset);

  // --- Users.
  void UserStarted(uint32_t user_class);     // by the plan
  void UserResumed(uint32_t user_class);     // its shard came from another worker
  void UserStopped(uint32_t user_class);     // by the plan or the run's end
  void UserEndedEarly(uint32_t user_class);  // by its scenario
  void UserTime(uint32_t user_class, Duration offered);
  void IterationDone(uint32_t user_class);

  // --- The loop itself.
  void LoopLag(Duration late);

  // Forgets everything; histograms keep their memory for the next interval.
  void Clear();

  static constexpr size_t kMaxErrors = 1000;
  static constexpr size_t kMaxErrorMessage = 500;  // bytes; longer messages are cut, all made UTF-8
  static constexpr std::string_view kOtherErrors = "other";

  // --- For the reader that was handed the recorder.
  struct Error {
    uint64_t count = 0;
    Duration first{0}, last{0};
  };
  struct ErrorKey {
    uint32_t name_id;
    std::string kind, message;
    auto operator<=>(const ErrorKey&) const = default;
  };
  struct Request {
    uint64_t started = 0, completed = 0, failed = 0, cancelled = 0;
    Histogram response_time, service_time, dns, connect, tls, first_byte, transfer;
    uint64_t bytes_sent = 0, bytes_received = 0, body_bytes = 0, connections = 0;
    std::vector<std::pair<uint32_t, uint64_t>> status;  // few distinct: searched from the front
    Duration first_start{Duration::max()}, last_end{0};
    bool touched() const { return started + completed + failed + cancelled != 0; }
  };
  struct Users {
    uint64_t started = 0, resumed = 0, stopped = 0, ended_early = 0, iterations = 0;
    Duration time{0};
  };
  // Over all request names.
  struct Totals {
    uint64_t started = 0, completed = 0, failed = 0, cancelled = 0;
  };
  const std::vector<Request>& requests() const { return requests_; }
  const Totals& totals() const { return totals_; }
  const std::vector<Users>& users() const { return users_; }
  const std::map<ErrorKey, Error>& errors() const { return errors_; }
  const std::map<std::string, Error>& exceptions() const { return exceptions_; }
  const Histogram& loop_lag() const { return loop_lag_; }
  const Histogram& schedule_lag() const { return schedule_lag_; }

 private:
  std::vector<Request> requests_;
  Totals totals_;
  std::vector<Users> users_;
  std::map<ErrorKey, Error> errors_;
  size_t distinct_errors_ = 0;  // in errors_ without those made for the rest
  std::map<std::string, Error> exceptions_;
  Histogram loop_lag_, schedule_lag_;
};

}  // namespace aurax::load::worker

#endif  // AURAX_WORKER_RECORDER_H_
