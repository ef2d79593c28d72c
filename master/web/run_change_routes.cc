// Runs as people want them: start, change, stop, reset.
#include <cmath>
#include <utility>

#include "common/duration_text.h"
#include "master/web/answers.h"
#include "master/web/front_parts.h"
#include "master/web/json_body.h"

namespace aurax::load::master {
namespace {

using Json = nlohmann::ordered_json;

std::function<void(absl::Status)> Answer(const Reply& reply) {
  return [reply](const absl::Status& status) {
    reply.send(status.ok() ? JsonAnswer(200, Json::object()) : ProblemAnswer(status));
  };
}

std::optional<int64_t> Users(JsonBody* body) {
  const std::optional<int64_t> users = body->WholeNumber("users");
  if (users && (*users < 1 || *users > UINT32_MAX)) body->AddMistake("users", "must be at least 1");
  return users;
}

std::optional<double> SpawnRate(JsonBody* body) {
  const std::optional<double> rate = body->Number("spawn_rate");
  if (rate && *rate <= 0) body->AddMistake("spawn_rate", "must be greater than 0");
  return rate;
}

void ReadRunTime(JsonBody* body, RunRequest* request) {
  if (body->IsNull("run_time")) {
    request->without_run_time = true;
    return;
  }
  const std::optional<std::string> text = body->Text("run_time");
  if (!text) return;
  const absl::StatusOr<Duration> run_time = ParseDuration(*text);
  if (!run_time.ok())
    body->AddMistake("run_time", std::string(run_time.status().message()));
  else if (*run_time <= Duration(0))
    body->AddMistake("run_time", "must be greater than 0");
  else
    request->run_time = *run_time;
}

RunRequest ReadRequest(JsonBody* body) {
  RunRequest request;
  request.users = Users(body);
  request.spawn_rate = SpawnRate(body);
  ReadRunTime(body, &request);
  request.host = body->Text("host");
  request.user_classes = body->Texts("user_classes");
  request.tags = body->Texts("tags");
  request.exclude_tags = body->Texts("exclude_tags");
  request.weights = body->Numbers("weights");
  for (const auto& [name, weight] : request.weights) {
    if (weight < 0) body->AddMistake("weights." + name, "must not be negative");
  }
  return request;
}

void Start(FrontParts* front, const Call& call) {
  JsonBody body(call.request.body);
  const RunRequest request = ReadRequest(&body);
  if (std::optional<HttpResponse> problem = body.Problem()) {
    return call.reply.send(std::move(*problem));
  }
  front->options.commands->Start(request,
                                 [reply = call.reply](const absl::StatusOr<RunStarted>& started) {
                                   if (!started.ok())
                                     return reply.send(ProblemAnswer(started.status()));
                                   if (!started->mistakes.empty())
                                     return reply.send(MistakesAnswer(started->mistakes));
                                   reply.send(JsonAnswer(201, {{"run_id", started->run_id}}));
                                 });
}

void Change(FrontParts* front, const Call& call) {
  JsonBody body(call.request.body);
  const std::optional<int64_t> users = Users(&body);
  const std::optional<double> rate = SpawnRate(&body);
  if (!users && !rate) body.AddMistake("", "gives neither users nor spawn_rate");
  if (std::optional<HttpResponse> problem = body.Problem()) {
    return call.reply.send(std::move(*problem));
  }
  front->options.commands->Change(users, rate, Answer(call.reply));
}

void Stop(FrontParts* front, const Call& call) {
  JsonBody body(call.request.body);
  const bool at_once = body.Flag("at_once").value_or(false);
  if (std::optional<HttpResponse> problem = body.Problem()) {
    return call.reply.send(std::move(*problem));
  }
  front->options.commands->Stop(at_once, Answer(call.reply));
}

void Reset(FrontParts* front, const Call& call) {
  JsonBody body(call.request.body);
  if (std::optional<HttpResponse> problem = body.Problem()) {
    return call.reply.send(std::move(*problem));
  }
  front->options.commands->Reset(Answer(call.reply));
}

}  // namespace

std::vector<Route> RunChangeRoutes(FrontParts* front) {
  return {
      {"POST", "/api/v1/runs", Need::kOperator, [front](const Call& call) { Start(front, call); }},
      {"PATCH", "/api/v1/runs/current", Need::kOperator,
       [front](const Call& call) { Change(front, call); }},
      {"POST", "/api/v1/runs/current/stop", Need::kOperator,
       [front](const Call& call) { Stop(front, call); }},
      {"POST", "/api/v1/runs/current/reset", Need::kOperator,
       [front](const Call& call) { Reset(front, call); }},
  };
}

}  // namespace aurax::load::master
