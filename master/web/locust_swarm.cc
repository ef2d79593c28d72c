#include "master/web/locust_swarm.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <optional>

#include "common/duration_text.h"
#include "master/web/json_body.h"
#include "master/web/url_text.h"

namespace aurax::load::master {
namespace {

constexpr char kMissing[] = "Missing user_count or spawn_rate from /swarm request";
constexpr char kRunTime[] = "Valid run_time formats are : 20, 20s, 3m, 2h, 1h20m, 3h30m10s, etc.";

// A JSON object as the form it could have been.
std::optional<Fields> JsonFields(const std::string& body) {
  const JsonBody checked(body);
  if (!checked.readable()) return std::nullopt;
  Fields fields;
  for (const auto& [key, value] : checked.json().items()) {
    const auto add = [&fields, &key = key](const nlohmann::json& one) {
      if (one.is_string())
        fields.emplace_back(key, one.get<std::string>());
      else if (!one.is_null())
        fields.emplace_back(key, one.dump());
    };
    if (value.is_array())
      std::for_each(value.begin(), value.end(), add);
    else
      add(value);
  }
  return fields;
}

std::optional<double> Number(const std::string& text) {
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || !std::isfinite(value)) {
    return std::nullopt;
  }
  return value;
}

std::string First(const Fields& fields, const char* name) {
  for (const auto& [key, value] : fields) {
    if (key == name) return value;
  }
  return "";
}

}  // namespace

absl::StatusOr<RunRequest> ReadSwarm(const HttpRequest& request) {
  const bool json = request.Header("content-type").starts_with("application/json");
  const std::optional<Fields> fields = json ? JsonFields(request.body) : FormFields(request.body);
  if (!fields) return absl::InvalidArgumentError("The body of the request cannot be read");
  RunRequest run;
  const std::string users = First(*fields, "user_count");
  const std::string rate = First(*fields, "spawn_rate");
  if (users.empty() || rate.empty()) return absl::InvalidArgumentError(kMissing);
  const std::optional<double> count = Number(users);
  if (!count || *count != std::floor(*count) || *count < 0 || *count > UINT32_MAX) {
    return absl::InvalidArgumentError("user_count must be a whole number");
  }
  run.users = static_cast<int64_t>(*count);
  run.spawn_rate = Number(rate);
  if (!run.spawn_rate) return absl::InvalidArgumentError("spawn_rate must be a number");
  if (*run.spawn_rate <= 0) return absl::InvalidArgumentError(kMissing);
  if (std::string host = First(*fields, "host"); !host.empty()) {
    std::erase_if(host, [](char c) { return c == '<' || c == '>'; });
    run.host = host;
  }
  if (const std::string text = First(*fields, "run_time"); !text.empty()) {
    const absl::StatusOr<Duration> run_time = ParseDuration(text);
    if (!run_time.ok()) return absl::InvalidArgumentError(kRunTime);
    if (*run_time > Duration(0)) run.run_time = *run_time;
  }
  std::vector<std::string> classes;
  for (const auto& [key, value] : *fields) {
    if (key == "user_classes" && !value.empty()) classes.push_back(value);
  }
  if (!classes.empty()) run.user_classes = std::move(classes);
  return run;
}

}  // namespace aurax::load::master
