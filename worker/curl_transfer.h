// One easy handle and what it was last told, so that a request sets only what differs from the one
// before. Belongs to the loop's thread.
#ifndef AURAX_WORKER_CURL_TRANSFER_H_
#define AURAX_WORKER_CURL_TRANSFER_H_

#include <curl/curl.h>
#include <list>
#include <string>
#include <string_view>
#include <vector>

#include "worker/curl_session.h"
#include "worker/curl_sockets.h"
#include "worker/http_engine.h"
#include "worker/timer_queue.h"

namespace aurax::load::worker {

class CurlTransferSink {
 public:
  // The time limit of the transfer's exchange has passed.
  virtual void OnTransferTimeout(CurlTransfer* transfer) = 0;

 protected:
  ~CurlTransferSink() = default;
};

// As a timer it is the time limit of its exchange.
class CurlTransfer final : public Timer {
 public:
  // Both outlive the transfer.
  CurlTransfer(CurlSockets* sockets, CurlTransferSink* sink);
  ~CurlTransfer();

  CURL* easy() const { return easy_; }
  CurlSession* session() const { return session_; }
  HttpExchange* exchange() const { return exchange_; }
  // The transfer of a handle that this class made.
  static CurlTransfer* Of(CURL* easy);

  // REQUIRES: nothing in flight. Null detaches.
  void AttachTo(CurlSession* session);
  // Sets the handle up for `exchange`, which stays where it is until Measure().
  // REQUIRES: attached to the exchange's session.
  void Prepare(HttpExchange* exchange);
  // HTTP/2 in clear text begins on an open connection, or else not at all and asks for another
  // attempt.
  bool needs_new_connection() const { return opener_.refused; }
  // Prepare() once more, for that attempt. REQUIRES: not in a multi.
  void PrepareForNewConnection();
  // Fills the exchange's times, sizes and status from what curl measured, also of a transfer that
  // has not ended.
  void Measure();
  // Fills outcome and error from curl's result.
  void Judge(CURLcode result);

  // --- The pool's and the engine's own.
  size_t idle_position = 0;
  bool collected = false;  // curl is done with it, its sink has not been told
  bool out_of_time = false;
  CURLcode result = CURLE_OK;  // if collected
  MonotonicTime ended{};       // if collected

 private:
  enum class Form { kUnset, kPlain, kHead, kBody };

  static size_t OnBody(char* bytes, size_t size, size_t count, void* self);
  static size_t OnHeader(char* bytes, size_t size, size_t count, void* self);
  static int OnSend(void* self, char*, char*, int, int);
  void TakeHeader(std::string_view line);
  void SeeOther();
  void OnTimer(MonotonicTime due) override;

  void SetUrl(const std::string& url);
  void SetHttpVersion(long version);
  void SetMethod(const HttpExchange& exchange);
  void SetHeaders(const HttpExchange& exchange);
  void AddLine(const std::string& line);
  void SetRedirects(const HttpExchange& exchange);
  Duration Time(CURLINFO which) const;
  uint64_t Size(CURLINFO which) const;

  CurlTransferSink* const sink_;
  CURL* const easy_;
  CurlSockets::Opener opener_;
  char error_[CURL_ERROR_SIZE] = "";
  CurlSession* session_ = nullptr;
  HttpExchange* exchange_ = nullptr;
  bool head_ended_ = false;  // of the response
  long sends_ = 0;           // of this exchange; each redirect is one more
  bool repeat_refused_ = false;

  // --- What the handle was last told.
  const CurlProfile* profile_ = nullptr;
  std::string url_;
  long http_version_ = -1;
  Form form_ = Form::kUnset;
  std::string method_;
  std::vector<curl_slist> lines_;       // point into the exchange's strings
  std::list<std::string> empty_lines_;  // "Name;", curl's way to send a header without a value
  uint32_t max_redirects_ = 0;
};

}  // namespace aurax::load::worker

#endif  // AURAX_WORKER_CURL_TRANSFER_H_
