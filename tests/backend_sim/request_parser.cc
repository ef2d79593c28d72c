#include "tests/backend_sim/request_parser.h"

#include <utility>

#include <boost/asio/buffer.hpp>
#include <boost/beast/core/string.hpp>
#include <boost/beast/http/basic_parser.hpp>
#include <boost/beast/http/error.hpp>

namespace aurax::load::sim {
namespace {

namespace beast = boost::beast;
namespace http = boost::beast::http;

using Error = beast::error_code;

Method MethodOf(http::verb verb) {
  switch (verb) {
    case http::verb::get:
      return Method::kGet;
    case http::verb::head:
      return Method::kHead;
    case http::verb::post:
      return Method::kPost;
    default:
      return Method::kOther;
  }
}

}  // namespace

// Beast's own message containers allocate for each field; the few that matter are picked out here
// instead.
class RequestParser::Parser final : public http::basic_parser<true> {
 public:
  explicit Parser(bool keep_ids) : keep_ids_(keep_ids) {
    eager(true);
    header_limit(kHeaderLimit);
    body_limit(kBodyLimit);
  }

  Request request;
  Error error;
  bool expects_continue = false;

  bool WantsKeepAlive() const { return is_header_done() && keep_alive(); }
  bool IsVersion10() const { return version_ == 10; }

 private:
  void on_request_impl(http::verb verb, beast::string_view, beast::string_view target, int version,
                       Error&) override {
    request.method = MethodOf(verb);
    request.endpoint = EndpointOf(std::string_view(target.data(), target.size()));
    version_ = version;
  }
  void on_response_impl(int, beast::string_view, int, Error&) override {}
  void on_field_impl(http::field name, beast::string_view text, beast::string_view value,
                     Error&) override {
    if (name == http::field::expect) {
      expects_continue = beast::iequals(value, "100-continue");
    } else if (keep_ids_ && name == http::field::unknown && beast::iequals(text, "X-Request-Id")) {
      request.id.assign(value.data(), value.size());
    }
  }
  void on_header_impl(Error&) override {}
  void on_body_init_impl(boost::optional<std::uint64_t> const&, Error&) override {}
  std::size_t on_body_impl(beast::string_view body, Error&) override {
    request.body.append(body.data(), body.size());
    return body.size();
  }
  void on_chunk_header_impl(std::uint64_t, beast::string_view, Error&) override {}
  std::size_t on_chunk_body_impl(std::uint64_t, beast::string_view body, Error&) override {
    request.body.append(body.data(), body.size());
    return body.size();
  }
  void on_finish_impl(Error&) override {}

  const bool keep_ids_;
  int version_ = 11;
};

RequestParser::RequestParser(bool keep_ids) : parser_(std::make_unique<Parser>(keep_ids)) {}
RequestParser::~RequestParser() = default;

RequestParser::Progress RequestParser::Parse(std::string_view bytes, size_t& consumed) {
  consumed = 0;
  while (consumed < bytes.size()) {
    Error error;
    const std::string_view rest = bytes.substr(consumed);
    consumed += parser_->put(boost::asio::buffer(rest.data(), rest.size()), error);
    if (error == http::error::need_more) return Progress::kMore;
    if (error) {
      parser_->error = error;
      return Progress::kRefused;
    }
    if (parser_->is_done()) return Progress::kDone;
  }
  return Progress::kMore;
}

const Request& RequestParser::request() const { return parser_->request; }

Framing RequestParser::framing() const {
  Framing framing;
  framing.head = parser_->request.method == Method::kHead;
  framing.keep_alive = !parser_->error && parser_->WantsKeepAlive();
  framing.http_1_0 = parser_->IsVersion10();
  return framing;
}

uint16_t RequestParser::refusal_status() const {
  if (parser_->error == http::error::body_limit) return 413;
  return parser_->error == http::error::header_limit ? 431 : 400;
}

std::string_view RequestParser::refusal() const {
  switch (refusal_status()) {
    case 413:
      return "the body is larger than 4 MiB";
    case 431:
      return "the header is larger than 16 KiB";
    default:
      return "the request is not valid HTTP";
  }
}

bool RequestParser::TakeExpectation() {
  return parser_->is_header_done() && std::exchange(parser_->expects_continue, false);
}

}  // namespace aurax::load::sim
