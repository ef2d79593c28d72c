#include "worker/curl_sockets.h"

#include <errno.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

namespace aurax::load::worker {

void CurlSockets::AttachTo(CURLM* multi) {
  curl_multi_setopt(multi, CURLMOPT_SOCKETFUNCTION, &CurlSockets::OnCurlWants);
  curl_multi_setopt(multi, CURLMOPT_SOCKETDATA, this);
}

void CurlSockets::AttachTo(CURL* easy, Opener* opener) {
  opener->sockets = this;
  opener->easy = easy;
  curl_easy_setopt(easy, CURLOPT_OPENSOCKETFUNCTION, &CurlSockets::Open);
  curl_easy_setopt(easy, CURLOPT_OPENSOCKETDATA, opener);
  curl_easy_setopt(easy, CURLOPT_CLOSESOCKETFUNCTION, &CurlSockets::Close);
  curl_easy_setopt(easy, CURLOPT_CLOSESOCKETDATA, this);
}

CurlSockets::State& CurlSockets::At(curl_socket_t fd) {
  if (static_cast<size_t>(fd) >= states_.size()) states_.resize(fd + 1);
  return states_[fd];
}

void CurlSockets::Want(curl_socket_t fd, uint32_t events) {
  State& state = At(fd);
  state.wanted = events;
  if (events == 0) {
    // A socket that did not get to connect (or is curl's own) may be closed next without our being
    // told.
    if (!state.established) Forget(fd);
    return;
  }
  if (state.counted && (events & EPOLLIN) != 0) state.established = true;
  events |= EPOLLRDHUP;
  if (state.watched == events) return;
  // A failure can only be the kernel's lack of memory; the exchange then runs into its time limit.
  if (loop_->Watch(fd, events, this).ok()) state.watched = events;
}

void CurlSockets::Unwatch(curl_socket_t fd) {
  State& state = At(fd);
  if (state.watched != 0) loop_->Unwatch(fd);
  state.watched = 0;
}

void CurlSockets::Uncount(State& state) {
  if (state.counted) --open_;
  state.counted = false;
}

void CurlSockets::Forget(curl_socket_t fd) {
  Unwatch(fd);
  Uncount(At(fd));
  At(fd) = State{};
}

int CurlSockets::OnCurlWants(CURL*, curl_socket_t fd, int what, void* self, void*) {
  const uint32_t events = what == CURL_POLL_IN      ? EPOLLIN
                          : what == CURL_POLL_OUT   ? EPOLLOUT
                          : what == CURL_POLL_INOUT ? EPOLLIN | EPOLLOUT
                                                    : 0;
  static_cast<CurlSockets*>(self)->Want(fd, events);
  return 0;
}

curl_socket_t CurlSockets::Open(void* opener, curlsocktype, curl_sockaddr* address) {
  auto* o = static_cast<Opener*>(opener);
  if (o->reuse_only) {
    long sent = 0;
    curl_easy_getinfo(o->easy, CURLINFO_REQUEST_SIZE, &sent);
    o->refused = sent == 0;
    if (o->refused) return CURL_SOCKET_BAD;
  }
  const int fd =
      socket(address->family, address->socktype | SOCK_CLOEXEC | SOCK_NONBLOCK, address->protocol);
  o->error = fd < 0 ? errno : 0;
  if (fd < 0) return CURL_SOCKET_BAD;
  o->sockets->Forget(fd);  // a predecessor with this number
  o->sockets->At(fd).counted = true;
  ++o->sockets->open_;
  return fd;
}

int CurlSockets::Close(void* self, curl_socket_t fd) {
  static_cast<CurlSockets*>(self)->Forget(fd);
  return close(fd);
}

void CurlSockets::OnSocketReady(int fd, uint32_t events) {
  State& state = At(fd);
  if (state.wanted == 0) {
    const bool ended = (events & (EPOLLRDHUP | EPOLLHUP | EPOLLERR)) != 0;
    if (ended) Uncount(state);
    if (ended || state.idle_ready) Unwatch(fd);
    state.idle_ready = true;
    return;
  }
  state.idle_ready = false;
  int ready = 0;
  if (events & (EPOLLIN | EPOLLRDHUP)) ready |= CURL_CSELECT_IN;
  if (events & EPOLLOUT) ready |= CURL_CSELECT_OUT;
  if (events & (EPOLLERR | EPOLLHUP)) ready |= CURL_CSELECT_ERR;
  sink_->OnCurlSocket(fd, ready);
}

}  // namespace aurax::load::worker
