#include "tests/backend_sim/connection.h"

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include <boost/asio/basic_waitable_timer.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/write.hpp>

#include "tests/backend_sim/read_buffer.h"
#include "tests/backend_sim/request_parser.h"

namespace aurax::load::sim {
namespace {

namespace asio = boost::asio;

using Error = boost::system::error_code;
using Timer =
    asio::basic_waitable_timer<std::chrono::steady_clock,
                               asio::wait_traits<std::chrono::steady_clock>, Socket::executor_type>;

// How long a refused client may go on sending before it is cut off; closing at once would make the
// kernel reset the connection and take the refusal with it.
constexpr std::chrono::seconds kDrainLimit(2);

// While a request waits for its answer the socket is still read, so that a client's leaving is seen
// at once.
class Connection : public std::enable_shared_from_this<Connection> {
 public:
  Connection(Socket socket, Backend& backend)
      : backend_(backend), socket_(std::move(socket)), timer_(socket_.get_executor()) {}
  ~Connection() { Close(); }

  void Start() {
    Error ignored;
    socket_.set_option(asio::ip::tcp::no_delay(true), ignored);
    socket_.non_blocking(true, ignored);
    Read();
  }

 private:
  struct Exchange {
    Fate fate;
    MonotonicTime begun;
    bool keep_alive = true;
  };

  void Read();
  void OnRead(const Error& error, size_t n);
  void Advance();
  bool ParseOne();
  void Begin(Fate fate);
  void Finish();
  void Send(std::string_view bytes);
  void OnSent();
  void Drain();
  void ResetByPlan();
  void Close();

  Backend& backend_;
  Socket socket_;
  Timer timer_;
  ReadBuffer buffer_;
  std::unique_ptr<RequestParser> parser_;  // of the request being read or answered
  std::unique_ptr<Exchange> exchange_;     // of the request being answered
  std::string unsent_;                     // what the socket would not take at once
  bool reading_ = false;
  bool draining_ = false;
};

void Connection::Read() {
  if (reading_ || !socket_.is_open()) return;
  const auto room = buffer_.Room(parser_ != nullptr && exchange_ == nullptr);
  if (room.empty()) return;  // a pipelining client waits; Advance() reads on
  reading_ = true;
  socket_.async_read_some(
      asio::buffer(room.data(), room.size()),
      [self = shared_from_this()](const Error& error, size_t n) { self->OnRead(error, n); });
}

void Connection::OnRead(const Error& error, size_t n) {
  reading_ = false;
  if (!socket_.is_open()) return;
  if (error) {
    Close();
    return;
  }
  backend_.counts().bytes_received.Add(n);
  buffer_.Filled(n);
  if (draining_) buffer_.Consume(buffer_.Unparsed().size());
  Advance();
}

void Connection::Advance() {
  while (socket_.is_open() && !draining_ && exchange_ == nullptr && ParseOne()) {
  }
  Read();
}

// True when a request was complete and has been begun; it may be answered already.
bool Connection::ParseOne() {
  const std::string_view bytes = buffer_.Unparsed();
  if (bytes.empty()) return false;
  if (parser_ == nullptr) parser_ = std::make_unique<RequestParser>(backend_.tracks_ids());
  size_t consumed = 0;
  const RequestParser::Progress progress = parser_->Parse(bytes, consumed);
  buffer_.Consume(consumed);
  switch (progress) {
    case RequestParser::Progress::kMore:
      if (parser_->TakeExpectation()) {
        Error ignored;  // a client that is not told waits a little, then sends its body anyway
        socket_.write_some(asio::buffer("HTTP/1.1 100 Continue\r\n\r\n", 25), ignored);
      }
      return false;
    case RequestParser::Progress::kDone:
      Begin(backend_.Decide(parser_->request()));
      return true;
    case RequestParser::Progress::kRefused:
      Begin(backend_.Refuse(parser_->request(), parser_->refusal_status(), parser_->refusal()));
      return true;
  }
  return false;
}

void Connection::Begin(Fate fate) {
  const Duration delay = fate.delay;
  const bool stalls = fate.error == ErrorKind::kStall;
  exchange_ = std::make_unique<Exchange>(Exchange{std::move(fate), RealClock().Now()});
  if (stalls) return;
  if (delay <= Duration::zero()) {
    Finish();
    return;
  }
  timer_.expires_after(delay);
  timer_.async_wait([self = shared_from_this()](const Error& error) {
    if (error || !self->socket_.is_open()) return;
    self->Finish();
    self->Advance();
  });
}

void Connection::Finish() {
  if (exchange_->fate.error == ErrorKind::kReset) {
    ResetByPlan();
    return;
  }
  const Framing framing = parser_->framing();
  exchange_->keep_alive = framing.keep_alive;
  thread_local std::string bytes;  // one a loop: rendering allocates nothing
  RenderReply(exchange_->fate.reply, framing, bytes);
  Send(bytes);
}

void Connection::Send(std::string_view bytes) {
  Error error;
  const size_t n = socket_.write_some(asio::buffer(bytes.data(), bytes.size()), error);
  if (error && error != asio::error::would_block) {
    Close();
    return;
  }
  backend_.counts().bytes_sent.Add(bytes.size());
  if (n == bytes.size()) {
    OnSent();
    return;
  }
  unsent_.assign(bytes.substr(n));
  asio::async_write(socket_, asio::buffer(unsent_),
                    [self = shared_from_this()](const Error& failure, size_t) {
                      if (!self->socket_.is_open()) return;
                      if (failure) {
                        self->Close();
                        return;
                      }
                      self->unsent_ = {};
                      self->OnSent();
                      self->Advance();
                    });
}

void Connection::OnSent() {
  const uint16_t status = exchange_->fate.reply.status;
  backend_.Answered(parser_->request(), status, RealClock().Now() - exchange_->begun);
  const bool keep_alive = exchange_->keep_alive;
  const bool refused = status == 400 || status == 413 || status == 431;
  exchange_.reset();
  parser_.reset();
  if (keep_alive) return;
  if (refused) {
    Drain();
  } else {
    Close();
  }
}

void Connection::Drain() {
  draining_ = true;
  buffer_.Consume(buffer_.Unparsed().size());
  Error ignored;
  socket_.shutdown(asio::socket_base::shutdown_send, ignored);
  timer_.expires_after(kDrainLimit);
  timer_.async_wait([self = shared_from_this()](const Error& error) {
    if (!error) self->Close();
  });
}

void Connection::ResetByPlan() {
  backend_.Reset(parser_->request());
  exchange_.reset();
  Error ignored;
  socket_.set_option(asio::socket_base::linger(true, 0), ignored);  // makes close() send a reset
  Close();
}

void Connection::Close() {
  if (!socket_.is_open()) return;
  if (exchange_ != nullptr) backend_.Abandoned(parser_->request());
  exchange_.reset();
  timer_.cancel();
  Error ignored;
  socket_.close(ignored);
  backend_.counts().connections_closed.Add();
}

}  // namespace

void Serve(Socket socket, Backend& backend) {
  backend.counts().connections_accepted.Add();
  std::make_shared<Connection>(std::move(socket), backend)->Start();
}

}  // namespace aurax::load::sim
