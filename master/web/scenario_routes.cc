// What a run can be made of, and what this program is: scenario, version, OpenAPI document.
#include <algorithm>
#include <set>
#include <utility>

#include "common/credentials.h"
#include "master/scenario/masked_text.h"
#include "master/web/answers.h"
#include "master/web/front_parts.h"
#include "master/web/openapi_document.h"

namespace aurax::load::master {
namespace {

using Json = nlohmann::ordered_json;

bool Selected(const std::vector<std::string>& selection, const std::string& name) {
  return selection.empty() ||
         std::find(selection.begin(), selection.end(), name) != selection.end();
}

Json TasksJson(const v1::UserClass& user_class) {
  double sum = 0;
  for (const v1::Task& task : user_class.tasks()) sum += task.weight();
  Json tasks = Json::array();
  for (const v1::Task& task : user_class.tasks()) {
    tasks.push_back({{"name", task.name()},
                     {"weight", task.weight()},
                     {"share", sum > 0 ? task.weight() / sum : 0.0},
                     {"tags", std::vector<std::string>(task.tags().begin(), task.tags().end())}});
  }
  return tasks;
}

Json ScenarioJson(const WebFront::Options& options) {
  static const v1::Scenario kNone;
  const WebFront::Defaults& defaults = *options.defaults;
  const v1::Scenario& scenario = defaults.scenario ? *defaults.scenario : kNone;
  Json classes = Json::array();
  std::set<std::string> tags;
  for (const v1::UserClass& user_class : scenario.user_classes()) {
    classes.push_back({{"name", user_class.name()},
                       {"weight", user_class.weight()},
                       {"fixed_count", user_class.fixed_count()},
                       {"host", WithoutCredentials(user_class.host())},
                       {"selected", Selected(defaults.user_classes, user_class.name())},
                       {"tasks", TasksJson(user_class)}});
    for (const v1::Task& task : user_class.tasks()) {
      tags.insert(task.tags().begin(), task.tags().end());
    }
  }
  return {{"file", scenario.source_name()},
          {"host", WithoutCredentials(defaults.host)},
          {"allowed_hosts", options.allowed_hosts},
          {"users", defaults.users},
          {"spawn_rate", defaults.spawn_rate},
          {"run_time_us", defaults.run_time ? Json(ToMicros(*defaults.run_time)) : Json()},
          {"user_classes", std::move(classes)},
          {"tags", tags},
          {"selected_tags", defaults.tags},
          {"excluded_tags", defaults.exclude_tags},
          {"text", MaskedScenarioText(defaults.scenario_text)}};
}

}  // namespace

std::vector<Route> ScenarioRoutes(FrontParts* front) {
  return {
      {"GET", "/api/v1/scenario", Need::kViewer,
       [front](const Call& call) {
         call.reply.send(JsonAnswer(200, ScenarioJson(front->options)));
       }},
      {"GET", "/api/v1/version", Need::kNothing,
       [front](const Call& call) {
         call.reply.send(JsonAnswer(200, {{"version", front->options.version}}));
       }},
      {"GET", "/api/v1/openapi.json", Need::kNothing,
       [](const Call& call) {
         call.reply.send(TextAnswer(200, kJsonType, std::string(OpenApiDocument())));
       }},
  };
}

}  // namespace aurax::load::master
