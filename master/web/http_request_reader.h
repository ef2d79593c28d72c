// Bytes of a connection into requests (RFC 9112), within limits. Part of http_server.cc, as
// http_connection.h is.
#ifndef AURAX_MASTER_WEB_HTTP_REQUEST_READER_H_
#define AURAX_MASTER_WEB_HTTP_REQUEST_READER_H_

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include <boost/asio/buffer.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "common/text.h"
#include "master/web/http_server.h"

namespace aurax::load::master {

class HttpRequestReader {
 public:
  explicit HttpRequestReader(const HttpServer::Limits& limits) : limits_(limits) {}

  void Add(const char* bytes, size_t size) { unread_.append(bytes, size); }
  // Forgets what has not been read.
  void Clear() { unread_.clear(); }
  // Whether bytes wait that belong to a request. Empty lines before one do not count (2.2).
  bool HasBytes() {
    while (!parser_ && unread_.starts_with("\r\n")) unread_.erase(0, 2);
    return parser_ || !(unread_.empty() || unread_ == "\r");
  }

  enum class State { kNeedsMore, kWholeRequest, kRefused };
  // Until it needs more. kRefused: the connection is of no more use.
  State Read();
  int refused_with() const { return refused_with_; }  // a status
  // Once: whether the client waits for leave to send the body (RFC 9110, 10.1.1).
  bool TakeExpectation() { return std::exchange(expects_continue_, false); }
  // After kWholeRequest. Without peer.
  HttpRequest TakeRequest();

  // Of the last request whose head came.
  bool keep_alive() const { return keep_alive_; }
  bool head_only() const { return head_only_; }
  bool http10() const { return http10_; }

 private:
  using Parser = boost::beast::http::request_parser<boost::beast::http::string_body>;

  State Refuse(int status) {
    refused_with_ = status;
    return State::kRefused;
  }
  State ReadHead();
  static int StatusOf(const boost::system::error_code& error, bool in_target);
  void StartParser();

  const HttpServer::Limits& limits_;
  std::string unread_;
  std::optional<Parser> parser_;
  HttpRequest request_;
  bool head_read_ = false, head_only_ = false, keep_alive_ = false, http10_ = false,
       expects_continue_ = false;
  size_t head_bytes_ = 0;  // taken of the head
  int refused_with_ = 0;
};

inline void HttpRequestReader::StartParser() {
  parser_.emplace();
  parser_->header_limit(static_cast<uint32_t>(limits_.header_bytes));
  parser_->body_limit(limits_.body_bytes);
  head_read_ = false;
  head_bytes_ = 0;
}

inline HttpRequestReader::State HttpRequestReader::Read() {
  if (!HasBytes()) return State::kNeedsMore;
  if (!parser_) StartParser();
  while (!unread_.empty() && !parser_->is_done()) {
    boost::system::error_code error;
    const bool in_target =
        parser_->get().target().empty() && unread_.find('\n') >= limits_.header_bytes;
    const size_t taken =
        parser_->put(boost::asio::const_buffer(unread_.data(), unread_.size()), error);
    unread_.erase(0, taken);
    const bool more = error == boost::beast::http::error::need_more;
    if (error && !more) return Refuse(StatusOf(error, in_target));
    if (!head_read_) {
      // Beast's own limit is for what it is given at once.
      head_bytes_ += taken;
      if (head_bytes_ > limits_.header_bytes) return Refuse(431);
      head_read_ = parser_->is_header_done();
      if (head_read_ && ReadHead() == State::kRefused) return State::kRefused;
    }
    if (!more && taken > 0) continue;
    // A line that belongs to a chunk goes on and on.
    if (unread_.size() > limits_.header_bytes) return Refuse(400);
    break;
  }
  return parser_->is_done() ? State::kWholeRequest : State::kNeedsMore;
}

// Here and not when the body has come: what a client sends in trailers is none of its headers.
inline HttpRequestReader::State HttpRequestReader::ReadHead() {
  const auto& message = parser_->get();
  const auto text = [](boost::beast::string_view s) { return std::string(s.data(), s.size()); };
  request_ = {};
  request_.method = text(message.method_string());
  request_.target = text(message.target());
  for (const auto& field : message) {
    std::string name = text(field.name_string());
    absl::AsciiStrToLower(&name);
    request_.headers.emplace_back(std::move(name), text(field.value()));
  }
  http10_ = message.version() < 11;
  head_only_ = request_.method == "HEAD";
  keep_alive_ = parser_->keep_alive();
  const auto count = [this](std::string_view name) {
    return std::count_if(request_.headers.begin(), request_.headers.end(),
                         [&](const auto& header) { return header.first == name; });
  };
  const auto is = [this](std::string_view name, std::string_view value) {
    return absl::EqualsIgnoreCase(AbslSv(request_.Header(name)), AbslSv(value));
  };
  if (count("host") > 1 || (!http10_ && count("host") == 0)) return Refuse(400);
  // Anything but chunks would leave open where the body ends.
  if (count("transfer-encoding") > 0 && (http10_ || !is("transfer-encoding", "chunked"))) {
    return Refuse(501);
  }
  expects_continue_ = !http10_ && !parser_->is_done() && is("expect", "100-continue");
  return State::kNeedsMore;
}

inline int HttpRequestReader::StatusOf(const boost::system::error_code& error, bool in_target) {
  using Error = boost::beast::http::error;
  if (error == Error::header_limit) return in_target ? 414 : 431;
  if (error == Error::body_limit || error == Error::buffer_overflow) return 413;
  return 400;
}

inline HttpRequest HttpRequestReader::TakeRequest() {
  request_.body = std::move(parser_->get().body());
  parser_.reset();
  return std::move(request_);
}

}  // namespace aurax::load::master

#endif  // AURAX_MASTER_WEB_HTTP_REQUEST_READER_H_
