#include "tests/fakes/raw_client.h"

#include <arpa/inet.h>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <openssl/ssl.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include "absl/strings/str_cat.h"
#include "common/text.h"

namespace aurax::load {
namespace {

sockaddr_in Ipv4(const std::string& text, uint16_t port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  inet_pton(AF_INET, text.c_str(), &address.sin_addr);
  return address;
}

}  // namespace

RawClient::RawClient(uint16_t port, const From& from)
    : socket_(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
  const timeval limit{10, 0};
  const int on = 1;
  setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof(limit));
  setsockopt(socket_, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof(limit));
  setsockopt(socket_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
  if (from.receive_bytes > 0) {
    setsockopt(socket_, SOL_SOCKET, SO_RCVBUF, &from.receive_bytes, sizeof(from.receive_bytes));
  }
  const sockaddr_in own = Ipv4(from.address, 0);
  const sockaddr_in server = Ipv4("127.0.0.1", port);
  connected_ = bind(socket_, reinterpret_cast<const sockaddr*>(&own), sizeof(own)) == 0 &&
               connect(socket_, reinterpret_cast<const sockaddr*>(&server), sizeof(server)) == 0;
  if (!from.tls) return;
  std::signal(SIGPIPE, SIG_IGN);  // what OpenSSL writes here, not what the server writes
  tls_ = SSL_CTX_new(TLS_client_method());
  ssl_ = SSL_new(tls_);
  SSL_set_fd(ssl_, socket_);
  connected_ = connected_ && SSL_connect(ssl_) == 1;
}

RawClient::~RawClient() {
  SSL_free(ssl_);
  SSL_CTX_free(tls_);
  close(socket_);
}

void RawClient::Send(std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t n = ssl_ != nullptr
                          ? SSL_write(ssl_, bytes.data(), static_cast<int>(bytes.size()))
                          : send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (n <= 0) return;
    bytes.remove_prefix(static_cast<size_t>(n));
  }
}

void RawClient::CloseSending() { shutdown(socket_, SHUT_WR); }

void RawClient::Reset() {
  const linger at_once{1, 0};
  setsockopt(socket_, SOL_SOCKET, SO_LINGER, &at_once, sizeof(at_once));
}

bool RawClient::HasInput() const {
  char byte = 0;
  return recv(socket_, &byte, 1, MSG_PEEK | MSG_DONTWAIT) >= 0 || errno != EAGAIN;
}

bool RawClient::ReadMore() {
  char bytes[65536];
  errno = 0;
  const ssize_t n = ssl_ != nullptr ? SSL_read(ssl_, bytes, sizeof(bytes))
                                    : recv(socket_, bytes, sizeof(bytes), 0);
  if (n > 0) unread_.append(bytes, static_cast<size_t>(n));
  ended_ = n <= 0 && errno != EAGAIN;
  return n > 0;
}

bool RawClient::Response::Has(std::string_view header_line) const {
  return head.find(absl::StrCat("\r\n", AbslSv(header_line), "\r\n")) != std::string::npos;
}

RawClient::Response RawClient::Read(bool head_only) {
  Response response;
  const std::string head = ReadUntil("\r\n\r\n");
  if (!head.ends_with("\r\n\r\n")) return response;
  response.head = head.substr(0, head.size() - 2);
  response.status = std::atoi(head.c_str() + 9);
  const size_t length_at = head.find("Content-Length: ");
  if (head_only || length_at == std::string::npos) return response;
  const size_t length = std::strtoul(head.c_str() + length_at + 16, nullptr, 10);
  while (unread_.size() < length) {
    if (!ReadMore()) return {};
  }
  response.body = unread_.substr(0, length);
  unread_.erase(0, length);
  return response;
}

std::string RawClient::ReadUntil(std::string_view end) {
  size_t at = std::string::npos;
  while ((at = unread_.find(end)) == std::string::npos) {
    if (!ReadMore()) return std::exchange(unread_, "");
  }
  std::string read = unread_.substr(0, at + end.size());
  unread_.erase(0, read.size());
  return read;
}

std::string RawClient::ReadToEnd() {
  while (ReadMore()) {
  }
  return std::exchange(unread_, "");
}

RawClient::End RawClient::WaitForEnd() {
  ReadToEnd();
  if (errno == ECONNRESET) return End::kReset;
  return ended_ ? End::kClosed : End::kTimeout;
}

std::string Get(std::string_view target, std::string_view headers) {
  return absl::StrCat("GET ", AbslSv(target), " HTTP/1.1\r\nHost: localhost\r\n", AbslSv(headers),
                      "\r\n");
}

std::string Post(std::string_view target, std::string_view body, std::string_view headers) {
  return absl::StrCat("POST ", AbslSv(target), " HTTP/1.1\r\nHost: localhost\r\n", AbslSv(headers),
                      "Content-Length: ", body.size(), "\r\n\r\n", AbslSv(body));
}

}  // namespace aurax::load
