#include "tests/backend_sim_test/raw_client.h"

#include <arpa/inet.h>
#include <cerrno>
#include <cstdlib>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include "absl/strings/str_cat.h"
#include "common/text.h"

namespace aurax::load::sim {

RawClient::RawClient(uint16_t port) : socket_(socket(AF_INET, SOCK_STREAM, 0)) {
  const timeval limit{10, 0};
  setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof(limit));
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (connect(socket_, reinterpret_cast<sockaddr*>(&address), sizeof(address)) != 0) std::abort();
}

RawClient::~RawClient() { close(socket_); }

void RawClient::Send(std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t n = send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (n <= 0) return;
    bytes.remove_prefix(static_cast<size_t>(n));
  }
}

void RawClient::CloseSending() { shutdown(socket_, SHUT_WR); }

bool RawClient::ReadMore() {
  char bytes[16384];
  const ssize_t n = recv(socket_, bytes, sizeof(bytes), 0);
  if (n > 0) unread_.append(bytes, static_cast<size_t>(n));
  return n > 0;
}

bool RawClient::Response::Has(std::string_view header_line) const {
  return head.find(absl::StrCat("\r\n", AbslSv(header_line), "\r\n")) != std::string::npos;
}

RawClient::Response RawClient::Read(bool head_only) {
  Response response;
  size_t end = std::string::npos;
  while ((end = unread_.find("\r\n\r\n")) == std::string::npos) {
    if (!ReadMore()) return response;
  }
  response.head = unread_.substr(0, end + 2);
  unread_.erase(0, end + 4);
  response.status = std::atoi(response.head.c_str() + 9);
  const size_t length_at = response.head.find("Content-Length: ");
  if (head_only || length_at == std::string::npos) return response;
  const size_t length = std::strtoul(response.head.c_str() + length_at + 16, nullptr, 10);
  while (unread_.size() < length) {
    if (!ReadMore()) return {};
  }
  response.body = unread_.substr(0, length);
  unread_.erase(0, length);
  return response;
}

RawClient::End RawClient::ReadToEnd() {
  errno = 0;
  while (ReadMore()) {
  }
  if (errno == ECONNRESET) return End::kReset;
  return errno == EAGAIN ? End::kTimeout : End::kClosed;
}

std::string Post(std::string_view path, std::string_view json, std::string_view headers) {
  return absl::StrCat("POST ", AbslSv(path), " HTTP/1.1\r\nHost: sim\r\n", AbslSv(headers),
                      "Content-Length: ", json.size(), "\r\n\r\n", AbslSv(json));
}

std::string Get(std::string_view path) {
  return absl::StrCat("GET ", AbslSv(path), " HTTP/1.1\r\nHost: sim\r\n\r\n");
}

}  // namespace aurax::load::sim
