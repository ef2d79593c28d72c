// Locust's routes, as scripts and clients written for it know them.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "master/views/csv_files.h"
#include "tests/fakes/temp_folder.h"
#include "tests/master/views/sample_report.h"
#include "tests/master/web/front_desk.h"

namespace aurax::load::master {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Pair;
using Json = nlohmann::json;

Json Swarm(FrontDesk& desk, const std::string& body, const std::string& type = "") {
  const Seen seen = desk.Ask("POST", "/swarm", body, {{"content-type", type}});
  EXPECT_EQ(seen.status, 200);
  return seen.json();
}

TEST(LocustRoutes, SwarmStartsWithWhatTheFormSays) {
  FrontDesk desk;
  const Json answer = Swarm(desk,
                            "user_count=20&spawn_rate=2.5&host=http%3A%2F%2F<a>&run_time=1h20m&"
                            "user_classes=B&user_classes=A&shape_class=Default&profile=x");
  EXPECT_EQ(answer, Json({{"success", true},
                          {"message", "Swarming started"},
                          {"host", "http://a"},
                          {"run_time", 4800},
                          {"user_classes", {"A", "B"}}}));
  ASSERT_EQ(desk.commands.started.size(), 1u);
  EXPECT_EQ(desk.commands.started[0].users, 20);
  EXPECT_EQ(desk.commands.started[0].spawn_rate, 2.5);
  EXPECT_THAT(*desk.commands.started[0].user_classes, ElementsAre("B", "A"));
  EXPECT_EQ(Swarm(desk, R"({"user_count":3,"spawn_rate":1,"user_classes":["A"]})",
                  "application/json")["success"],
            true);
  EXPECT_EQ(desk.commands.started[1].users, 3);
}

TEST(LocustRoutes, SwarmNamesTheScenariosHostWithoutItsPassword) {
  FrontDesk desk([](WebFront::Options* options) {
    auto defaults = std::make_shared<WebFront::Defaults>(*options->defaults);
    defaults->host = "http://me:word@a.example";
    options->defaults = defaults;
  });
  EXPECT_EQ(Swarm(desk, "user_count=1&spawn_rate=1")["host"], "http://***@a.example");
}

TEST(LocustRoutes, SwarmWhileARunGoesOnChangesIt) {
  FrontDesk desk;
  desk.Publish(LocustSample());
  EXPECT_EQ(Swarm(desk, "user_count=7&spawn_rate=1")["message"], "Swarming started");
  EXPECT_THAT(desk.commands.changed, ElementsAre(Pair(7, 1.0)));
  EXPECT_TRUE(desk.commands.started.empty());
}

TEST(LocustRoutes, WhatSwarmCannotUseIsToldInLocustsWords) {
  FrontDesk desk;
  const std::string kMissing = "Missing user_count or spawn_rate from /swarm request";
  const struct {
    std::string body;
    std::string message;
  } kCases[] = {{"", kMissing},
                {"user_count=1", kMissing},
                {"spawn_rate=1", kMissing},
                {"user_count=1&spawn_rate=0", kMissing},
                {"user_count=1&spawn_rate=1&run_time=soon",
                 "Valid run_time formats are : 20, 20s, 3m, 2h, 1h20m, 3h30m10s, etc."},
                {"user_count=x&spawn_rate=1", "user_count must be a whole number"},
                {"user_count=1e99&spawn_rate=1", "user_count must be a whole number"},
                {"user_count=1&spawn_rate=nan", "spawn_rate must be a number"},
                {"user_count=1&spawn_rate=inf", "spawn_rate must be a number"},
                {"user_count=1&spawn_rate=%ff", "The body of the request cannot be read"}};
  for (const auto& [body, message] : kCases) {
    EXPECT_EQ(Swarm(desk, body), Json({{"success", false}, {"message", message}})) << body;
  }
  EXPECT_EQ(Swarm(desk, "[[", "application/json")["success"], false);
  EXPECT_EQ(desk.commands.calls(), 0u);
  EXPECT_EQ(desk.Get("/swarm").status, 405);
  desk.commands.start_answer = RunStarted{"", {{"host", "is not allowed"}}};
  EXPECT_EQ(Swarm(desk, "user_count=1&spawn_rate=1")["message"], "host: is not allowed");
}

TEST(LocustRoutes, StopAndResetAreGets) {
  FrontDesk desk;
  EXPECT_EQ(desk.Get("/stop").json(), Json({{"success", true}, {"message", "Test stopped"}}));
  EXPECT_EQ(desk.Get("/stats/reset").body, "ok");
  EXPECT_THAT(desk.commands.stopped, ElementsAre(false));
  EXPECT_EQ(desk.commands.resets, 1u);
}

TEST(LocustRoutes, StatisticsHaveTheKeysOfOldAndNewVersions) {
  FrontDesk desk;
  v1::Report report = LocustSample();
  report.mutable_entries(0)->set_name("/a<b>&c");
  desk.Publish(report);
  const Json json = desk.Get("/stats/requests").json();
  ASSERT_EQ(json["stats"].size(), 3u);
  const Json& hello = json["stats"][0];
  EXPECT_EQ(hello["name"], "/a<b>&c");
  EXPECT_EQ(hello["safe_name"], "/a&lt;b&gt;&amp;c");
  EXPECT_TRUE(hello["num_requests"].is_number_integer());
  EXPECT_TRUE(hello["median_response_time"].is_number_integer());
  EXPECT_EQ(hello["median_response_time"], 170);
  EXPECT_EQ(hello["avg_response_time"], 172.35);
  EXPECT_EQ(hello["min_response_time"], 3.2);
  EXPECT_EQ(hello["response_time_percentile_0.95"], 330);
  EXPECT_EQ(hello["ninetieth_response_time"], 310);
  EXPECT_EQ(hello["avg_content_length"], 611.5);
  EXPECT_EQ(json["stats"][2]["name"], "Aggregated");
  EXPECT_EQ(json["stats"][2]["method"], "");
  EXPECT_EQ(json["state"], "running");
  EXPECT_EQ(json["user_count"], 50);
  EXPECT_TRUE(json["user_count"].is_number_integer());
  EXPECT_EQ(json["fail_ratio"], 12.0 / 213);
  EXPECT_EQ(json["current_response_time_percentiles"]["response_time_percentile_0.5"], 180);
  EXPECT_EQ(json["current_response_time_percentile_95"], 1400);
  EXPECT_EQ(json["errors"][0]["first_seen"], "2026-11-23T08:12:37Z");
  EXPECT_FALSE(json.contains("workers"));
}

TEST(LocustRoutes, BeforeARunThereIsATotalOfNothing) {
  FrontDesk desk;
  const Json json = desk.Get("/stats/requests").json();
  ASSERT_EQ(json["stats"].size(), 1u);
  EXPECT_EQ(json["stats"][0]["num_requests"], 0);
  EXPECT_EQ(json["state"], "ready");
  EXPECT_EQ(json["fail_ratio"], 0);
  EXPECT_TRUE(json["current_response_time_percentile_50"].is_null());
  EXPECT_EQ(desk.Get("/exceptions").json()["exceptions"].size(), 0u);
  EXPECT_EQ(desk.Get("/worker-count").json()["worker_count"], 0);
  EXPECT_THAT(desk.Get("/stats/requests/csv").body, HasSubstr("Aggregated"));
  EXPECT_EQ(desk.Get("/stats/report").status, 404);
}

TEST(LocustRoutes, AMastersWorkersHaveLocustsWords) {
  FrontDesk desk;
  Publication publication;
  publication.state = "spawning";
  publication.distributed = true;
  publication.ready_workers = 2;
  publication.report = std::make_shared<const v1::Report>(ClusterSample());
  desk.Publish(publication);
  const Json json = desk.Get("/stats/requests").json();
  EXPECT_EQ(json["worker_count"], 2);
  ASSERT_EQ(json["workers"].size(), 3u) << "who left is not shown";
  EXPECT_EQ(json["workers"][0]["state"], "spawning");
  EXPECT_EQ(json["workers"][2]["state"], "missing");
  EXPECT_EQ(json["workers"][0]["user_count"], 25);
  EXPECT_EQ(desk.Get("/worker-count").json()["worker_count"], 2);
}

TEST(LocustRoutes, NamesAndErrorsAreAtMostFiveHundred) {
  FrontDesk desk;
  v1::Report report = LocustSample();
  for (int i = 0; i < 600; ++i) {
    report.add_entries()->set_name(absl::StrCat("/", i));
    report.add_errors()->set_message(absl::StrCat(i));
  }
  desk.Publish(report);
  const Json json = desk.Get("/stats/requests").json();
  EXPECT_EQ(json["stats"].size(), 501u);
  EXPECT_EQ(json["errors"].size(), 500u);
}

TEST(LocustRoutes, TasksAreTheRatiosOfWhoRuns) {
  FrontDesk desk;
  EXPECT_EQ(desk.Get("/tasks").json()["total"]["AuraxLoadTestUser"]["ratio"], 0);
  v1::Report report = LocustSample();
  v1::ClassUsers* others = report.add_users();
  others->set_name("Other");
  others->set_running(50);
  desk.Publish(report);
  const Json json = desk.Get("/tasks").json();
  EXPECT_EQ(json["per_class"]["AuraxLoadTestUser"]["ratio"], 0.5);
  EXPECT_EQ(json["per_class"]["AuraxLoadTestUser"]["tasks"]["generate"]["ratio"], 0.75);
  EXPECT_EQ(json["total"]["AuraxLoadTestUser"]["tasks"]["generate"]["ratio"], 0.375);
}

TEST(LocustRoutes, LogsAreByWorker) {
  FrontDesk desk;
  desk.logs.Add("", "INFO", "one");
  desk.logs.Add("w1", "ERROR", "two");
  EXPECT_EQ(desk.Get("/logs").json(), Json({{"master", {"one"}}, {"workers", {{"w1", {"two"}}}}}));
}

TEST(LocustRoutes, FilesAreTheCsvFilesUnderLocustsNames) {
  setenv("TZ", "UTC", 1);
  FrontDesk desk;
  const v1::Report report = LocustSample();
  desk.Publish(report);
  const std::string kStart =
      "attachment;filename=Locust_2026-11-23-08h00_aurax_http___localhost_8000_";
  const Seen statistics = desk.Get("/stats/requests/csv");
  EXPECT_EQ(statistics.body, StatisticsCsv(report));
  EXPECT_EQ(statistics.Header("Content-Disposition"), kStart + "requests.csv");
  EXPECT_EQ(desk.Get("/stats/failures/csv").body, FailuresCsv(report));
  EXPECT_EQ(desk.Get("/stats/failures/csv").Header("Content-Disposition"), kStart + "failures.csv");
  EXPECT_EQ(desk.Get("/exceptions/csv").body, ExceptionsCsv(report));
}

TEST(LocustRoutes, TheFullHistoryIsTheFileThatIsWritten) {
  const TempFolder folder;
  const std::string file = folder.File("x_stats_history.csv");
  WriteBytes(file, "Timestamp,...\r\n");
  FrontDesk without;
  const Seen none = without.Get("/stats/requests_full_history/csv");
  EXPECT_EQ(none.status, 404);
  EXPECT_EQ(none.body, "Error: Server was not started with option to generate full history.");
  FrontDesk with([&](WebFront::Options* options) {
    options->csv_full_history = true;
    options->csv_history_file = file;
  });
  EXPECT_EQ(with.Get("/stats/requests_full_history/csv").body, "Timestamp,...\r\n");
}

TEST(LocustRoutes, LoginIsTheStartPageWhereNobodyLogsIn) {
  FrontDesk desk;
  EXPECT_EQ(desk.Get("/login").status, 302);
  EXPECT_EQ(desk.Get("/login").Header("Location"), "/");
}

}  // namespace
}  // namespace aurax::load::master
