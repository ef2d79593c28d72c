// /api/v1, health and metrics.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "tests/fakes/temp_folder.h"
#include "tests/master/views/sample_report.h"
#include "tests/master/web/front_desk.h"

namespace aurax::load::master {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::Pair;

TEST(RunRoutes, AStartIsHandedOnWithEveryWishInIt) {
  FrontDesk desk;
  const Seen seen = desk.Post("/api/v1/runs", R"({"users":20,"spawn_rate":2.5,"run_time":"1h30m",
      "host":"http://a","user_classes":["U"],"tags":[],"exclude_tags":["x"],"weights":{"U":3}})");
  EXPECT_EQ(seen.status, 201);
  EXPECT_EQ(seen.json()["run_id"], "run-2");
  ASSERT_EQ(desk.commands.started.size(), 1u);
  const RunRequest& request = desk.commands.started[0];
  EXPECT_EQ(request.users, 20);
  EXPECT_EQ(request.spawn_rate, 2.5);
  EXPECT_EQ(request.run_time, std::chrono::minutes(90));
  EXPECT_EQ(request.host, "http://a");
  EXPECT_THAT(*request.user_classes, ElementsAre("U"));
  EXPECT_TRUE(request.tags->empty());
  EXPECT_THAT(request.weights, ElementsAre(Pair("U", 3)));
  EXPECT_EQ(desk.Post("/api/v1/runs", R"({"run_time":null})").status, 201);
  EXPECT_TRUE(desk.commands.started[1].without_run_time);
  EXPECT_FALSE(desk.commands.started[1].users);
}

TEST(RunRoutes, WhatIsWrongIsSaidAtTheField) {
  FrontDesk desk;
  const struct {
    const char* body;
    const char* field;
  } kCases[] = {{R"({"users":0})", "users"},
                {R"({"users":-1})", "users"},
                {R"({"spawn_rate":0})", "spawn_rate"},
                {R"({"run_time":"1h30"})", "run_time"},
                {R"({"run_time":"0s"})", "run_time"},
                {R"({"run_time":90})", "run_time"},
                {R"({"weights":{"U":-1}})", "weights.U"},
                {R"({"usres":1})", "usres"}};
  for (const auto& [body, field] : kCases) {
    const Seen seen = desk.Post("/api/v1/runs", body);
    EXPECT_EQ(seen.status, 422) << body;
    EXPECT_EQ(seen.json()["mistakes"][0]["field"], field) << body;
  }
  EXPECT_EQ(desk.Post("/api/v1/runs", "{").status, 400);
  EXPECT_EQ(desk.commands.calls(), 0u);
  desk.commands.start_answer = RunStarted{"", {{"host", "is not allowed"}}};
  const Seen refused = desk.Post("/api/v1/runs", "{}");
  EXPECT_EQ(refused.status, 422);
  EXPECT_EQ(refused.json()["mistakes"][0]["message"], "is not allowed");
  EXPECT_EQ(refused.json()["error"], "host: is not allowed");
  desk.commands.start_answer = absl::FailedPreconditionError("a run is going on");
  EXPECT_EQ(desk.Post("/api/v1/runs", "{}").status, 409);
}

TEST(RunRoutes, ARunIsChangedStoppedAndReset) {
  FrontDesk desk;
  const FrontDesk::Headers token = {{"x-csrf-token", desk.csrf()}};
  EXPECT_EQ(desk.Ask("PATCH", "/api/v1/runs/current", R"({"users":7})", token).status, 200);
  EXPECT_EQ(desk.Ask("PATCH", "/api/v1/runs/current", "{}", token).status, 422);
  EXPECT_THAT(desk.commands.changed, ElementsAre(Pair(7, std::nullopt)));
  EXPECT_EQ(desk.Post("/api/v1/runs/current/stop").status, 200);
  EXPECT_EQ(desk.Post("/api/v1/runs/current/stop", R"({"at_once":true})").status, 200);
  EXPECT_THAT(desk.commands.stopped, ElementsAre(false, true));
  EXPECT_EQ(desk.Post("/api/v1/runs/current/reset").status, 200);
  EXPECT_EQ(desk.commands.resets, 1u);
  desk.commands.status = absl::FailedPreconditionError("no run goes on");
  const Seen refused = desk.Ask("PATCH", "/api/v1/runs/current", R"({"users":7})", token);
  EXPECT_EQ(refused.status, 409);
  EXPECT_EQ(refused.json()["error"], "no run goes on");
}

TEST(RunRoutes, TheCurrentRunHasItsResultEntriesAndFiles) {
  FrontDesk desk;
  EXPECT_EQ(desk.Get("/api/v1/runs/current").status, 404);
  desk.Publish(LocustSample());
  for (const char* id : {"current", "run-1"}) {
    const auto result = desk.Get(absl::StrCat("/api/v1/runs/", id)).json();
    EXPECT_EQ(result["total"]["num_requests"], 213);
    EXPECT_THAT(result["scenario_text"].get<std::string>(), Not(HasSubstr("hunter2")));
  }
  EXPECT_EQ(desk.Get("/api/v1/runs/other").status, 404);
  const auto list = desk.Get("/api/v1/runs").json();
  ASSERT_EQ(list.size(), 1u);
  EXPECT_EQ(list[0]["stored"], false);
  EXPECT_EQ(list[0]["requests"], 213);
  const auto entry = desk.Get("/api/v1/runs/current/entry?method=POST&name=%2Flogin").json();
  EXPECT_EQ(entry["num_requests"], 13);
  EXPECT_TRUE(entry["response_time"].contains("curve"));
  EXPECT_EQ(desk.Get("/api/v1/runs/current/entry").json()["num_requests"], 213);
  EXPECT_EQ(desk.Get("/api/v1/runs/current/entry?method=GET&name=x").status, 404);
  for (const char* file : {"stats", "failures", "exceptions", "history"}) {
    const Seen csv = desk.Get(absl::StrCat("/api/v1/runs/current/", file, ".csv"));
    EXPECT_EQ(csv.status, 200);
    EXPECT_EQ(csv.content_type, "text/csv; charset=utf-8");
    EXPECT_EQ(csv.Header("Content-Disposition"),
              absl::StrCat("attachment;filename=run-1_", file, ".csv"));
  }
  EXPECT_EQ(desk.Get("/api/v1/runs/current/report.html?theme=pink").status, 422);
}

TEST(RunRoutes, APastRunSaysWhatItSaidWhenItWasThere) {
  const TempFolder folder;
  auto store = *RunStore::Open(folder.File("runs.sqlite"));
  FrontDesk desk([&](WebFront::Options* options) { options->store = store.get(); });
  desk.Publish(LocustSample());
  const char* const kTargets[] = {"stats.csv",   "failures.csv", "exceptions.csv",
                                  "history.csv", "result.json",  "entry?method=GET&name=/hello"};
  std::vector<std::string> live;
  for (const char* target : kTargets) {
    live.push_back(desk.Get(absl::StrCat("/api/v1/runs/run-1/", target)).body);
  }
  StoredSummary summary;
  summary.run_id = "run-1";
  ASSERT_TRUE(store->Put(summary, live[4]).ok());
  v1::Report next = LocustSample();
  next.mutable_run()->set_run_id("run-9");
  desk.Publish(next);
  for (size_t i = 0; i < live.size(); ++i) {
    const Seen past = desk.Get(absl::StrCat("/api/v1/runs/run-1/", kTargets[i]));
    EXPECT_EQ(past.status, 200);
    if (i < 4)
      EXPECT_EQ(past.body, live[i]) << kTargets[i];
    else
      EXPECT_EQ(past.json(), nlohmann::json::parse(live[i])) << kTargets[i];
  }
  const int report = desk.Get("/api/v1/runs/run-1/report.html").status;
  EXPECT_EQ(desk.Get("/api/v1/runs/run-1/report.html").status, report);
  EXPECT_EQ(desk.parts->opened->reports.size(), report == 200 ? 1u : 0u)
      << "a report is made once, not for everybody who asks";
  const auto list = desk.Get("/api/v1/runs").json();
  ASSERT_EQ(list.size(), 2u);
  EXPECT_EQ(list[0]["run_id"], "run-9");
  EXPECT_EQ(list[1]["stored"], true);
  EXPECT_EQ(desk.Get("/api/v1/runs/run-7").status, 404);
}

TEST(RunRoutes, TheScenarioIsShownWithoutItsSecrets) {
  FrontDesk desk;
  const Seen seen = desk.Get("/api/v1/scenario");
  EXPECT_THAT(seen.body, Not(HasSubstr("secret")));
  EXPECT_THAT(seen.body, Not(HasSubstr("hunter2")));
  const auto json = seen.json();
  EXPECT_EQ(json["user_classes"][0]["tasks"][0]["share"], 0.75);
  EXPECT_THAT(json["tags"].get<std::vector<std::string>>(), ElementsAre("generate", "health"));
  EXPECT_TRUE(json["run_time_us"].is_null());
}

TEST(RunRoutes, AMasterWithoutWorkersIsNotReady) {
  FrontDesk desk;
  EXPECT_EQ(desk.Get("/healthz").status, 200);
  EXPECT_EQ(desk.Get("/readyz").status, 200);
  Publication master;
  master.distributed = true;
  desk.Publish(master);
  EXPECT_EQ(desk.Get("/readyz").status, 503);
  master.ready_workers = 1;
  desk.Publish(master);
  EXPECT_EQ(desk.Get("/readyz").status, 200);
}

TEST(RunRoutes, LogsGoOnAfterASequence) {
  FrontDesk desk;
  desk.logs.Add("", "INFO", "one");
  desk.logs.Add("w1", "ERROR", "two");
  EXPECT_EQ(desk.Get("/api/v1/logs").json().size(), 2u);
  const auto json = desk.Get("/api/v1/logs?after=1").json();
  ASSERT_EQ(json.size(), 1u);
  EXPECT_EQ(json[0]["source"], "w1");
  EXPECT_EQ(desk.Get("/api/v1/logs?after=-1").status, 422);
  EXPECT_EQ(desk.Get("/api/v1/logs?after=99999999999999999999999").status, 422);
}

TEST(RunRoutes, EverythingIsBelowTheBasePath) {
  FrontDesk desk([](WebFront::Options* options) { options->base_path = "/load"; });
  EXPECT_EQ(desk.Get("/load/healthz").status, 200);
  EXPECT_EQ(desk.Get("/healthz").status, 404);
  EXPECT_EQ(desk.Get("/loader/healthz").status, 404);
  const Seen seen = desk.Get("/load");
  EXPECT_EQ(seen.status, 308);
  EXPECT_EQ(seen.Header("Location"), "/load/");
  EXPECT_EQ(desk.Get("/load/login").Header("Location"), "/load/");
}

TEST(RunRoutes, OddRequestsAreRefusedInOrder) {
  FrontDesk desk;
  EXPECT_EQ(desk.Ask("DELETE", "/api/v1/runs").status, 405);
  EXPECT_EQ(desk.Ask("DELETE", "/api/v1/runs").Header("Allow"), "GET, HEAD, POST");
  EXPECT_EQ(desk.Get("").status, 404);
  EXPECT_EQ(desk.Get("*").status, 404);
  EXPECT_EQ(desk.Get("http://other/").status, 404);
  EXPECT_EQ(desk.Get("/api/v1/runs?%").status, 400);
  EXPECT_EQ(desk.Get("/api/v1/runs/%ff").status, 404);
  EXPECT_EQ(desk.Get("/api/v1/runs/..%2f..%2fetc").status, 404);
  EXPECT_EQ(desk.Get("/../../etc/passwd").status, 404);
  const Seen head = desk.Ask("HEAD", "/api/v1/version");
  EXPECT_EQ(head.status, 200);
  EXPECT_EQ(head.body, "");
  EXPECT_EQ(desk.Ask("HEAD", "/api/v1/events").status, 200);
}

TEST(ViewCache, AsManyAsAskCostOneRenderingPerVersion) {
  FakeClock clock;
  ViewCache cache(&clock);
  Publication publication;
  publication.version = 1;
  publication.state = "running";
  int made = 0;
  const auto get = [&] {
    return *cache.Get("view", publication, [&] {
      clock.Advance(std::chrono::milliseconds(5));
      return absl::StrCat(++made);
    });
  };
  for (int i = 0; i < 50; ++i) EXPECT_EQ(get(), "1");
  publication.version = 2;
  EXPECT_EQ(get(), "1") << "it took 5 ms, so it is kept for 50";
  clock.Advance(std::chrono::milliseconds(50));
  EXPECT_EQ(get(), "2");
  publication.version = 3;
  publication.state = "stopped";
  EXPECT_EQ(get(), "3") << "nobody may be left with figures that are not the last";
}

}  // namespace
}  // namespace aurax::load::master
