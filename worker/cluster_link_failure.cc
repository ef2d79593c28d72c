#include "worker/cluster_link_failure.h"

#include <string_view>

#include "absl/strings/str_cat.h"

namespace aurax::load::worker {
namespace {

// What gRPC's own texts of UNAVAILABLE have in them (1.51), the most telling first.
struct Meaning {
  std::string_view part, words;
};
constexpr std::string_view kNoAnswer = "it does not answer";
constexpr Meaning kMeanings[] = {
    {"Connection refused", "connection refused"},
    {"DNS resolution failed", "no such host"},
    {"Domain name not found", "no such host"},
    {"http1.x server", "it is no aurax-load master (it speaks HTTP/1)"},
    {"CERTIFICATE_VERIFY_FAILED", "TLS: its certificate is not from the authority given"},
    {"Peer name", "TLS: its certificate is for another name"},
    {"Ssl handshake failed", "the TLS handshake failed"},
    {"Handshake", "the TLS handshake failed"},
    {"handshake", "the TLS handshake failed"},
    {"No route to host", "no route to host"},
    {"Network is unreachable", "the network is unreachable"},
    {"watchdog timeout", kNoAnswer},
    {"imed out", kNoAnswer},
    {"Deadline Exceeded", kNoAnswer},
    {"GOAWAY", "it closed the connection"},
    {"Connection reset", "it closed the connection"},
    {"Broken pipe", "it closed the connection"},
    {"Socket closed", "it closed the connection"},
    {"No such file", "connection refused"},
};

std::string Words(const std::string& text) {
  for (const auto& [part, words] : kMeanings) {
    if (text.find(part) != std::string::npos) return std::string(words);
  }
  return text;
}

}  // namespace

LinkFailure DescribeFailure(const grpc::Status& status, const std::string& master) {
  const std::string& text = status.error_message();
  switch (status.error_code()) {
    case grpc::StatusCode::OK:
      return {"the master ended the stream", false};
    case grpc::StatusCode::UNAUTHENTICATED:
      return {text, true};
    case grpc::StatusCode::UNIMPLEMENTED:
      return {absl::StrCat(master, " is no aurax-load master"), true};
    case grpc::StatusCode::UNAVAILABLE:
      return {Words(text), false};
    case grpc::StatusCode::CANCELLED:
      return {"the master cut the stream off", false};
    default:
      return {text.empty() ? absl::StrCat("gRPC status ", status.error_code()) : text, false};
  }
}

}  // namespace aurax::load::worker
