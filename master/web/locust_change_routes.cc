// Locust's routes that change a run: /swarm, /stop, /stats/reset. As in Locust, what was not done
// is told with status 200 and "success": false.
#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "common/credentials.h"
#include "master/web/answers.h"
#include "master/web/front_parts.h"
#include "master/web/locust_swarm.h"

namespace aurax::load::master {
namespace {

using Json = nlohmann::ordered_json;

HttpResponse Failed(const std::string& message) {
  return JsonAnswer(200, {{"success", false}, {"message", message}});
}

std::string MistakesText(const std::vector<FieldMistake>& mistakes) {
  return absl::StrJoin(mistakes, "; ", [](std::string* out, const FieldMistake& mistake) {
    absl::StrAppend(out, mistake.field, mistake.field.empty() ? "" : ": ", mistake.message);
  });
}

HttpResponse Swarming(const RunRequest& request, const std::string& host) {
  Json json = {{"success", true}, {"message", "Swarming started"}, {"host", host}};
  if (request.run_time) {
    json["run_time"] = std::chrono::duration_cast<std::chrono::seconds>(*request.run_time).count();
  }
  if (request.user_classes) {
    std::vector<std::string> classes = *request.user_classes;
    std::sort(classes.begin(), classes.end());
    json["user_classes"] = classes;
  }
  return JsonAnswer(200, json);
}

void Swarm(FrontParts* front, const Call& call) {
  const absl::StatusOr<RunRequest> request = ReadSwarm(call.request);
  if (!request.ok()) {
    return call.reply.send(Failed(std::string(request.status().message())));
  }
  const auto latest = front->Latest();
  // What a client has not said itself is not for it to know.
  const std::string host =
      request->host ? *request->host : WithoutCredentials(front->options.defaults->host);
  RunCommands& commands = *front->options.commands;
  const auto swarming = Swarming(*request, host);
  if (latest->state == "spawning" || latest->state == "running") {
    return commands.Change(
        request->users, request->spawn_rate,
        [reply = call.reply, swarming](const absl::Status& status) {
          reply.send(status.ok() ? swarming : Failed(std::string(status.message())));
        });
  }
  commands.Start(*request, [reply = call.reply, swarming](const absl::StatusOr<RunStarted>& run) {
    if (!run.ok()) return reply.send(Failed(std::string(run.status().message())));
    reply.send(run->mistakes.empty() ? swarming : Failed(MistakesText(run->mistakes)));
  });
}

void Stop(FrontParts* front, const Call& call) {
  front->options.commands->Stop(false, [reply = call.reply](const absl::Status& status) {
    reply.send(status.ok() ? JsonAnswer(200, {{"success", true}, {"message", "Test stopped"}})
                           : Failed(std::string(status.message())));
  });
}

void Reset(FrontParts* front, const Call& call) {
  front->options.commands->Reset([reply = call.reply](const absl::Status& status) {
    reply.send(status.ok() ? TextAnswer(200, kTextType, "ok") : ProblemAnswer(status));
  });
}

}  // namespace

std::vector<Route> LocustChangeRoutes(FrontParts* front) {
  return {
      {"POST", "/swarm", Need::kLocustChange, [front](const Call& call) { Swarm(front, call); }},
      {"GET", "/stop", Need::kLocustChange, [front](const Call& call) { Stop(front, call); }},
      {"GET", "/stats/reset", Need::kLocustChange,
       [front](const Call& call) { Reset(front, call); }},
  };
}

}  // namespace aurax::load::master
