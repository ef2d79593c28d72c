// Many workers in one process against a real master: what it costs the master, and whether
// anything gets lost or late.
//
//   aurax-fleet PORT WORKERS REQUESTS LIMIT
//
// PORT on 127.0.0.1 is the master's. Each worker says REQUESTS requests of every request name in
// each snapshot. Serves one run; prints one line of JSON; exit code 0 if the master has
// acknowledged everything within LIMIT seconds. SIGTERM: it says at once how far it came.
#include <algorithm>
#include <atomic>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <sys/resource.h>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "bench/fleet_worker.h"

namespace aurax::load::bench {
namespace {

// A tick is cut into so many turns, so that not all workers of a thread speak at once.
constexpr size_t kTurns = 5;
constexpr size_t kThreads = 2;

std::atomic<bool> give_up = false;  // set by a signal

struct Settings {
  uint16_t port = 0;
  size_t workers = 0;
  uint32_t requests = 0;
  Duration limit{0};
};

// The workers first, first + kThreads, first + 2 kThreads, ...
Delivery RunWorkers(const Settings& settings, size_t first) {
  const Clock& clock = RealClock();
  const MonotonicTime limit = clock.Now() + settings.limit;
  Mailbox<FleetEvent> mailbox;
  RecorderPool pool;
  std::vector<std::unique_ptr<FleetWorker>> workers;
  for (size_t n = first; n < settings.workers; n += kThreads) {
    FleetWorker::Options options;
    options.number = workers.size();
    options.worker_id = absl::StrCat("fleet-", n);
    options.seed = n + 1;
    options.requests = settings.requests;
    options.port = settings.port;
    options.clock = &clock;
    options.pool = &pool;
    options.mailbox = &mailbox;
    workers.push_back(std::make_unique<FleetWorker>(options));
  }
  const Duration turn_length = worker::Session::kTick / kTurns;
  MonotonicTime next_turn = clock.Now();
  size_t turn = 0, finished = 0, measured = 0;
  while (finished < workers.size() && !give_up && clock.Now() < limit) {
    for (const FleetEvent& event : mailbox.TakeAll(next_turn - clock.Now())) {
      workers[event.worker]->Take(event);
    }
    // Leases first: a snapshot that costs its time must not keep heartbeats waiting.
    if (clock.Now() >= next_turn) {
      for (size_t i = turn++ % kTurns; i < workers.size(); i += kTurns) workers[i]->OnTick();
      finished = 0;
      for (const auto& worker : workers) finished += worker->finished() ? 1 : 0;
      next_turn = std::max(next_turn + turn_length, clock.Now() + turn_length / 2);
    }
    for (size_t i = 0; i < workers.size() && clock.Now() < next_turn; ++i) {
      workers[measured++ % workers.size()]->Measure();
    }
  }
  Delivery sum;
  for (const auto& worker : workers) sum.Add(worker->delivery());
  workers.clear();
  return sum;
}

Delivery RunFleet(const Settings& settings) {
  std::vector<Delivery> deliveries(kThreads);
  std::vector<std::thread> threads;
  for (size_t t = 0; t < kThreads; ++t) {
    threads.emplace_back([&, t] { deliveries[t] = RunWorkers(settings, t); });
  }
  for (std::thread& thread : threads) thread.join();
  Delivery sum;
  for (const Delivery& delivery : deliveries) sum.Add(delivery);
  return sum;
}

void Print(const Settings& settings, const Delivery& sum) {
  std::printf("%s\n",
              absl::StrCat("{\"workers\": ", settings.workers, ", \"finished\": ", sum.finished,
                           ", \"snapshots\": ", sum.snapshots, ", \"resent\": ", sum.resent,
                           ", \"unacknowledged\": ", sum.unacknowledged, ", \"late\": ", sum.late,
                           ", \"worst_ack_us\": ", ToMicros(sum.worst), ", \"broken_links\": ",
                           sum.broken_links, ", \"warnings\": ", sum.warnings,
                           ", \"completed\": ", sum.completed, ", \"failed\": ", sum.failed, "}")
                  .c_str());
}

int Main(int argc, char** argv) {
  if (argc != 5) {
    std::fprintf(stderr, "usage: aurax-fleet PORT WORKERS REQUESTS LIMIT\n");
    return 2;
  }
  Settings settings;
  settings.port = static_cast<uint16_t>(std::atoi(argv[1]));
  settings.workers = static_cast<size_t>(std::atoi(argv[2]));
  settings.requests = static_cast<uint32_t>(std::atoi(argv[3]));
  settings.limit = std::chrono::seconds(std::atoi(argv[4]));
  rlimit files{};
  getrlimit(RLIMIT_NOFILE, &files);
  files.rlim_cur = files.rlim_max;
  setrlimit(RLIMIT_NOFILE, &files);
  std::signal(SIGTERM, [](int) { give_up = true; });
  const Delivery sum = RunFleet(settings);
  Print(settings, sum);
  if (sum.warnings > 0) std::fprintf(stderr, "%s\n", sum.first_warning.c_str());
  return sum.finished == settings.workers && sum.unacknowledged == 0 ? 0 : 1;
}

}  // namespace
}  // namespace aurax::load::bench

int main(int argc, char** argv) { return aurax::load::bench::Main(argc, argv); }
