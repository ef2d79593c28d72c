#include "worker/curl_profile.h"

#include <algorithm>
#include <limits>

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
  // curl takes 0 for its default of 300 s; none at all is said by a limit nobody reaches.
  const int64_t ms = connect_timeout_ > Duration(0)
                         ? std::max<int64_t>(ToMicros(connect_timeout_) / 1000, 1)
                         : std::numeric_limits<int32_t>::max();
  curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(ms));
  // The empty string, unlike null, keeps http_proxy and its like in the environment out.
  curl_easy_setopt(easy, CURLOPT_PROXY, proxy_.c_str());
  curl_easy_setopt(easy, CURLOPT_NOPROXY, proxy_.empty() ? "*" : "");
  // Parallel requests of one user wait for the first one's connection and then share it.
  curl_easy_setopt(easy, CURLOPT_PIPEWAIT, http2_ ? 1L : 0L);
}

}  // namespace aurax::load::worker
