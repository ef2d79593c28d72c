#include "worker/curl_transfer.h"

#include <algorithm>
#include <cstdlib>

#include "worker/curl_outcome.h"

namespace aurax::load::worker {
namespace {

constexpr char kUserAgent[] = "aurax-load/" AURAX_VERSION;

// A body below this goes out with the head, and curl counts it as part of the head as well
// (MAX_INITIAL_POST_SIZE).
constexpr size_t kSentWithHead = size_t{64} * 1024;

// curl would wait a second for "100 Continue" before a large body, and call every body a form.
char no_expect[] = "Expect:";
char no_content_type[] = "Content-Type:";

bool SendsBody(const HttpExchange& exchange) {
  // Without a body these say "Content-Length: 0", as RFC 9110 8.6 asks for.
  return exchange.has_body || exchange.method == "POST" || exchange.method == "PUT" ||
         exchange.method == "PATCH";
}

// OpenSSL's own variables, which curl does not read. The file goes before the directory, and they
// are not combined: with a directory set, curl 7.88 does not keep the certificates but parses the
// file anew for each connection (20 ms).
void SetTrustedCertificates(CURL* easy) {
  const char* const file = std::getenv("SSL_CERT_FILE");
  const char* const directory = file == nullptr ? std::getenv("SSL_CERT_DIR") : nullptr;
  if (file != nullptr || directory != nullptr) curl_easy_setopt(easy, CURLOPT_CAINFO, file);
  curl_easy_setopt(easy, CURLOPT_CAPATH, directory);
}

}  // namespace

CurlTransfer::CurlTransfer(CurlSockets* sockets, CurlTransferSink* sink)
    : sink_(sink), easy_(curl_easy_init()) {
  curl_easy_setopt(easy_, CURLOPT_PRIVATE, this);
  curl_easy_setopt(easy_, CURLOPT_ERRORBUFFER, error_);
  curl_easy_setopt(easy_, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(easy_, CURLOPT_PROTOCOLS_STR, "http,https");
  curl_easy_setopt(easy_, CURLOPT_REDIR_PROTOCOLS_STR, "http,https");
  curl_easy_setopt(easy_, CURLOPT_USERAGENT, kUserAgent);
  curl_easy_setopt(easy_, CURLOPT_WRITEFUNCTION, &CurlTransfer::OnBody);
  curl_easy_setopt(easy_, CURLOPT_WRITEDATA, this);
  curl_easy_setopt(easy_, CURLOPT_HEADERFUNCTION, &CurlTransfer::OnHeader);
  curl_easy_setopt(easy_, CURLOPT_HEADERDATA, this);
  curl_easy_setopt(easy_, CURLOPT_PREREQFUNCTION, &CurlTransfer::OnSend);
  curl_easy_setopt(easy_, CURLOPT_PREREQDATA, this);
  curl_easy_setopt(easy_, CURLOPT_COOKIEFILE, "");  // heeds cookies, reads no file
  curl_easy_setopt(easy_, CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
  curl_easy_setopt(easy_, CURLOPT_TCP_NODELAY, 1L);
  // A cancelled transfer must not wait for a name server.
  curl_easy_setopt(easy_, CURLOPT_QUICK_EXIT, 1L);
  // A user that thinks for minutes keeps its connection; only the server may close it.
  curl_easy_setopt(easy_, CURLOPT_MAXAGE_CONN, 365L * 24 * 3600);
  SetTrustedCertificates(easy_);
  sockets->AttachTo(easy_, &opener_);
}

CurlTransfer::~CurlTransfer() { curl_easy_cleanup(easy_); }

CurlTransfer* CurlTransfer::Of(CURL* easy) {
  char* self = nullptr;
  curl_easy_getinfo(easy, CURLINFO_PRIVATE, &self);
  return reinterpret_cast<CurlTransfer*>(self);
}

void CurlTransfer::AttachTo(CurlSession* session) {
  if (session == session_) return;
  session_ = session;
  curl_easy_setopt(easy_, CURLOPT_SHARE, session == nullptr ? nullptr : session->share());
  if (session == nullptr || session->profile() == profile_) return;
  profile_ = session->profile();
  profile_->ApplyTo(easy_);
}

void CurlTransfer::Prepare(HttpExchange* exchange) {
  exchange_ = exchange;
  collected = out_of_time = head_ended_ = repeat_refused_ = false;
  sends_ = 0;
  opener_.error = 0;
  error_[0] = '\0';
  SetUrl(exchange->url);
  SetMethod(*exchange);
  SetHeaders(*exchange);
  SetRedirects(*exchange);
}

void CurlTransfer::SetUrl(const std::string& url) {
  if (url != url_) {
    url_ = url;
    curl_easy_setopt(easy_, CURLOPT_URL, url.c_str());
  }
  SetHttpVersion(profile_->http2() ? CURL_HTTP_VERSION_2TLS : CURL_HTTP_VERSION_1_1);
  // In clear text a new connection needs CURL_HTTP_VERSION_2_PRIOR_KNOWLEDGE, and a reused one does
  // not bear it (libcurl 7.88 starts a second HTTP/2 session on it: its pull request 10643).
  opener_.reuse_only = profile_->http2() && !url.starts_with("https:");
  opener_.refused = false;
}

void CurlTransfer::SetHttpVersion(long version) {
  if (version == http_version_) return;
  http_version_ = version;
  curl_easy_setopt(easy_, CURLOPT_HTTP_VERSION, version);
}

void CurlTransfer::PrepareForNewConnection() {
  opener_.reuse_only = opener_.refused = false;
  sends_ = 0;
  error_[0] = '\0';
  SetHttpVersion(CURL_HTTP_VERSION_2_PRIOR_KNOWLEDGE);
}

void CurlTransfer::SetMethod(const HttpExchange& exchange) {
  const Form form = exchange.method == "HEAD" ? Form::kHead
                    : SendsBody(exchange)     ? Form::kBody
                                              : Form::kPlain;
  if (form != form_ || exchange.method != method_) {
    form_ = form;
    method_ = exchange.method;
    curl_easy_setopt(easy_,
                     form == Form::kHead   ? CURLOPT_NOBODY
                     : form == Form::kBody ? CURLOPT_POST
                                           : CURLOPT_HTTPGET,
                     1L);
    const bool implied = form == Form::kHead || method_ == (form == Form::kBody ? "POST" : "GET");
    curl_easy_setopt(easy_, CURLOPT_CUSTOMREQUEST, implied ? nullptr : method_.c_str());
    // Only a POST loses its body on 301 and 302 (Fetch standard, HTTP-redirect fetch, step 12).
    const bool keeps_body = form == Form::kBody && !implied;
    curl_easy_setopt(easy_, CURLOPT_POSTREDIR,
                     keeps_body ? CURL_REDIR_POST_301 | CURL_REDIR_POST_302 : 0L);
  }
  if (form == Form::kBody) {
    curl_easy_setopt(easy_, CURLOPT_POSTFIELDS, exchange.body.c_str());
    curl_easy_setopt(easy_, CURLOPT_POSTFIELDSIZE_LARGE,
                     static_cast<curl_off_t>(exchange.body.size()));
  }
}

void CurlTransfer::AddLine(const std::string& line) {
  const size_t end = line.find_last_not_of(' ');
  if (end != std::string::npos && line[end] == ':') {
    empty_lines_.push_back(line.substr(0, end) + ";");
    lines_.push_back({empty_lines_.back().data(), nullptr});
  } else {
    lines_.push_back({const_cast<char*>(line.c_str()), nullptr});
  }
}

void CurlTransfer::SetHeaders(const HttpExchange& exchange) {
  lines_.clear();
  if (!empty_lines_.empty()) empty_lines_.clear();
  // curl heeds the first of several headers it knows, so the request's own come first.
  for (size_t i = 0; i < exchange.header_count; ++i) AddLine(exchange.headers[i]);
  if (exchange.fixed_headers != nullptr) {
    for (const std::string& line : *exchange.fixed_headers) AddLine(line);
  }
  if (form_ == Form::kBody) {
    lines_.push_back({no_expect, nullptr});
    lines_.push_back({no_content_type, nullptr});
  }
  for (size_t i = 1; i < lines_.size(); ++i) lines_[i - 1].next = &lines_[i];
  curl_easy_setopt(easy_, CURLOPT_HTTPHEADER, lines_.empty() ? nullptr : lines_.data());
}

void CurlTransfer::SetRedirects(const HttpExchange& exchange) {
  if (exchange.max_redirects != max_redirects_) {
    max_redirects_ = exchange.max_redirects;
    curl_easy_setopt(easy_, CURLOPT_FOLLOWLOCATION, max_redirects_ > 0 ? 1L : 0L);
    curl_easy_setopt(easy_, CURLOPT_MAXREDIRS, static_cast<long>(max_redirects_));
  }
}

size_t CurlTransfer::OnBody(char* bytes, size_t, size_t count, void* self) {
  HttpExchange& exchange = *static_cast<CurlTransfer*>(self)->exchange_;
  exchange.body_bytes += count;
  if (exchange.keep_body) {
    const size_t room = HttpExchange::kMaxKeptBody - exchange.response_body.size();
    exchange.response_body.append(bytes, std::min(count, room));
    if (count > room) exchange.body_cut = true;
  }
  return count;
}

size_t CurlTransfer::OnHeader(char* bytes, size_t, size_t count, void* self) {
  static_cast<CurlTransfer*>(self)->TakeHeader(std::string_view(bytes, count));
  return count;
}

// curl sends a request once more, whatever its method, when a connection it reused breaks before
// the first byte of an answer. The target would see more requests than the user made and the
// ledger knows of, so here a broken connection is a failure.
int CurlTransfer::OnSend(void* self, char*, char*, int, int) {
  CurlTransfer& transfer = *static_cast<CurlTransfer*>(self);
  long redirects = 0;
  curl_easy_getinfo(transfer.easy_, CURLINFO_REDIRECT_COUNT, &redirects);
  transfer.repeat_refused_ = transfer.sends_++ > redirects;
  return transfer.repeat_refused_ ? CURL_PREREQFUNC_ABORT : CURL_PREREQFUNC_OK;
}

void CurlTransfer::TakeHeader(std::string_view line) {
  if (line.starts_with("HTTP/")) {
    exchange_->response_headers.clear();  // a redirect's or "100 Continue" before it
    head_ended_ = false;
    if (line.find(" 303") != std::string_view::npos && max_redirects_ > 0) SeeOther();
  } else if (line == "\r\n" || line == "\n") {
    head_ended_ = true;
  } else if (exchange_->keep_headers) {
    exchange_->response_headers.append(line);
  }
}

// 303 makes a GET of everything but a HEAD. curl knows, but sticks to the name of a method it was
// given.
void CurlTransfer::SeeOther() {
  if (form_ == Form::kHead) return;
  curl_easy_setopt(easy_, CURLOPT_CUSTOMREQUEST, nullptr);
  form_ = Form::kUnset;
}

void CurlTransfer::OnTimer(MonotonicTime) { sink_->OnTransferTimeout(this); }

Duration CurlTransfer::Time(CURLINFO which) const {
  curl_off_t us = 0;
  curl_easy_getinfo(easy_, which, &us);
  return FromMicros(us);
}

uint64_t CurlTransfer::Size(CURLINFO which) const {
  curl_off_t bytes = 0;
  curl_easy_getinfo(easy_, which, &bytes);
  return static_cast<uint64_t>(bytes);
}

void CurlTransfer::Measure() {
  HttpExchange& e = *exchange_;
  long connections = 0, head_sent = 0, head_received = 0;
  curl_easy_getinfo(easy_, CURLINFO_NUM_CONNECTS, &connections);
  curl_easy_getinfo(easy_, CURLINFO_REQUEST_SIZE, &head_sent);
  curl_easy_getinfo(easy_, CURLINFO_HEADER_SIZE, &head_received);
  e.new_connections = static_cast<uint32_t>(connections);
  const uint64_t uploaded = Size(CURLINFO_SIZE_UPLOAD_T);
  const bool counted_twice = e.body.size() < kSentWithHead;
  e.bytes_sent = static_cast<uint64_t>(head_sent) + (counted_twice ? 0 : uploaded);
  e.bytes_received = static_cast<uint64_t>(head_received) + Size(CURLINFO_SIZE_DOWNLOAD_T);
  const auto span = [](Duration from, Duration to) { return std::max(to - from, Duration(0)); };
  if (connections > 0) {
    const Duration resolved = Time(CURLINFO_NAMELOOKUP_TIME_T);
    const Duration connected = Time(CURLINFO_CONNECT_TIME_T);
    e.dns = resolved;
    e.connect = span(resolved, connected);
    e.tls = span(connected, Time(CURLINFO_APPCONNECT_TIME_T));
  }
  const Duration first = Time(CURLINFO_STARTTRANSFER_TIME_T);
  if (first > Duration(0)) {
    e.first_byte = span(Time(CURLINFO_PRETRANSFER_TIME_T), first);
    e.transfer = span(first, Time(CURLINFO_TOTAL_TIME_T));
  }
}

void CurlTransfer::Judge(CURLcode code) {
  HttpExchange& e = *exchange_;
  if (repeat_refused_) code = CURLE_SEND_ERROR;
  // curl takes a connection that closes in the middle of the head for a response without a body.
  if (code == CURLE_OK && !head_ended_) code = CURLE_PARTIAL_FILE;
  if (code == CURLE_OK || code == CURLE_TOO_MANY_REDIRECTS) {
    long status = 0;
    curl_easy_getinfo(easy_, CURLINFO_RESPONSE_CODE, &status);
    e.status = static_cast<uint32_t>(status);
  }
  if (code == CURLE_OK) {
    e.outcome = Outcome::kAnswered;
    return;
  }
  long os_error = 0;
  curl_easy_getinfo(easy_, CURLINFO_OS_ERRNO, &os_error);
  CurlVerdict verdict = JudgeCurlFailure({.code = code,
                                          .open_error = opener_.error,
                                          .os_error = static_cast<int>(os_error),
                                          .detail = error_,
                                          .connect_timeout = profile_->connect_timeout(),
                                          .max_redirects = e.max_redirects});
  e.outcome = verdict.outcome;
  e.error = std::move(verdict.error);
}

}  // namespace aurax::load::worker
