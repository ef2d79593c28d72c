#include "worker/curl_outcome.h"

#include <errno.h>
#include <string.h>

#include "absl/strings/str_cat.h"
#include "common/duration_text.h"

namespace aurax::load::worker {
namespace {

bool Has(std::string_view text, std::string_view part) {
  return text.find(part) != std::string_view::npos;
}

// What follows the last `mark`, or nothing.
std::string After(std::string_view text, std::string_view mark) {
  const size_t at = text.rfind(mark);
  return at == std::string_view::npos ? "" : std::string(text.substr(at + mark.size()));
}

CurlVerdict Connect(const CurlFailure& f) {
  const int error = f.open_error != 0 ? f.open_error : f.os_error;
  switch (error) {
    case EMFILE:
    case ENFILE:
      return {Outcome::kConnect, "too many open files"};
    case EADDRNOTAVAIL:
      return {Outcome::kConnect, "no free source port"};
    case ECONNREFUSED:
      return {Outcome::kConnect, "connection refused"};
    case ETIMEDOUT:
      return {Outcome::kTimeout, "connecting timed out"};
    case 0:
      return {Outcome::kConnect, "could not connect"};
    default:
      return {Outcome::kConnect, absl::StrCat("could not connect: ", strerror(error))};
  }
}

CurlVerdict Certificate(std::string_view detail) {
  if (Has(detail, "subject name")) return {Outcome::kTls, "TLS: certificate is for another host"};
  const std::string reason = After(detail, "SSL certificate problem: ");
  return {Outcome::kTls, reason.empty() ? "TLS: certificate not trusted"
                                        : "TLS: certificate not trusted: " + reason};
}

CurlVerdict Handshake(std::string_view detail) {
  const std::string reason = After(detail, "SSL routines::");
  return {Outcome::kTls,
          reason.empty() ? "TLS: handshake failed" : "TLS: handshake failed: " + reason};
}

// curl uses one code for a broken connection, broken chunks and a proxy that says no.
CurlVerdict Receive(std::string_view detail) {
  if (Has(detail, "chunk")) return {Outcome::kProtocol, "malformed chunked encoding"};
  if (Has(detail, "CONNECT tunnel")) return {Outcome::kConnect, "proxy refused the tunnel"};
  return {Outcome::kReset, "connection reset"};
}

}  // namespace

CurlVerdict JudgeCurlFailure(const CurlFailure& f) {
  switch (f.code) {
    case CURLE_COULDNT_RESOLVE_HOST:
      return {Outcome::kDns, "could not resolve host " + After(f.detail, ": ")};
    case CURLE_COULDNT_RESOLVE_PROXY:
      return {Outcome::kDns, "could not resolve proxy " + After(f.detail, ": ")};
    case CURLE_COULDNT_CONNECT:
      return Connect(f);
    case CURLE_OPERATION_TIMEDOUT:  // whole exchanges are timed by the engine: this is connecting
      return {Outcome::kTimeout,
              f.connect_timeout > Duration(0)
                  ? "connecting timed out after " + FormatDuration(f.connect_timeout)
                  : "connecting timed out"};
    case CURLE_PEER_FAILED_VERIFICATION:
      return Certificate(f.detail);
    case CURLE_SSL_CONNECT_ERROR:
      return Handshake(f.detail);
    case CURLE_SSL_CACERT_BADFILE:
      return {Outcome::kTls, "TLS: file of trusted certificates cannot be read"};
    case CURLE_GOT_NOTHING:
      return {Outcome::kReset, "empty reply"};
    case CURLE_RECV_ERROR:
      return Receive(f.detail);
    case CURLE_SEND_ERROR:
      return {Outcome::kReset, "connection reset"};
    case CURLE_PARTIAL_FILE:
      return {Outcome::kReset, "connection closed before the end of the response"};
    case CURLE_HTTP2_STREAM:
      return {Outcome::kReset, "HTTP/2 stream reset"};
    case CURLE_HTTP2:
      return {Outcome::kProtocol, "HTTP/2 framing error"};
    case CURLE_WEIRD_SERVER_REPLY:
      return {Outcome::kProtocol, "malformed response"};
    case CURLE_BAD_CONTENT_ENCODING:
      return {Outcome::kProtocol, "response body does not decode"};
    case CURLE_UNSUPPORTED_PROTOCOL:
      if (f.detail.starts_with("Protocol ")) return {Outcome::kOther, "unsupported URL scheme"};
      return {Outcome::kProtocol, "response is not HTTP"};
    case CURLE_TOO_MANY_REDIRECTS:
      return {Outcome::kRedirects, absl::StrCat("more than ", f.max_redirects, " redirects")};
    case CURLE_URL_MALFORMAT:
      return {Outcome::kOther, "malformed URL"};
    default:
      return {Outcome::kOther, curl_easy_strerror(f.code)};
  }
}

}  // namespace aurax::load::worker
