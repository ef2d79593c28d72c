#include "cli/web_door.h"

#include <fstream>
#include <iterator>
#include <utility>

#include "absl/strings/str_cat.h"
#include "cli/metrics_server.h"
#include "cli/run_plan.h"
#include "cli/run_records.h"
#include "cli/show_config.h"
#include "cli/version.h"
#include "cli/web_options.h"
#include "master/views/metrics_text.h"

namespace aurax::load::cli {
namespace {

using master::WebFront;

std::shared_ptr<const WebFront::Defaults> DefaultsOf(const RunParts& run) {
  const Options& options = *run.options;
  const RunPlan plan = PlanRun(options, *run.scenario);
  auto defaults = std::make_shared<WebFront::Defaults>();
  master::ScenarioOptions unfiltered = ScenarioOptionsOf(options);
  unfiltered.tags.clear();
  unfiltered.exclude_tags.clear();
  unfiltered.user_classes.clear();
  defaults->scenario = std::make_shared<const v1::Scenario>(
      master::LoadScenario(*options.scenario, unfiltered).scenario);
  std::ifstream file(*options.scenario);
  defaults->scenario_text.assign(std::istreambuf_iterator<char>(file), {});
  defaults->users = *plan.options.users;
  defaults->spawn_rate = *plan.options.spawn_rate;
  defaults->run_time = plan.options.run_time;
  defaults->host = options.host.value_or(run.scenario->host());
  defaults->user_classes = options.user_classes;
  defaults->tags = options.tags;
  defaults->exclude_tags = options.exclude_tags;
  return defaults;
}

WebFront::Options FrontOptions(const RunParts& run, RunHost* host, master::LogLines* logs) {
  const Options& options = *run.options;
  WebFront::Options front;
  front.host = WebHost(options);
  front.port = static_cast<uint16_t>(options.web_port);
  front.base_path = options.web_base_path.value_or("");
  while (!front.base_path.empty() && front.base_path.back() == '/') front.base_path.pop_back();
  front.tls_cert_file = options.web_tls_cert.value_or("");
  front.tls_key_file = options.web_tls_key.value_or("");
  front.auth_file = options.web_auth_file.value_or("");
  front.allowed_hosts = options.allowed_hosts;
  if (options.locust_api) front.locust_api = true;
  if (options.csv && options.csv_full_history) {
    front.csv_history_file = absl::StrCat(*options.csv, "_stats_history.csv");
  }
  front.csv_full_history = options.csv_full_history;
  front.version = std::string(Version());
  front.defaults = DefaultsOf(run);
  front.shown_options = ShownOptions(options);
  front.clock = run.clock;
  front.feed = host->feed();
  front.commands = host->commands();
  front.logs = logs;
  front.warn = [log = run.log](const std::string& text) { log->Warning(text); };
  return front;
}

}  // namespace

absl::Status WebDoor::OpenFront(const RunParts& run, RunHost* host, master::LogLines* logs) {
  WebFront::Options options = FrontOptions(run, host, logs);
  if (run.options->state_dir) {
    auto store = master::RunStore::Open(RunRecords::StorePath(*run.options));
    if (!store.ok()) return store.status();
    store_ = *std::move(store);
    options.store = store_.get();
  }
  auto front = WebFront::Start(std::move(options));
  if (!front.ok()) return front.status();
  front_ = *std::move(front);
  run.log->Info(absl::StrCat("Web interface at ", front_->url()));
  for (const std::string& warning : WebExposureWarnings(*run.options)) run.log->Warning(warning);
  return absl::OkStatus();
}

absl::Status WebDoor::OpenMetrics(const RunParts& run, RunHost* host) {
  MetricsSource source;
  source.text = [host] { return master::MetricsText(*host->feed()->Latest()); };
  source.ready = [host] { return host->feed()->Latest()->ready_workers > 0; };
  auto server = StartMetricsServer(*run.options, std::move(source), run.log);
  if (!server.ok()) return server.status();
  metrics_ = *std::move(server);
  return absl::OkStatus();
}

absl::StatusOr<std::unique_ptr<WebDoor>> WebDoor::Open(const RunParts& run, RunHost* host,
                                                       master::LogLines* logs) {
  std::unique_ptr<WebDoor> door(new WebDoor());
  if (!run.options->headless) {
    if (absl::Status status = door->OpenFront(run, host, logs); !status.ok()) return status;
  }
  if (run.options->metrics_port) {
    if (absl::Status status = door->OpenMetrics(run, host); !status.ok()) return status;
  }
  return door;
}

}  // namespace aurax::load::cli
