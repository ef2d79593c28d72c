// One client's connection: requests one after another, each with its answer, or a stream of events
// in the end. Part of http_server.cc, which alone includes it (and with it Boost): every member is
// called on the server's thread.
//
//   handshake -> idle -> receiving -> answering -> writing -> idle ...
//                                                          -> lingering -> closed
//                                        answering -> streaming -> lingering
// Each phase but answering has a deadline; Close() ends any.
#ifndef AURAX_MASTER_WEB_HTTP_CONNECTION_H_
#define AURAX_MASTER_WEB_HTTP_CONNECTION_H_

#include <deque>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>

#include "master/web/byte_channel.h"
#include "master/web/client_address.h"
#include "master/web/http_head.h"
#include "master/web/http_reply.h"
#include "master/web/http_request_reader.h"
#include "master/web/http_server_core.h"

namespace aurax::load::master {

class HttpConnection final : public ReplySink, public std::enable_shared_from_this<HttpConnection> {
 public:
  // Has entered a slot for `client`; Close() leaves it.
  HttpConnection(ServerCore* core, asio::posix::stream_descriptor socket, ClientAddress client)
      : core_(*core),
        client_(std::move(client)),
        socket_(std::move(socket)),
        timer_(core->io),
        channel_(socket_.native_handle(), core->identity ? &*core->identity : nullptr),
        reader_(core->options.limits) {}

  void Start() {
    SetDeadline(limits().request_time);
    Step();
  }
  // No further request; what has begun goes on.
  void Drain();
  void Close();

  void Answer(HttpResponse response) override;
  void AnswerWithStream(std::vector<std::pair<std::string, std::string>> headers,
                        std::shared_ptr<EventQueue> events) override;
  void EventsWait() override {
    if (phase_ == Phase::kStreaming) Step();
  }

 private:
  enum class Phase {
    kHandshake,
    kIdle,
    kReceiving,
    kAnswering,
    kWriting,
    kStreaming,
    kLingering,
    kClosed
  };
  using State = ByteChannel::State;

  static constexpr size_t kReadBytes = 16384;
  static constexpr int kReadsInTurn = 16;  // others wait meanwhile
  static constexpr size_t kWrittenInTurn = size_t{1} << 20;
  static constexpr size_t kStreamInput = size_t{64} * 1024;  // nobody reads it
  static constexpr size_t kLingerInput = size_t{16} << 20;
  static constexpr Duration kLinger = std::chrono::seconds(2);
  static constexpr size_t kOneWrite = size_t{16} * 1024;  // head and body together

  const HttpServer::Limits& limits() const { return core_.options.limits; }

  void Step();
  void StepSoon();
  void WaitFor(State state);
  void SetDeadline(Duration from_now);
  void Expired();

  void Handshake();
  void NextRequest();
  void Receive();
  bool Read();
  void RequestArrived();
  void Refuse(int status);

  void Respond(HttpResponse response);
  void Put(std::string bytes) {
    out_.push_back(std::make_shared<const std::string>(std::move(bytes)));
  }
  bool Transmit();  // true: everything is written
  void Stream();
  bool Discard(size_t most);  // false: it is closed now
  void Finish();

  ServerCore& core_;
  const ClientAddress client_;
  asio::posix::stream_descriptor socket_;
  asio::steady_timer timer_;
  ByteChannel channel_;
  Phase phase_ = Phase::kHandshake;
  bool reading_ = false, writing_ = false, stepping_soon_ = false;  // waits that go on
  uint64_t deadline_ = 0;                                           // number of the latest

  HttpRequestReader reader_;
  bool keep_alive_ = false, head_only_ = false;  // of the request that is answered

  std::deque<std::shared_ptr<const std::string>> out_;
  size_t written_ = 0;    // of the first
  size_t discarded_ = 0;  // bytes that nobody reads
  std::shared_ptr<EventQueue> events_;
};

// Waiting

inline void HttpConnection::Step() {
  switch (phase_) {
    case Phase::kHandshake:
      return Handshake();
    case Phase::kIdle:
    case Phase::kReceiving:
      return Receive();
    case Phase::kWriting:
      if (Transmit()) keep_alive_ ? NextRequest() : Finish();
      return;
    case Phase::kStreaming:
      return Stream();
    case Phase::kLingering:
      if (Discard(kLingerInput)) WaitFor(State::kWaitToRead);
      return;
    case Phase::kAnswering:
    case Phase::kClosed:
      return;
  }
}

inline void HttpConnection::StepSoon() {
  if (std::exchange(stepping_soon_, true)) return;
  asio::post(core_.io, [self = shared_from_this()] {
    self->stepping_soon_ = false;
    self->Step();
  });
}

inline void HttpConnection::WaitFor(State state) {
  const bool to_read = state == State::kWaitToRead;
  bool& waits = to_read ? reading_ : writing_;
  if (std::exchange(waits, true)) return;
  socket_.async_wait(to_read ? asio::posix::stream_descriptor::wait_read
                             : asio::posix::stream_descriptor::wait_write,
                     [self = shared_from_this(), &waits](const boost::system::error_code& error) {
                       waits = false;
                       if (!error) self->Step();
                     });
}

inline void HttpConnection::SetDeadline(Duration from_now) {
  timer_.expires_after(from_now);
  timer_.async_wait(
      [self = shared_from_this(), number = ++deadline_](const boost::system::error_code& error) {
        if (!error && number == self->deadline_) self->Expired();
      });
}

inline void HttpConnection::Expired() {
  if (phase_ == Phase::kReceiving) return Refuse(408);
  if (phase_ != Phase::kStreaming || !out_.empty()) return Close();
  Put(": ping\n\n");
  Step();
}

inline void HttpConnection::Close() {
  if (std::exchange(phase_, Phase::kClosed) == Phase::kClosed) return;
  ++deadline_;
  timer_.cancel();
  boost::system::error_code ignored;
  socket_.close(ignored);
  if (events_) events_->Abandon();
  out_.clear();
  core_.slots.Leave(client_.text);
  core_.connections.erase(shared_from_this());
}

inline void HttpConnection::Drain() {
  keep_alive_ = false;
  if (phase_ < Phase::kAnswering || phase_ == Phase::kLingering) Close();
  if (phase_ == Phase::kStreaming) events_->Close();
}

// Requests

inline void HttpConnection::Handshake() {
  const State state = channel_.Handshake();
  if (state == State::kMoved) return NextRequest();
  if (state == State::kBroken || state == State::kEnded) return Close();
  WaitFor(state);
}

inline void HttpConnection::NextRequest() {
  const bool begun = reader_.HasBytes();
  phase_ = begun ? Phase::kReceiving : Phase::kIdle;
  SetDeadline(begun ? limits().request_time : limits().idle_time);
  StepSoon();
}

inline void HttpConnection::Receive() {
  for (int reads = 0; reads < kReadsInTurn; ++reads) {
    if (Read()) return;
    char bytes[kReadBytes];
    const ByteChannel::Moved moved = channel_.Read(bytes, sizeof(bytes));
    if (moved.state == State::kEnded && phase_ == Phase::kReceiving) return Refuse(400);
    if (moved.state == State::kEnded || moved.state == State::kBroken) return Close();
    if (moved.state != State::kMoved) return WaitFor(moved.state);
    reader_.Add(bytes, moved.bytes);
  }
  StepSoon();
}

// True: the request has gone on to be answered.
inline bool HttpConnection::Read() {
  if (!reader_.HasBytes()) return false;
  if (phase_ == Phase::kIdle) {
    phase_ = Phase::kReceiving;
    SetDeadline(limits().request_time);
  }
  const HttpRequestReader::State state = reader_.Read();
  if (state == HttpRequestReader::State::kRefused) {
    Refuse(reader_.refused_with());
    return true;
  }
  constexpr std::string_view kContinue = "HTTP/1.1 100 Continue\r\n\r\n";
  if (reader_.TakeExpectation() &&
      channel_.Write(kContinue.data(), kContinue.size()).bytes < kContinue.size()) {
    Close();
    return true;
  }
  if (state == HttpRequestReader::State::kNeedsMore) return false;
  RequestArrived();
  return true;
}

inline void HttpConnection::Refuse(int status) {
  keep_alive_ = head_only_ = false;
  Respond(PlainResponse(status));
}

inline void HttpConnection::RequestArrived() {
  HttpRequest request = reader_.TakeRequest();
  request.peer = client_.text;
  request.loopback = client_.loopback;
  keep_alive_ = reader_.keep_alive() && !core_.draining;
  head_only_ = reader_.head_only();
  phase_ = Phase::kAnswering;
  ++deadline_;
  timer_.cancel();
  const bool limited = !client_.loopback || limits().limit_loopback;
  if (limited && !core_.budget.Take(client_.text, core_.options.clock->Now())) {
    return Respond(PlainResponse(429));
  }
  HttpReply reply(std::make_shared<HttpReply::State>(core_.door, weak_from_this()));
  try {
    core_.options.handler(std::move(request), std::move(reply));
  } catch (...) {
    // The reply is gone with it, which answers 500.
  }
}

// Answers

inline void HttpConnection::Answer(HttpResponse response) {
  if (phase_ != Phase::kAnswering) return;
  if (core_.draining) keep_alive_ = false;
  Respond(std::move(response));
}

inline void HttpConnection::Respond(HttpResponse response) {
  if (response.status < 200 || response.status > 599) response = PlainResponse(500);
  const After after = !keep_alive_       ? After::kClose
                      : reader_.http10() ? After::kKeepAliveHttp10
                                         : After::kKeepAlive;
  std::string head = ResponseHead(response, after);
  const bool body =
      response.body && !response.body->empty() && !head_only_ && StatusHasBody(response.status);
  const bool together = body && response.body->size() <= kOneWrite;
  if (together) head += *response.body;
  Put(std::move(head));
  if (body && !together) out_.push_back(std::move(response.body));
  phase_ = Phase::kWriting;
  SetDeadline(limits().write_time);
  Step();
}

inline bool HttpConnection::Transmit() {
  size_t in_turn = 0;
  while (!out_.empty()) {
    const std::string& bytes = *out_.front();
    const ByteChannel::Moved moved =
        channel_.Write(bytes.data() + written_, bytes.size() - written_);
    if (moved.state == State::kWaitToRead || moved.state == State::kWaitToWrite) {
      if (in_turn > 0) SetDeadline(limits().write_time);
      WaitFor(moved.state);
      return false;
    }
    if (moved.state != State::kMoved) {
      Close();
      return false;
    }
    in_turn += moved.bytes;
    written_ += moved.bytes;
    if (written_ == bytes.size()) {
      out_.pop_front();
      written_ = 0;
    }
    if (in_turn >= kWrittenInTurn && !out_.empty()) {
      SetDeadline(limits().write_time);
      StepSoon();
      return false;
    }
  }
  return true;
}

inline void HttpConnection::AnswerWithStream(
    std::vector<std::pair<std::string, std::string>> headers, std::shared_ptr<EventQueue> events) {
  if (phase_ != Phase::kAnswering) return events->Abandon();
  events_ = std::move(events);
  keep_alive_ = false;
  reader_.Clear();
  Put(EventStreamHead(headers));
  if (head_only_ || core_.draining) events_->Close();
  phase_ = Phase::kStreaming;
  SetDeadline(limits().write_time);
  Step();
}

inline void HttpConnection::Stream() {
  if (events_->abandoned() || !Discard(kStreamInput)) return Close();
  WaitFor(State::kWaitToRead);
  bool wrote = false;
  while (true) {
    wrote = wrote || !out_.empty();
    if (!Transmit()) return;
    const bool open = events_->open();
    std::shared_ptr<const std::string> event = head_only_ ? nullptr : events_->Take();
    if (event == nullptr && !open) return Finish();
    if (event == nullptr) break;
    out_.push_back(std::move(event));
    SetDeadline(limits().write_time);
  }
  if (wrote) SetDeadline(limits().ping_time);
}

inline bool HttpConnection::Discard(size_t most) {
  for (int reads = 0; reads < kReadsInTurn; ++reads) {
    char bytes[kReadBytes];
    const ByteChannel::Moved moved = channel_.Read(bytes, sizeof(bytes));
    if (moved.state == State::kWaitToRead || moved.state == State::kWaitToWrite) return true;
    discarded_ += moved.bytes;
    if (moved.state != State::kMoved || discarded_ > most) {
      Close();
      return false;
    }
  }
  StepSoon();
  return true;
}

// A connection that is closed with something unread is reset, and the reset can overtake the
// response: so wait for the other side's end.
inline void HttpConnection::Finish() {
  if (events_) events_->Abandon();
  channel_.EndWriting();
  if (core_.draining) return Close();
  phase_ = Phase::kLingering;
  discarded_ = 0;
  reader_.Clear();
  SetDeadline(kLinger);
  Step();
}

}  // namespace aurax::load::master

#endif  // AURAX_MASTER_WEB_HTTP_CONNECTION_H_
