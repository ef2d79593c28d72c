// A TCP server on 127.0.0.1 whose every byte the test writes. Each accepted connection is a
// conversation on a thread of its own:
//
//   ScriptedServer server([](Peer& peer) {
//     while (peer.ReadRequest()) peer.Send("HTTP/1.1 204 No Content\r\n\r\n");
//   });
//   Fetch(server.Url("/"));
//   EXPECT_EQ(server.requests()[0], "GET / HTTP/1.1\r\n...");
//
// A connection is closed when its conversation returns. Destruction breaks those that still go on.
#ifndef AURAX_TESTS_FAKES_SCRIPTED_SERVER_H_
#define AURAX_TESTS_FAKES_SCRIPTED_SERVER_H_

#include <functional>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "common/mutex.h"

namespace aurax::load {

class ScriptedServer;

// The server's end of one connection. Belongs to its conversation's thread.
class Peer {
 public:
  // Waits for a whole request (head, and a body of Content-Length bytes). False when the client has
  // gone.
  bool ReadRequest();
  // The last request, and its number on this connection from 1.
  const std::string& request() const { return request_; }
  int request_number() const { return request_number_; }
  // Which accepted connection of the server this is, from 1.
  int connection_number() const { return connection_number_; }

  void Send(std::string_view bytes);
  // Each byte in a segment of its own, so that the client sees every split.
  void SendBytewise(std::string_view bytes);
  // Waits until the client closes.
  void WaitForClose();
  // Breaks the connection: the client gets a reset instead of an end.
  void Reset();

 private:
  friend class ScriptedServer;
  Peer(ScriptedServer* server, int fd, int number)
      : server_(server), fd_(fd), connection_number_(number) {}

  ScriptedServer* const server_;
  const int fd_;
  const int connection_number_;
  int request_number_ = 0;
  std::string request_, unread_;
};

// Thread-safe.
class ScriptedServer {
 public:
  using Conversation = std::function<void(Peer&)>;
  explicit ScriptedServer(Conversation conversation);
  ~ScriptedServer();

  int port() const { return port_; }
  std::string Url(std::string_view path) const;
  int connections() const;
  // All requests of all connections, in order of arrival.
  std::vector<std::string> requests() const;

 private:
  friend class Peer;
  void Accept();
  void Converse(int fd, int number);
  void AddRequest(const std::string& request);

  const Conversation conversation_;
  int listener_ = -1;
  int port_ = 0;
  mutable Mutex mutex_;
  std::vector<std::string> requests_ ABSL_GUARDED_BY(mutex_);
  std::vector<int> open_ ABSL_GUARDED_BY(mutex_);
  int connections_ ABSL_GUARDED_BY(mutex_) = 0;
  std::vector<std::thread>
      conversations_;  // the accepting thread's; the destructor's once that has ended
  std::thread accepting_;
};

// "HTTP/1.1 200 OK" with a Content-Length and further header lines ("A: 1\r\nB: 2\r\n").
std::string HttpAnswer(std::string_view body, std::string_view more_headers = "");

}  // namespace aurax::load

#endif  // AURAX_TESTS_FAKES_SCRIPTED_SERVER_H_
