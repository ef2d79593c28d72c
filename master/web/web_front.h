// Everything that a browser, script or scraper gets: pages, /api/v1, Locust's routes, /metrics,
// health. Reads what the control thread publishes, asks RunCommands for changes; runs on the HTTP
// server's thread.
#ifndef AURAX_MASTER_WEB_WEB_FRONT_H_
#define AURAX_MASTER_WEB_WEB_FRONT_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "aurax/load/v1/scenario.pb.h"
#include "common/clock.h"
#include "master/run_store.h"
#include "master/web/http_server.h"
#include "master/web/log_lines.h"
#include "master/web/run_commands.h"
#include "master/web/run_feed.h"

namespace aurax::load::master {

class WebFront {
 public:
  // What a run can be made of, as command line and scenario say; for the start form.
  struct Defaults {
    std::shared_ptr<const v1::Scenario> scenario;  // with nothing filtered
    std::string scenario_text;  // the file as it is; secrets are masked on the way out
    int64_t users = 1;
    double spawn_rate = 1;
    std::optional<Duration> run_time;
    std::string host;
    std::vector<std::string> user_classes, tags, exclude_tags;  // selected; empty: all
  };
  struct Options {
    std::string host;  // "*": all addresses
    uint16_t port = 0;
    std::string base_path;  // "/load", or empty
    std::string tls_cert_file, tls_key_file;
    std::string auth_file;                   // empty: nobody logs in
    std::vector<std::string> allowed_hosts;  // patterns as "*.example.com"; empty: any
    std::optional<bool> locust_api;  // GETs that change; not given: for loopback clients alone
    // PREFIX_stats_history.csv of --csv PREFIX --csv-full-history; empty: none is written.
    std::string csv_history_file;
    bool csv_full_history = false;
    std::string version;
    std::shared_ptr<const Defaults> defaults;
    // What was given on the command line and elsewhere, secrets masked; for reports.
    std::vector<std::pair<std::string, std::string>> shown_options;
    // All outlive the front.
    const Clock* clock = nullptr;
    RunFeed* feed = nullptr;
    RunCommands* commands = nullptr;
    LogLines* logs = nullptr;
    RunStore* store = nullptr;  // null: past runs are not kept. Used on the front's thread alone
    std::function<void(const std::string&)> warn;  // any thread
  };
  // Listens. Errors as HttpServer::Start's and Access::Open's.
  static absl::StatusOr<std::unique_ptr<WebFront>> Start(Options options);
  ~WebFront();

  uint16_t port() const;
  std::string url() const;  // for people: "http://127.0.0.1:8089"

 private:
  struct Impl;
  explicit WebFront(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace aurax::load::master

#endif  // AURAX_MASTER_WEB_WEB_FRONT_H_
