// What a failed transfer is called in the statistics.
#ifndef AURAX_WORKER_CURL_OUTCOME_H_
#define AURAX_WORKER_CURL_OUTCOME_H_

#include <curl/curl.h>
#include <string>
#include <string_view>

#include "common/clock.h"
#include "worker/http_engine.h"

namespace aurax::load::worker {

struct CurlFailure {
  CURLcode code;
  int open_error;            // errno of the last socket() of this transfer, 0 if it succeeded
  int os_error;              // CURLINFO_OS_ERRNO
  std::string_view detail;   // what curl wrote into CURLOPT_ERRORBUFFER
  Duration connect_timeout;  // 0 = none
  uint32_t max_redirects;
};

struct CurlVerdict {
  Outcome outcome;
  std::string error;  // stable: no ports, no measured times
};

// REQUIRES: failure.code != CURLE_OK
CurlVerdict JudgeCurlFailure(const CurlFailure& failure);

}  // namespace aurax::load::worker

#endif  // AURAX_WORKER_CURL_OUTCOME_H_
