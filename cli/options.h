// Everything the user asked for, whether by command line, environment or config file.
#ifndef AURAX_CLI_OPTIONS_H_
#define AURAX_CLI_OPTIONS_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "cli/log_level.h"
#include "common/clock.h"
#include "common/protocol.h"

namespace aurax::load::cli {

inline constexpr char kDefaultMasterHost[] = "127.0.0.1";
inline constexpr int64_t kMaxUsers = 100'000'000;

// A member's initial value is the option's default; nullopt and empty lists mean "not given". What
// each option means is in its help text (cli/option_table.cc); member names are the long option
// names.
struct Options {
  // What to run.
  std::optional<std::string> scenario;
  std::optional<std::string> host;        // instead of every host in the scenario
  std::vector<std::string> user_classes;  // empty: all
  std::vector<std::string> tags;
  std::vector<std::string> exclude_tags;
  std::vector<std::string>
      config_users;  // JSON objects or arrays of them, or paths ending in .json
  bool equal_weights = false;

  // How much load. Not given: the scenario's, else 1 user, 1 user/s, without end.
  std::optional<int64_t> users;       // >= 1
  std::optional<double> spawn_rate;   // users per second, > 0, finite
  std::optional<Duration> run_time;   // > 0
  std::optional<int64_t> iterations;  // >= 1, of all users together
  Duration stop_timeout{0};
  bool headless = false;
  bool autostart = false;
  int64_t autoquit = -1;         // seconds after a run; -1: never. Only with autostart
  std::optional<int64_t> seed;   // >= 0; not given: drawn anew for every run
  std::optional<int64_t> loops;  // >= 1; not given: one per core

  // What it is to reach.
  std::vector<std::string> threshold;             // beside the scenario's
  bool ignore_thresholds = false;                 // the scenario's
  std::optional<double> check_rps;                // locust-plugins': at least
  std::optional<double> check_fail_ratio;         // at most, 0..1
  std::optional<double> check_avg_response_time;  // at most, milliseconds

  // What people look at it with.
  std::optional<std::string> web_host;  // "*" means all; not given: loopback alone
  int64_t web_port = 8089;              // 0: any that is free
  std::optional<std::string> web_base_path;
  std::optional<std::string> web_tls_cert;
  std::optional<std::string> web_tls_key;
  std::optional<std::string> web_auth_file;
  bool web_login = false;
  std::vector<std::string> allowed_hosts;  // patterns; empty: any
  bool locust_api = false;
  bool class_picker = false;            // of no effect: always so
  std::optional<int64_t> metrics_port;  // 0: any that is free

  // The cluster. The master's, then the worker's, then both's.
  bool master = false;
  std::optional<std::string> master_bind_host;     // "*" means all; not given: all, loopback alone
                                                   // with `processes`
  int64_t master_bind_port = kDefaultClusterPort;  // 0: any that is free
  int64_t expect_workers = 1;                      // >= 1
  Duration expect_workers_max_wait{0};             // 0: for ever
  std::optional<std::string> state_dir;            // never of a worker
  bool worker = false;
  std::optional<std::string> master_host;  // not given: kDefaultMasterHost
  int64_t master_port = kDefaultClusterPort;
  std::optional<std::string> worker_id;  // not given: made up, different for every process
  std::optional<int64_t> capacity;       // >= 1; not given: as many as loops
  std::optional<int64_t> processes;      // >= 1; -1: one per core; never with `master`
  std::optional<std::string> cluster_tls_cert;
  std::optional<std::string> cluster_tls_key;
  std::optional<std::string> cluster_tls_ca;
  std::optional<std::string> join_token_file;

  // Statistics and results.
  std::optional<std::string> csv;  // prefix of the four files
  bool csv_full_history = false;   // only with csv
  bool json = false;
  std::optional<std::string> json_file;  // without .json
  std::optional<std::string> html;       // {u} {r} {t} stand for users, rate, run time
  std::optional<std::string> junit;
  bool print_stats = false;
  bool only_summary = false;
  bool reset_stats = false;
  bool locust_rounding = false;
  int64_t exit_code_on_error = 1;  // 0..255

  // Log.
  LogLevel log_level = LogLevel::kInfo;
  std::optional<std::string> logfile;
  bool skip_log_setup = false;

  // Instead of a run.
  bool check = false;
  bool list = false;
  bool show_profile = false;
  bool show_task_ratio = false;
  bool show_task_ratio_json = false;

  // Answered by ParseCommandLine itself; of no use after it.
  std::optional<std::string> config;
  bool show_config = false;
  bool version = false;
  bool help = false;
};

}  // namespace aurax::load::cli

#endif  // AURAX_CLI_OPTIONS_H_
