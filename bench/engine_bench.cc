// What a request costs the engine: N sessions in a closed loop against one URL.
//
//   engine_bench URL SESSIONS SECONDS [THINK_MS [--http2] [--verify] [--post BYTES]]
//
// Prints requests, CPU per request (user + system, of the whole process, after a warm-up in which
// every session has connected) and resident memory per session. THINK_MS 0: the next request
// follows the answer at once.
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <memory>
#include <sys/resource.h>
#include <unistd.h>
#include <vector>

#include "common/random.h"
#include "worker/curl_engine.h"

namespace aurax::load::worker {
namespace {

using namespace std::chrono_literals;

struct Options {
  std::string url;
  int sessions = 0;
  Duration length{0};
  Duration think{0};
  bool http2 = false;
  bool verify = false;  // the TLS certificate
  size_t post_bytes = 0;
};

struct Totals {
  uint64_t answered = 0, failed = 0, connections = 0;
  std::string error;
};

Duration CpuTime() {
  rusage usage;
  getrusage(RUSAGE_SELF, &usage);
  const auto of = [](const timeval& t) { return t.tv_sec * 1s + t.tv_usec * 1us; };
  return of(usage.ru_utime) + of(usage.ru_stime);
}

double ResidentKb() {
  std::ifstream statm("/proc/self/statm");
  double pages = 0, resident = 0;
  statm >> pages >> resident;
  return resident * static_cast<double>(sysconf(_SC_PAGESIZE)) / 1024;
}

class User final : public Timer, public ExchangeSink {
 public:
  User(const Options& options, EventLoop* loop, HttpEngine* engine, Totals* totals)
      : options_(options), loop_(loop), engine_(engine), totals_(totals) {
    settings_.set_skip_tls_verification(!options.verify);
    if (options.http2) settings_.set_version(v1::HttpSettings::VERSION_HTTP_2);
    session_ = engine->NewSession(settings_);
    exchange_.sink = this;
    exchange_.session = session_.get();
    exchange_.method = options.post_bytes > 0 ? "POST" : "GET";
    exchange_.url = options.url;
    exchange_.timeout = 60s;
    exchange_.has_body = options.post_bytes > 0;
    exchange_.body.assign(options.post_bytes, 'x');
  }
  void StartAt(MonotonicTime due) { loop_->timers().Schedule(this, due); }
  void OnTimer(MonotonicTime) override { engine_->Start(&exchange_); }
  void OnExchangeDone(HttpExchange* e) override {
    if (e->outcome == Outcome::kAnswered) {
      ++totals_->answered;
    } else {
      ++totals_->failed;
      totals_->error = e->error;
    }
    totals_->connections += e->new_connections;
    if (stopping) return;
    if (options_.think > Duration(0)) {
      StartAt(loop_->clock().Now() + options_.think);
    } else {
      engine_->Start(e);
    }
  }
  void Stop() {
    stopping = true;
    loop_->timers().Cancel(this);
    engine_->Cancel(&exchange_);
  }
  bool stopping = false;

 private:
  const Options& options_;
  EventLoop* const loop_;
  HttpEngine* const engine_;
  Totals* const totals_;
  v1::HttpSettings settings_;
  std::unique_ptr<HttpSession> session_;
  HttpExchange exchange_;
};

struct StepTimer final : Timer {
  void OnTimer(MonotonicTime) override { step(); }
  std::function<void()> step;
};

int Run(const Options& options) {
  const auto loop = EventLoop::Create(RealClock()).value();
  const auto engine = NewCurlEngine(loop.get()).value();
  const double empty_kb = ResidentKb();
  Totals totals;
  std::vector<std::unique_ptr<User>> users;
  const MonotonicTime start = RealClock().Now();
  const Duration ramp = std::max<Duration>(options.sessions * 200us, options.think);
  for (int i = 0; i < options.sessions; ++i) {
    users.push_back(std::make_unique<User>(options, loop.get(), engine.get(), &totals));
    users.back()->StartAt(start + ramp / options.sessions * i);
  }
  Totals before;
  Duration cpu_before{0};
  MonotonicTime measured_from;
  StepTimer begin, end;
  begin.step = [&] {
    before = totals;
    cpu_before = CpuTime();
    measured_from = RealClock().Now();
  };
  end.step = [&] { loop->Quit(); };
  loop->timers().Schedule(&begin, start + ramp + 500ms);
  loop->timers().Schedule(&end, start + ramp + 500ms + options.length);
  loop->Run();

  const double wall = ToSeconds(RealClock().Now() - measured_from);
  const double cpu = ToSeconds(CpuTime() - cpu_before);
  const double requests = static_cast<double>(totals.answered - before.answered);
  std::printf(
      "sessions=%d connections=%zu requests=%.0f failed=%lu new_connections=%lu rps=%.0f "
      "cpu_us_per_request=%.2f cpu_share=%.2f rss_kb_per_session=%.1f %s\n",
      options.sessions, engine->open_connections(), requests, totals.failed - before.failed,
      totals.connections - before.connections, requests / wall, cpu * 1e6 / requests, cpu / wall,
      (ResidentKb() - empty_kb) / options.sessions, totals.error.c_str());
  for (const auto& user : users) user->Stop();
  return totals.failed == 0 ? 0 : 1;
}

}  // namespace
}  // namespace aurax::load::worker

int main(int argc, char** argv) {
  using namespace std::chrono_literals;
  if (argc < 4) {
    std::fprintf(stderr,
                 "usage: engine_bench URL SESSIONS SECONDS [THINK_MS [--http2] [--verify] [--post "
                 "BYTES]]\n");
    return 2;
  }
  aurax::load::worker::Options options;
  options.url = argv[1];
  options.sessions = std::atoi(argv[2]);
  options.length = std::atoi(argv[3]) * 1s;
  if (argc > 4) options.think = std::atoi(argv[4]) * 1ms;
  for (int i = 5; i < argc; ++i) {
    if (std::strcmp(argv[i], "--http2") == 0) options.http2 = true;
    if (std::strcmp(argv[i], "--verify") == 0) options.verify = true;
    if (std::strcmp(argv[i], "--post") == 0 && i + 1 < argc)
      options.post_bytes = std::atoi(argv[++i]);
  }
  return aurax::load::worker::Run(options);
}
