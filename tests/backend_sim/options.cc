#include "tests/backend_sim/options.h"

#include <algorithm>

#include "CLI/CLI.hpp"
#include "absl/strings/str_format.h"

namespace aurax::load::sim {
namespace {

constexpr int kMaxWorkers = 256;

absl::Status Invalid(std::string message) {
  const size_t end = message.find('\n');
  if (end != std::string::npos) message.resize(end);
  return absl::InvalidArgumentError(message);
}

absl::Status ApplyPlans(const std::vector<std::string>& latency,
                        const std::vector<std::string>& errors, Options& options) {
  for (const std::string& text : latency) {
    const absl::Status status = options.latency.Apply(text);
    if (!status.ok()) return Invalid("--latency: " + std::string(status.message()));
  }
  for (const std::string& text : errors) {
    const absl::Status status = options.errors.Apply(text);
    if (!status.ok()) return Invalid("--errors: " + std::string(status.message()));
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<Options> ParseOptions(const std::vector<std::string>& arguments) {
  Options options;
  std::vector<std::string> latency;
  std::vector<std::string> errors;
  CLI::App app("A stand-in for the AURAX backend.", "aurax-backend-sim");
  app.add_option("--host", options.host, "address to listen on")->capture_default_str();
  app.add_option("--port", options.port, "port to listen on; 0 = any that is free")
      ->capture_default_str();
  app.add_option("--seed", options.seed, "of latencies, errors and answers")->capture_default_str();
  app.add_option("--workers", options.workers, "threads, each with its own event loop")
      ->check(CLI::Range(1, kMaxWorkers))
      ->capture_default_str();
  app.add_option("--latency", latency,
                 "ENDPOINT=constant(50ms) | uniform(10ms,90ms) | lognormal(800ms,0.5), ...;\n"
                 "ENDPOINT = generate, route, scrape, health, status or all")
      ->take_all()
      ->allow_extra_args(false);
  app.add_option("--errors", errors,
                 "ENDPOINT=KIND:RATE%, ...; KIND = 500, success_false, malformed, reset or stall")
      ->take_all()
      ->allow_extra_args(false);
  app.add_flag("--track-ids", options.track_ids,
               "list each X-Request-Id seen twice or never finished in /sim/requests");
  std::vector<std::string> reversed(arguments.rbegin(), arguments.rend());
  try {
    app.parse(reversed);  // takes them back to front
  } catch (const CLI::CallForHelp&) {
    options.help = app.help();
    return options;
  } catch (const CLI::ParseError& error) {
    return Invalid(error.what());
  }
  const absl::Status status = ApplyPlans(latency, errors, options);
  if (!status.ok()) return status;
  return options;
}

}  // namespace aurax::load::sim
