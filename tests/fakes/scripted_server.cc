#include "tests/fakes/scripted_server.h"

#include <cctype>
#include <cstdlib>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

namespace aurax::load {
namespace {

size_t ContentLength(std::string head) {
  for (char& c : head) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  constexpr std::string_view kName = "\r\ncontent-length:";
  const size_t at = head.find(kName);
  return at == std::string::npos ? 0 : std::strtoul(head.c_str() + at + kName.size(), nullptr, 10);
}

}  // namespace

bool Peer::ReadRequest() {
  char buffer[65536];
  for (;;) {
    const size_t head_end = unread_.find("\r\n\r\n");
    if (head_end != std::string::npos) {
      const size_t total = head_end + 4 + ContentLength(unread_.substr(0, head_end + 4));
      if (unread_.size() >= total) {
        request_ = unread_.substr(0, total);
        unread_.erase(0, total);
        ++request_number_;
        server_->AddRequest(request_);
        return true;
      }
    }
    const ssize_t n = recv(fd_, buffer, sizeof buffer, 0);
    if (n <= 0) return false;
    unread_.append(buffer, static_cast<size_t>(n));
  }
}

void Peer::Send(std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t n = send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (n <= 0) return;
    bytes.remove_prefix(static_cast<size_t>(n));
  }
}

void Peer::SendBytewise(std::string_view bytes) {
  const int on = 1;
  setsockopt(fd_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  for (const char& c : bytes) Send(std::string_view(&c, 1));
}

void Peer::WaitForClose() {
  char buffer[4096];
  while (recv(fd_, buffer, sizeof buffer, 0) > 0) {
  }
}

void Peer::Reset() {
  const linger at_once{1, 0};
  setsockopt(fd_, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
}

ScriptedServer::ScriptedServer(Conversation conversation) : conversation_(std::move(conversation)) {
  listener_ = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  if (bind(listener_, reinterpret_cast<sockaddr*>(&address), size) != 0 ||
      listen(listener_, 1024) != 0 ||
      getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size) != 0) {
    std::abort();  // a test machine without loopback
  }
  port_ = ntohs(address.sin_port);
  accepting_ = std::thread([this] { Accept(); });
}

ScriptedServer::~ScriptedServer() {
  shutdown(listener_, SHUT_RDWR);
  accepting_.join();
  {
    MutexLock lock(mutex_);
    for (int fd : open_) shutdown(fd, SHUT_RDWR);
  }
  for (std::thread& conversation : conversations_) conversation.join();
  close(listener_);
}

void ScriptedServer::Accept() {
  for (;;) {
    const int fd = accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
    if (fd < 0) return;
    MutexLock lock(mutex_);
    open_.push_back(fd);
    const int number = ++connections_;
    conversations_.emplace_back([this, fd, number] { Converse(fd, number); });
  }
}

void ScriptedServer::Converse(int fd, int number) {
  Peer peer(this, fd, number);
  conversation_(peer);
  MutexLock lock(mutex_);
  std::erase(open_, fd);
  close(fd);
}

void ScriptedServer::AddRequest(const std::string& request) {
  MutexLock lock(mutex_);
  requests_.push_back(request);
}

std::string ScriptedServer::Url(std::string_view path) const {
  return "http://127.0.0.1:" + std::to_string(port_) + std::string(path);
}

int ScriptedServer::connections() const {
  MutexLock lock(mutex_);
  return connections_;
}

std::vector<std::string> ScriptedServer::requests() const {
  MutexLock lock(mutex_);
  return requests_;
}

std::string HttpAnswer(std::string_view body, std::string_view more_headers) {
  return "HTTP/1.1 200 OK\r\n" + std::string(more_headers) +
         "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + std::string(body);
}

}  // namespace aurax::load
