#include "worker/curl_engine.h"

#include <algorithm>
#include <curl/curl.h>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "common/duration_text.h"
#include "worker/callback_timer.h"
#include "worker/curl_profile.h"
#include "worker/curl_session.h"
#include "worker/curl_sockets.h"
#include "worker/curl_transfer.h"
#include "worker/curl_transfer_pool.h"

namespace aurax::load::worker {
namespace {

constexpr long kNoEviction = 1 << 20;  // connections a session may keep

void Reset(HttpExchange* e) {
  e->outcome = Outcome::kOther;
  e->error.clear();
  e->status = 0;
  e->response_headers.clear();
  e->response_body.clear();
  e->body_cut = false;
  e->dns = e->connect = e->tls = e->first_byte = e->transfer = Duration(0);
  e->bytes_sent = e->bytes_received = e->body_bytes = 0;
  e->new_connections = 0;
}

// Each entry into curl (Pump) is followed by taking out what it completed (Collect, which stamps
// the time) and, once no caller of Start is on the stack, by telling the sinks (Deliver).
class CurlEngine final : public HttpEngine, public CurlSocketSink, public CurlTransferSink {
 public:
  CurlEngine(EventLoop* loop, CURLM* multi);
  ~CurlEngine() override;

  std::unique_ptr<HttpSession> NewSession(const v1::HttpSettings& settings) override;
  void Start(HttpExchange* exchange) override;
  void Cancel(HttpExchange* exchange) override;
  size_t open_connections() const override { return sockets_.open_connections(); }

 private:
  static int OnCurlTimer(CURLM* multi, long ms, void* self);
  void OnCurlSocket(curl_socket_t fd, int ready) override;
  void OnTransferTimeout(CurlTransfer* transfer) override;
  void OnCurlTimeout();

  void Pump(curl_socket_t fd, int ready);
  void Collect();
  void StartAgain();
  void Deliver();
  void Abort(CurlTransfer* transfer, Outcome outcome, std::string error);
  void Settle(CurlTransfer* transfer, MonotonicTime ended);
  void FollowCurlTimer();
  MonotonicTime Now() const { return loop_->clock().Now(); }

  EventLoop* const loop_;
  CURLM* const multi_;
  CurlSockets sockets_;
  CurlTransferPool pool_;
  std::map<std::string, CurlProfile>
      profiles_;  // by serialized settings: few, shared by many sessions
  CallbackTimer curl_timer_;
  CallbackTimer delivery_;
  bool curl_timer_changed_ = false;
  long curl_timer_ms_ = -1;
  int in_curl_ = 0;                   // added and not collected
  std::vector<CurlTransfer*> done_;   // collected; null where cancelled since
  std::vector<CurlTransfer*> again_;  // to be given back to curl for a new connection
  std::vector<CurlTransfer*> batch_;  // those of done_ being delivered
};

CurlEngine::CurlEngine(EventLoop* loop, CURLM* multi)
    : loop_(loop),
      multi_(multi),
      sockets_(loop, this),
      pool_([this] { return std::make_unique<CurlTransfer>(&sockets_, this); }),
      curl_timer_(loop->timers(), [this](MonotonicTime) { OnCurlTimeout(); }),
      delivery_(loop->timers(), [this](MonotonicTime) { Deliver(); }) {
  sockets_.AttachTo(multi_);
  curl_multi_setopt(multi_, CURLMOPT_TIMERFUNCTION, &CurlEngine::OnCurlTimer);
  curl_multi_setopt(multi_, CURLMOPT_TIMERDATA, this);
  curl_multi_setopt(multi_, CURLMOPT_MAXCONNECTS, kNoEviction);
}

CurlEngine::~CurlEngine() { curl_multi_cleanup(multi_); }

std::unique_ptr<HttpSession> CurlEngine::NewSession(const v1::HttpSettings& settings) {
  const auto [at, _] = profiles_.try_emplace(settings.SerializeAsString(), settings);
  return std::make_unique<CurlSession>(&pool_, &at->second);
}

void CurlEngine::Start(HttpExchange* exchange) {
  exchange->sent = Now();
  Reset(exchange);
  CurlTransfer* const transfer = pool_.Take(static_cast<CurlSession*>(exchange->session));
  exchange->engine_state = transfer;
  transfer->Prepare(exchange);
  if (exchange->timeout > Duration(0)) {
    loop_->timers().Schedule(transfer, exchange->sent + exchange->timeout);
  }
  curl_multi_add_handle(multi_, transfer->easy());
  ++in_curl_;
  // Now, not at the turn's end: `sent` is to be the time at which the request goes out.
  Pump(CURL_SOCKET_TIMEOUT, 0);
  if (!done_.empty()) delivery_.ScheduleAt(Now());
}

void CurlEngine::Cancel(HttpExchange* exchange) {
  if (exchange->engine_state == nullptr) return;
  Abort(static_cast<CurlTransfer*>(exchange->engine_state), Outcome::kCancelled, "cancelled");
}

void CurlEngine::OnTransferTimeout(CurlTransfer* transfer) {
  if (!transfer->out_of_time) {
    // Timers go before sockets: an answer that is waiting in this turn has come in time as far as
    // we know.
    transfer->out_of_time = true;
    loop_->timers().Schedule(transfer, Now());
    return;
  }
  Abort(transfer, Outcome::kTimeout,
        "timed out after " + FormatDuration(transfer->exchange()->timeout));
}

void CurlEngine::Abort(CurlTransfer* transfer, Outcome outcome, std::string error) {
  if (transfer->collected) {
    std::replace(done_.begin(), done_.end(), transfer, static_cast<CurlTransfer*>(nullptr));
    std::replace(batch_.begin(), batch_.end(), transfer, static_cast<CurlTransfer*>(nullptr));
  } else {
    --in_curl_;
    loop_->timers().Cancel(transfer);
  }
  transfer->exchange()->outcome = outcome;
  transfer->exchange()->error = std::move(error);
  Settle(transfer, Now());
}

void CurlEngine::Settle(CurlTransfer* transfer, MonotonicTime ended) {
  HttpExchange* const exchange = transfer->exchange();
  transfer->Measure();
  exchange->ended = ended;
  exchange->engine_state = nullptr;
  curl_multi_remove_handle(multi_, transfer->easy());
  FollowCurlTimer();
  pool_.Put(transfer);
  exchange->sink->OnExchangeDone(exchange);
}

void CurlEngine::Pump(curl_socket_t fd, int ready) {
  int running = 0;
  curl_multi_socket_action(multi_, fd, ready, &running);
  FollowCurlTimer();
  if (running < in_curl_) Collect();
}

void CurlEngine::Collect() {
  const MonotonicTime now = Now();
  int left = 0;
  while (CURLMsg* message = curl_multi_info_read(multi_, &left)) {
    if (message->msg != CURLMSG_DONE) continue;
    CurlTransfer* const transfer = CurlTransfer::Of(message->easy_handle);
    if (transfer->needs_new_connection()) {
      again_.push_back(transfer);
      continue;
    }
    transfer->collected = true;
    transfer->result = message->data.result;
    transfer->ended = now;
    loop_->timers().Cancel(transfer);
    --in_curl_;
    done_.push_back(transfer);
  }
  if (!again_.empty()) StartAgain();
}

void CurlEngine::StartAgain() {
  for (CurlTransfer* transfer : again_) {
    curl_multi_remove_handle(multi_, transfer->easy());
    transfer->PrepareForNewConnection();
    curl_multi_add_handle(multi_, transfer->easy());
  }
  again_.clear();
  Pump(CURL_SOCKET_TIMEOUT, 0);
}

void CurlEngine::Deliver() {
  // What completes meanwhile waits for the next turn, so that exchanges which fail at once cannot
  // hold up the loop.
  batch_.swap(done_);
  for (size_t i = 0; i < batch_.size(); ++i) {
    CurlTransfer* const transfer = std::exchange(batch_[i], nullptr);
    if (transfer == nullptr) continue;
    transfer->Judge(transfer->result);
    Settle(transfer, transfer->ended);
  }
  batch_.clear();
}

void CurlEngine::OnCurlSocket(curl_socket_t fd, int ready) {
  Pump(fd, ready);
  Deliver();
}

void CurlEngine::OnCurlTimeout() {
  Pump(CURL_SOCKET_TIMEOUT, 0);
  Deliver();
}

int CurlEngine::OnCurlTimer(CURLM*, long ms, void* self) {
  auto* engine = static_cast<CurlEngine*>(self);
  engine->curl_timer_ms_ = ms;
  engine->curl_timer_changed_ = true;
  return 0;
}

void CurlEngine::FollowCurlTimer() {
  if (!curl_timer_changed_) return;
  curl_timer_changed_ = false;
  if (curl_timer_ms_ < 0) {
    curl_timer_.Cancel();
  } else {
    curl_timer_.ScheduleAt(Now() + std::chrono::milliseconds(curl_timer_ms_));
  }
}

}  // namespace

absl::StatusOr<std::unique_ptr<HttpEngine>> NewCurlEngine(EventLoop* loop) {
  static const CURLcode initialised = curl_global_init(CURL_GLOBAL_DEFAULT);
  if (initialised != CURLE_OK) {
    return absl::InternalError(std::string("libcurl: ") + curl_easy_strerror(initialised));
  }
  CURLM* const multi = curl_multi_init();
  if (multi == nullptr) return absl::ResourceExhaustedError("libcurl: curl_multi_init failed");
  return std::make_unique<CurlEngine>(loop, multi);
}

}  // namespace aurax::load::worker
