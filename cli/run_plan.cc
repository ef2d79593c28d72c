#include "cli/run_plan.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <random>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "cli/allowed_hosts.h"
#include "cli/version.h"
#include "master/scenario/request_url.h"

namespace aurax::load::cli {
namespace {

using master::Coordinator;
using master::FieldMistake;
using master::RunRequest;

constexpr double kDefaultSpawnRate = 1;
// As the scenario reader names the place of what is wrong there.
constexpr char kConfigUsers[] = "--config-users";

uint64_t DrawnSeed() {
  std::random_device device;
  // Small enough to be read out and typed again.
  return device() % 1'000'000'000;
}

std::string JsonText(const std::string& text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') {
      out += '\\';
      out += c;
    } else if (static_cast<unsigned char>(c) < 0x20) {
      absl::StrAppendFormat(&out, "\\u%04x", static_cast<unsigned char>(c));
    } else {
      out += c;
    }
  }
  return out + "\"";
}

void CheckRanges(const RunRequest& request, std::vector<FieldMistake>* mistakes) {
  if (request.users && (*request.users < 1 || *request.users > kMaxUsers)) {
    mistakes->push_back({"users", absl::StrCat("a whole number from 1 to ", kMaxUsers)});
  }
  if (request.spawn_rate && !(*request.spawn_rate > 0 && *request.spawn_rate <= kMaxUsers)) {
    mistakes->push_back(
        {"spawn_rate", absl::StrCat("users per second, above 0, up to ", kMaxUsers)});
  }
  if (request.run_time && *request.run_time <= Duration::zero()) {
    mistakes->push_back({"run_time", "longer than 0"});
  }
  if (request.host && !request.host->empty() && !master::IsBaseUrl(*request.host)) {
    mistakes->push_back({"host", "a base URL such as http://localhost:8000"});
  }
  for (const auto& [name, weight] : request.weights) {
    if (weight >= 0) continue;
    mistakes->push_back({"weights", absl::StrCat(name, ": a weight is 0 or more")});
  }
}

Options Changed(Options options, const RunRequest& request) {
  if (request.users) options.users = request.users;
  if (request.spawn_rate) options.spawn_rate = request.spawn_rate;
  if (request.run_time) options.run_time = request.run_time;
  if (request.host && !request.host->empty()) options.host = request.host;
  if (request.user_classes) options.user_classes = *request.user_classes;
  if (request.tags) options.tags = *request.tags;
  if (request.exclude_tags) options.exclude_tags = *request.exclude_tags;
  for (const auto& [name, weight] : request.weights) {
    options.config_users.push_back(
        absl::StrFormat("{\"user_class_name\":%s,\"weight\":%.17g}", JsonText(name), weight));
  }
  return options;
}

std::string FieldOf(const master::Mistake& mistake, const RunRequest& request) {
  if (mistake.file == kConfigUsers && !request.weights.empty()) return "weights";
  if (mistake.line != 0) return "";
  if (request.user_classes && absl::StartsWith(mistake.message, "Unknown User(s)")) {
    return "user_classes";
  }
  const bool tags = request.tags || request.exclude_tags;
  return tags && absl::StrContains(mistake.message, "with these tags") ? "tags" : "";
}

// The shortest digits that read back as the same number, never with an exponent.
std::string Digits(double number) {
  std::array<char, 400> buffer{};
  return std::string(buffer.data(), std::to_chars(buffer.data(), buffer.data() + buffer.size(),
                                                  number, std::chars_format::fixed)
                                        .ptr);
}

// --threshold, and what locust-plugins' options mean.
std::vector<std::string> ThresholdTexts(const Options& options) {
  std::vector<std::string> texts = options.threshold;
  if (options.check_rps)
    texts.push_back(absl::StrCat("rate >= ", Digits(*options.check_rps), "/s"));
  if (options.check_fail_ratio) {
    texts.push_back(absl::StrCat("errors <= ", Digits(*options.check_fail_ratio)));
  }
  if (options.check_avg_response_time) {
    texts.push_back(absl::StrCat("avg <= ", Digits(*options.check_avg_response_time), "ms"));
  }
  return texts;
}

// Who asks for users or a spawn rate asks for a plain ramp.
std::shared_ptr<const v1::Scenario> Planned(v1::Scenario scenario, const Options& options,
                                            std::vector<std::string>* warnings) {
  if ((options.users || options.spawn_rate) && !scenario.load().stages().empty()) {
    scenario.mutable_load()->clear_stages();
    warnings->push_back("users or spawn rate given: the scenario's stages are left out");
  }
  return std::make_shared<const v1::Scenario>(std::move(scenario));
}

// What the scenario leaves to be said, and whether all of it goes together.
void Complete(RunPlan* plan) {
  const v1::LoadSettings& load = plan->scenario->load();
  Options& options = plan->options;
  if (!load.stages().empty()) {
    if (!options.run_time && load.has_run_time_us()) {
      options.run_time = FromMicros(load.run_time_us());
    }
    const LoadProfile profile = LoadProfile::OfStages(load.stages(), options.run_time);
    options.users = UsersOf(profile.PeakTarget());
    options.spawn_rate = std::max(kDefaultSpawnRate, profile.SteepestRise());
  }
  if (!options.iterations && load.has_iterations()) {
    options.iterations = static_cast<int64_t>(load.iterations());
  }
  if (!options.users) options.users = load.has_users() ? load.users() : 1;
  if (!options.spawn_rate) {
    options.spawn_rate = load.has_spawn_rate() ? load.spawn_rate() : kDefaultSpawnRate;
  }
  if (!options.run_time && load.has_run_time_us()) {
    options.run_time = FromMicros(load.run_time_us());
  }
  if (const auto rows = TooFewRows(*plan->scenario, *options.users)) {
    plan->mistakes.push_back({"users", *rows});
  }
  if (const auto forbidden = ForbiddenHost(options.allowed_hosts, *plan->scenario)) {
    plan->mistakes.push_back({"host", *forbidden});
  }
}

}  // namespace

RunPlan PlanRun(const Options& options, const v1::Scenario& scenario) {
  RunPlan plan;
  plan.options = options;
  plan.scenario = Planned(scenario, options, &plan.warnings);
  Complete(&plan);
  return plan;
}

RunPlan PlanRun(const Options& options, const RunRequest& request) {
  RunPlan plan;
  CheckRanges(request, &plan.mistakes);
  if (!plan.mistakes.empty()) return plan;
  plan.options = Changed(options, request);
  master::LoadedScenario loaded =
      master::LoadScenario(*options.scenario, ScenarioOptionsOf(plan.options));
  for (const master::Mistake& mistake : loaded.mistakes) {
    plan.mistakes.push_back({FieldOf(mistake, request), mistake.ToString()});
  }
  if (!plan.mistakes.empty()) return plan;
  plan.warnings = std::move(loaded.warnings);
  if (request.without_run_time) {
    plan.options.run_time.reset();
    loaded.scenario.mutable_load()->clear_run_time_us();
  }
  plan.scenario = Planned(std::move(loaded.scenario), plan.options, &plan.warnings);
  Complete(&plan);
  return plan;
}

LoadProfile ProfileOf(const RunPlan& plan) {
  const auto& stages = plan.scenario->load().stages();
  if (!stages.empty()) return LoadProfile::OfStages(stages, plan.options.run_time);
  return LoadProfile::Ramp(static_cast<uint32_t>(*plan.options.users), *plan.options.spawn_rate,
                           plan.options.run_time);
}

Coordinator::Options CoordinatorOptions(const RunPlan& plan, const Clock* clock) {
  const Options& options = plan.options;
  Coordinator::Options c;
  c.scenario = *plan.scenario;
  c.users = static_cast<uint32_t>(*options.users);
  c.spawn_rate = *options.spawn_rate;
  c.run_time = options.run_time;
  c.stop_timeout = options.stop_timeout;
  if (options.iterations) c.iterations = static_cast<uint64_t>(*options.iterations);
  c.seed = options.seed ? static_cast<uint64_t>(*options.seed) : DrawnSeed();
  c.reset_stats = options.reset_stats;
  c.metrics.locust_rounding = options.locust_rounding;
  c.metrics.keep_per_second = options.json || options.json_file.has_value();
  c.metrics.keep_histories = options.json_file.has_value();
  c.version = std::string(Version());
  c.clock = clock;
  return c;
}

master::ScenarioOptions ScenarioOptionsOf(const Options& options) {
  master::ScenarioOptions s;
  s.tags = options.tags;
  s.exclude_tags = options.exclude_tags;
  s.user_classes = options.user_classes;
  s.host = options.host;
  s.equal_weights = options.equal_weights;
  s.thresholds = ThresholdTexts(options);
  s.ignore_thresholds = options.ignore_thresholds;
  s.config_users = options.config_users;
  return s;
}

std::optional<std::string> TooFewRows(const v1::Scenario& scenario, int64_t users) {
  for (const v1::DataSource& source : scenario.data()) {
    const int64_t rows = source.cells_size() / std::max(1, source.columns_size());
    if (source.pick() == v1::DataSource::PICK_UNIQUE && rows < users) {
      return absl::StrFormat("data '%s' has %d rows for %d users (pick: unique)", source.name(),
                             rows, users);
    }
  }
  return std::nullopt;
}

}  // namespace aurax::load::cli
