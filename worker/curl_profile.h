// v1::HttpSettings in curl's terms: the options that stay the same for all requests of a user
// class. Immutable, so a handle that carried a request of one profile needs nothing set for the
// next of the same.
#ifndef AURAX_WORKER_CURL_PROFILE_H_
#define AURAX_WORKER_CURL_PROFILE_H_

#include <curl/curl.h>
#include <string>

#include "aurax/load/v1/scenario.pb.h"
#include "common/clock.h"

namespace aurax::load::worker {

class CurlProfile {
 public:
  explicit CurlProfile(const v1::HttpSettings& settings);

  void ApplyTo(CURL* easy) const;
  bool http2() const { return http2_; }
  // 0 = none.
  Duration connect_timeout() const { return connect_timeout_; }

 private:
  bool http2_;
  bool verify_;
  bool decompress_;
  Duration connect_timeout_;
  std::string proxy_;
};

}  // namespace aurax::load::worker

#endif  // AURAX_WORKER_CURL_PROFILE_H_
