// The OpenAPI document says what the server does: its routes, and its answers.
#include <gtest/gtest.h>
#include <set>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "master/web/openapi_document.h"
#include "tests/master/views/sample_report.h"
#include "tests/master/web/front_desk.h"
#include "tests/master/web/json_schema.h"

namespace aurax::load::master {
namespace {

using Json = nlohmann::json;

const Json& Document() {
  static const Json kDocument = Json::parse(OpenApiDocument());
  return kDocument;
}

// Of a documented answer; null: not documented.
Json SchemaOf(const std::string& method, const std::string& pattern, const Seen& seen) {
  const Json operation = Document()["paths"][pattern][absl::AsciiStrToLower(method)];
  const Json response = operation["responses"].value(absl::StrCat(seen.status), Json::object());
  const std::string type = seen.content_type.substr(0, seen.content_type.find(';'));
  return response.value("content", Json::object())
      .value(type, Json::object())
      .value("schema", Json());
}

TEST(OpenApi, HasEveryRouteAndNoOther) {
  const FrontDesk desk;
  std::set<std::string> served, documented;
  for (const Route& route : desk.dispatch->router().routes()) {
    served.insert(absl::StrCat(absl::AsciiStrToLower(route.method), " ", route.pattern));
  }
  for (const auto& [path, operations] : Document()["paths"].items()) {
    for (const auto& [method, operation] : operations.items()) {
      documented.insert(absl::StrCat(method, " ", path));
    }
  }
  EXPECT_EQ(served, documented);
}

TEST(OpenApi, SaysWhoMay) {
  const FrontDesk desk;
  for (const Route& route : desk.dispatch->router().routes()) {
    const Json operation = Document()["paths"][route.pattern][absl::AsciiStrToLower(route.method)];
    SCOPED_TRACE(route.method + " " + route.pattern);
    const std::string security =
        operation.contains("security") ? operation["security"].dump() : "as all";
    EXPECT_EQ(security == "[]", route.need == Need::kNothing);
    EXPECT_EQ(security == "as all", route.need == Need::kViewer);
    EXPECT_EQ(security.find("csrf") != std::string::npos,
              route.need == Need::kOperator || route.need == Need::kLocustChange);
    EXPECT_EQ(security.find("{}") != std::string::npos, route.need == Need::kLocustChange);
  }
}

TEST(OpenApi, EveryAnswerIsAsDocumented) {
  FrontDesk desk;
  desk.logs.Add("w1", "INFO", "line");
  const auto ask_all = [&] {
    for (const Route& route : desk.dispatch->router().routes()) {
      std::string target = route.pattern;
      if (const size_t id = target.find("{run_id}"); id != std::string::npos) {
        target.replace(id, 8, "current");
      }
      const Seen seen = route.method == "GET"
                            ? desk.Get(target)
                            : desk.Ask(route.method, target, "", {{"x-csrf-token", desk.csrf()}});
      if (seen.status == 302 || seen.status == 501) continue;
      const Json schema = SchemaOf(route.method, route.pattern, seen);
      const std::string what =
          absl::StrCat(route.method, " ", route.pattern, ": ", seen.status, " ", seen.body);
      ASSERT_FALSE(schema.is_null()) << what;
      const bool json = seen.content_type == "application/json";
      EXPECT_EQ(Misfit(json ? seen.json() : Json(seen.body), schema, Document(), false), "")
          << what.substr(0, 300);
    }
  };
  ask_all();
  desk.Publish(LocustSample());
  ask_all();
  Publication cluster;
  cluster.state = "stopped";
  cluster.distributed = true;
  cluster.ready_workers = 2;
  cluster.report = std::make_shared<const v1::Report>(ClusterSample());
  desk.Publish(cluster);
  ask_all();
  desk.commands.start_answer = absl::FailedPreconditionError("not now");
  desk.commands.status = absl::FailedPreconditionError("not now");
  for (const char* target : {"/api/v1/runs", "/api/v1/runs/current/reset"}) {
    const Seen seen = desk.Post(target);
    EXPECT_EQ(Misfit(seen.json(), SchemaOf("POST", target, seen), Document(), true), "");
  }
}

TEST(OpenApi, LiveMessagesAreAsDocumented) {
  FrontDesk desk;
  desk.Get("/api/v1/events");
  desk.logs.Add("w1", "INFO", "line");
  v1::Report report = ClusterSample();
  report.add_events()->set_kind("worker_lost");
  desk.Publish(report);
  desk.Publish(report, "stopped");
  desk.Get("/api/v1/events");
  ASSERT_EQ(desk.events.size(), 4u);
  for (const std::string& event : desk.events) {
    EXPECT_EQ(Misfit(DataOf(event), {{"$ref", "#/components/schemas/Live"}}, Document(), true), "");
  }
}

}  // namespace
}  // namespace aurax::load::master
