// The sockets curl uses, watched by the event loop. Belongs to the loop's thread.
//
// A connection stays in epoll from its first request to its close, although curl lets go of it
// after every request: that saves two system calls a request. If an idle one becomes ready (the
// server closed it, or sent something nobody asked for) it is unwatched until curl wants it again,
// so it cannot spin.
#ifndef AURAX_WORKER_CURL_SOCKETS_H_
#define AURAX_WORKER_CURL_SOCKETS_H_

#include <curl/curl.h>
#include <vector>

#include "worker/event_loop.h"

namespace aurax::load::worker {

class CurlSocketSink {
 public:
  // `ready`: CURL_CSELECT_*, for curl_multi_socket_action.
  virtual void OnCurlSocket(curl_socket_t fd, int ready) = 0;

 protected:
  ~CurlSocketSink() = default;
};

class CurlSockets final : public SocketWatcher {
 public:
  // What one transfer says to the sockets it needs, and how that went.
  struct Opener {
    CurlSockets* sockets = nullptr;
    CURL* easy = nullptr;
    bool reuse_only = false;  // as long as nothing was sent, no socket is opened
    bool refused = false;     // one was needed all the same
    int error = 0;            // errno of the last socket(), 0 if it succeeded
  };

  // Both outlive the sockets; the sockets outlive the multi and every share with connections.
  CurlSockets(EventLoop* loop, CurlSocketSink* sink) : loop_(loop), sink_(sink) {}

  void AttachTo(CURLM* multi);
  // `opener` outlives the handle.
  void AttachTo(CURL* easy, Opener* opener);
  // Connections that are open as far as is known.
  size_t open_connections() const { return open_; }

 private:
  struct State {
    bool counted = false;      // among open_
    bool established = false;  // opened by Open(), and curl has read from it
    bool idle_ready = false;   // reported ready since curl last wanted it
    uint32_t wanted = 0;       // what curl waits for
    uint32_t watched = 0;      // what epoll reports
  };

  static int OnCurlWants(CURL* easy, curl_socket_t fd, int what, void* self, void* unused);
  static curl_socket_t Open(void* opener, curlsocktype purpose, curl_sockaddr* address);
  static int Close(void* self, curl_socket_t fd);
  void OnSocketReady(int fd, uint32_t events) override;

  State& At(curl_socket_t fd);
  void Want(curl_socket_t fd, uint32_t events);
  void Unwatch(curl_socket_t fd);
  void Uncount(State& state);
  void Forget(curl_socket_t fd);

  EventLoop* const loop_;
  CurlSocketSink* const sink_;
  std::vector<State> states_;  // by descriptor
  size_t open_ = 0;
};

}  // namespace aurax::load::worker

#endif  // AURAX_WORKER_CURL_SOCKETS_H_
