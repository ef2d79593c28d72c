// The options of master and workers.
#include "cli/option_table_parts.h"

namespace aurax::load::cli {
namespace {

constexpr std::string_view kCluster = "Cluster";
constexpr int64_t kMaxPort = 65'535;
constexpr int64_t kMaxWorkers = 20'000;
constexpr int64_t kMaxCapacity = 1'000'000;
constexpr int64_t kMaxProcesses = 1024;

constexpr OptionSpec kTable[] = {
    {.name = "master",
     .field = &Options::master,
     .locust_variable = "LOCUST_MODE_MASTER",
     .group = kCluster,
     .help = "leave the load to workers that connect (see --worker), and gather what they measure"},
    {.name = "master-bind-host",
     .field = &Options::master_bind_host,
     .value_name = "ADDRESS",
     .locust_variable = "LOCUST_MASTER_BIND_HOST",
     .group = kCluster,
     .help = "the address the master listens on, * for all (default: all; with --processes the "
             "loopback alone)"},
    {.name = "master-bind-port",
     .field = &Options::master_bind_port,
     .value_name = "PORT",
     .locust_variable = "LOCUST_MASTER_BIND_PORT",
     .group = kCluster,
     .help = "the port the master listens on; 0: any that is free, named in the log",
     .low = 0,
     .high = kMaxPort},
    {.name = "expect-workers",
     .field = &Options::expect_workers,
     .value_name = "N",
     .locust_variable = "LOCUST_EXPECT_WORKERS",
     .group = kCluster,
     .help = "the master starts when so many workers are ready",
     .low = 1,
     .high = kMaxWorkers},
    {.name = "expect-workers-max-wait",
     .field = &Options::expect_workers_max_wait,
     .value_name = "TIME",
     .locust_variable = "LOCUST_EXPECT_WORKERS_MAX_WAIT",
     .group = kCluster,
     .help =
         "give up, with exit code 1, when they are not ready after this time; 0: wait for ever"},
    {.name = "state-dir",
     .field = &Options::state_dir,
     .value_name = "DIR",
     .group = kCluster,
     .help = "past runs are kept in DIR/runs.db; a master also writes the run down in "
             "DIR/run.journal: if it is killed, the same command again goes on with the run"},
    {.name = "worker",
     .field = &Options::worker,
     .locust_variable = "LOCUST_MODE_WORKER",
     .group = kCluster,
     .help = "run what a master asks for, run after run; needs no scenario"},
    {.name = "master-host",
     .field = &Options::master_host,
     .value_name = "HOST",
     .locust_variable = "LOCUST_MASTER_NODE_HOST",
     .group = kCluster,
     .help = "where a worker finds its master (default: 127.0.0.1)"},
    {.name = "master-port",
     .field = &Options::master_port,
     .value_name = "PORT",
     .locust_variable = "LOCUST_MASTER_NODE_PORT",
     .group = kCluster,
     .help = "the port of --master-host",
     .low = 1,
     .high = kMaxPort},
    {.name = "worker-id",
     .field = &Options::worker_id,
     .value_name = "NAME",
     .group = kCluster,
     .help = "the worker's name in logs and reports, different for each (default: the host's name "
             "and a random number)"},
    {.name = "capacity",
     .field = &Options::capacity,
     .value_name = "N",
     .group = kCluster,
     .help = "a worker's share of the users, against other workers' (default: its number of loops)",
     .low = 1,
     .high = kMaxCapacity},
    {.name = "processes",
     .field = &Options::processes,
     .value_name = "N",
     .locust_variable = "LOCUST_PROCESSES",
     .group = kCluster,
     .help = "as many workers as processes of this one, with one loop each unless --loops says "
             "otherwise; -1: one per core; without --worker this process is their master",
     .low = -1,
     .high = kMaxProcesses},
    {.name = "cluster-tls-cert",
     .field = &Options::cluster_tls_cert,
     .value_name = "FILE",
     .group = kCluster,
     .help = "TLS between master and workers: this side's certificate (PEM); a master needs one, a "
             "worker if the master asks for it"},
    {.name = "cluster-tls-key",
     .field = &Options::cluster_tls_key,
     .value_name = "FILE",
     .group = kCluster,
     .help = "its private key (PEM)"},
    {.name = "cluster-tls-ca",
     .field = &Options::cluster_tls_ca,
     .value_name = "FILE",
     .group = kCluster,
     .help = "the authority that signed the other side's certificate (PEM); with it a master asks "
             "its workers for certificates"},
    {.name = "join-token-file",
     .field = &Options::join_token_file,
     .value_name = "FILE",
     .group = kCluster,
     .help = "the secret, in this file on both sides, without which a master takes no worker"},
};

}  // namespace

std::span<const OptionSpec> ClusterOptions() { return kTable; }

}  // namespace aurax::load::cli
