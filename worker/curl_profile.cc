#include "worker/curl_profile.h"

#include <algorithm>

namespace aurax::load::worker {

CurlProfile::CurlProfile(const v1::HttpSettings& settings)
    : http2_(settings.version() == v1::HttpSettings::VERSION_HTTP_2),
      verify_(!settings.skip_tls_verification()),
      decompress_(settings.decompress()),
      connect_timeout_(FromMicros(settings.connect_timeout_us())),
      proxy_(settings.proxy()) {}

void CurlProfile::ApplyTo(CURL* easy) const {
  curl_easy_setopt(easy, CURLOPT_SSL_VERIFYPEER, verify_ ? 1L : 0L);
  curl_easy_setopt(easy, CURLOPT_SSL_VERIFYHOST, verify_ ? 2L : 0L);
  curl_easy_setopt(easy, CURLOPT_ACCEPT_ENCODING, decompress_ ? "gzip, deflate, br" : nullptr);
  // None is 0: curl's 300 s, which the kernel's own limit comes before, and no timer for every
  // request.
  const int64_t ms =
      connect_timeout_ > Duration(0) ? std::max<int64_t>(ToMicros(connect_timeout_) / 1000, 1) : 0;
  curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(ms));
  // The empty string, unlike null, keeps http_proxy and its like in the environment out.
  curl_easy_setopt(easy, CURLOPT_PROXY, proxy_.c_str());
  curl_easy_setopt(easy, CURLOPT_NOPROXY, proxy_.empty() ? "*" : "");
  // Parallel requests of one user wait for the first one's connection and then share it.
  curl_easy_setopt(easy, CURLOPT_PIPEWAIT, http2_ ? 1L : 0L);
}

}  // namespace aurax::load::worker
