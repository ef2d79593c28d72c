#include "master/views/json.h"

#include <algorithm>
#include <cstdlib>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <map>

#include <nlohmann/json.hpp>

#include "common/histogram.h"
#include "master/locust_rounding.h"
#include "tests/master/views/sample_report.h"

namespace aurax::load::master {
namespace {

using Json = nlohmann::ordered_json;
using ::testing::ElementsAreArray;
using ::testing::HasSubstr;
using ::testing::StartsWith;

std::vector<std::string> Keys(const Json& object) {
  std::vector<std::string> keys;
  for (const auto& [key, value] : object.items()) keys.push_back(key);
  return keys;
}

TEST(LocustJson, BeginsAsLocustsToTheByte) {
  EXPECT_THAT(LocustJson(LocustSample(), {}), StartsWith(R"([
    {
        "name": "/hello",
        "method": "GET",
        "last_request_timestamp": 1795421577.740568,
        "start_time": 1795421557.240843,
        "num_requests": 200,
        "num_none_requests": 0,
        "num_failures": 10,
        "total_response_time": 34470.0,
        "max_response_time": 341.5,
        "min_response_time": 3.2,
        "total_content_length": 122300,
        "response_times": {},
        "num_reqs_per_sec": {},
        "num_fail_per_sec": {},
)"));
}

TEST(LocustJson, HasLocustsKeysFirstAndOursAfter) {
  const Json array = Json::parse(LocustJson(LocustSample(), {}));
  ASSERT_EQ(array.size(), 2);
  const std::vector<std::string> locust = {"name",
                                           "method",
                                           "last_request_timestamp",
                                           "start_time",
                                           "num_requests",
                                           "num_none_requests",
                                           "num_failures",
                                           "total_response_time",
                                           "max_response_time",
                                           "min_response_time",
                                           "total_content_length",
                                           "response_times",
                                           "num_reqs_per_sec",
                                           "num_fail_per_sec"};
  std::vector<std::string> keys = Keys(array[0]);
  ASSERT_GT(keys.size(), locust.size());
  keys.resize(locust.size());
  EXPECT_THAT(keys, ElementsAreArray(locust));
  EXPECT_EQ(array[0]["status"], Json::parse(R"({"200": 190, "500": 10})"));
  EXPECT_EQ(array[0]["service_time"]["percentiles_us"]["50"], 412.0);
  EXPECT_EQ(array[1]["response_time"]["percentiles_us"]["99.9"], 2300000.0);
  EXPECT_EQ(array[1]["cancelled"], 1);
}

// The recorded run's 200 response times were 3.2 ms, 4.9 ms, ... 341.5 ms.
TEST(LocustJson, ResponseTimesAreLocustsBucketsAsFarAsTheGridKnows) {
  v1::Report report = LocustSample();
  Histogram histogram;
  std::vector<int64_t> expected;
  for (int i = 0; i < 200; ++i) {
    histogram.RecordMicros(static_cast<uint64_t>(3200 + 1700 * i));
    expected.push_back(LocustBucket((3200 + 1700 * i) / 1000.0));
  }
  histogram.Encode(report.mutable_entries(0)->mutable_response_time()->mutable_histogram());
  const Json array = Json::parse(LocustJson(report, {}));
  std::vector<int64_t> found;
  for (const auto& [ms, count] : array[0]["response_times"].items()) {
    found.insert(found.end(), count.get<size_t>(), std::stoll(ms));
  }
  ASSERT_EQ(found.size(), expected.size());
  int moved = 0;
  for (size_t i = 0; i < found.size(); ++i) {
    EXPECT_LE(std::abs(found[i] - expected[i]), expected[i] < 100 ? 1 : 10) << expected[i];
    moved += found[i] != expected[i];
  }
  EXPECT_LE(moved, 10);  // those within 0.39 % of a bucket's edge
}

TEST(LocustJson, CountsOfEachSecondBelongToTheirEntry) {
  const std::vector<std::vector<SecondCount>> per_second = {{{100, 3, 1}, {102, 5, 0}},
                                                            {{101, 2, 2}}};
  const Json array = Json::parse(LocustJson(LocustSample(), per_second));
  EXPECT_EQ(array[0]["num_reqs_per_sec"], Json::parse(R"({"100": 3, "102": 5})"));
  EXPECT_EQ(array[0]["num_fail_per_sec"], Json::parse(R"({"100": 1})"));
  EXPECT_EQ(array[1]["num_reqs_per_sec"], Json::parse(R"({"101": 2})"));
}

TEST(LocustJson, EntriesWithoutRequestsAreLeftOutAndTheOthersKeepTheirSeconds) {
  v1::Report report = LocustSample();
  report.mutable_entries(0)->set_requests(0);
  report.mutable_entries(0)->set_failures(0);
  const Json array = Json::parse(LocustJson(report, {{{100, 3, 1}}, {{101, 2, 2}}}));
  ASSERT_EQ(array.size(), 1);
  EXPECT_EQ(array[0]["name"], "/login");
  EXPECT_EQ(array[0]["num_reqs_per_sec"], Json::parse(R"({"101": 2})"));
}

TEST(LocustJson, RequestsWithoutATimeHaveNoMinimum) {
  v1::Report report = LocustSample();
  report.mutable_entries(0)->clear_response_time();
  const Json array = Json::parse(LocustJson(report, {}));
  EXPECT_EQ(array[0]["num_none_requests"], 200);
  EXPECT_TRUE(array[0]["min_response_time"].is_null());
  EXPECT_EQ(array[0]["max_response_time"], 0);
}

TEST(LocustJson, AnEmptyRunIsAnEmptyArray) { EXPECT_EQ(LocustJson({}, {}), "[]"); }

// 26 hours: with a search for each key this would take minutes.
TEST(LocustJson, LongRunsAreWrittenInLinearTime) {
  std::vector<SecondCount> seconds;
  for (int64_t i = 0; i < 100000; ++i) seconds.push_back({1795421557 + i, 1, 0});
  EXPECT_THAT(LocustJson(LocustSample(), {seconds, seconds}), HasSubstr("\"1795521556\": 1\n"));
}

TEST(ResultJson, HoldsTheWholeReport) {
  v1::Report report = LocustSample();
  report.mutable_verdict()->set_trust(v1::Verdict::TRUST_DEGRADED);
  report.mutable_verdict()->add_reasons("too hot");
  report.mutable_ledger()->add_residues("one missing");
  const Json result = Json::parse(ResultJson({.report = report}));
  EXPECT_EQ(result["schema"], "aurax-load/result/1");
  EXPECT_THAT(Keys(result),
              ElementsAreArray({"schema", "run", "entries", "total", "errors", "exceptions",
                                "users", "ledger", "generator", "verdict", "thresholds", "workers",
                                "events", "series"}));
  EXPECT_EQ(result["run"]["elapsed_us"], 20500000);
  EXPECT_EQ(result["run"]["run_time_us"], 30000000);
  Json entries = result["entries"];
  for (Json& entry : entries) {
    for (const char* times : {"response_time", "service_time"}) {
      EXPECT_EQ(entry[times].erase("curve"), 1);
    }
  }
  EXPECT_EQ(entries, Json::parse(LocustJson(report, {})));
  EXPECT_EQ(result["total"]["num_requests"], 213);
  EXPECT_EQ(result["errors"][0]["message"], "Got wrong response");
  EXPECT_EQ(result["users"][0]["iterations"], 160);
  EXPECT_EQ(result["ledger"]["workers"][0]["snapshots_applied"], 21);
  EXPECT_EQ(result["ledger"]["residues"], Json::parse(R"(["one missing"])"));
  EXPECT_EQ(result["generator"]["schedule_lag"]["max_us"], 800);
  EXPECT_EQ(result["verdict"], Json::parse(R"({"trust": "degraded", "reasons": ["too hot"]})"));
}

// Every field of the report's messages is in the document, so a field added to one is not forgotten
// in the other.
TEST(ResultJson, HasAKeyForEveryFieldOfTheReport) {
  v1::Report report = ClusterSample();
  report.add_events()->set_kind("stop");
  const Json result = Json::parse(ResultJson({.report = report}));
  const auto expect_keys = [](const google::protobuf::Descriptor* message, const Json& object,
                              const std::map<std::string, std::string>& renamed) {
    for (int i = 0; i < message->field_count(); ++i) {
      const std::string field = message->field(i)->name();
      const auto other = renamed.find(field);
      const std::string key = other == renamed.end() ? field : other->second;
      EXPECT_TRUE(key.empty() || object.contains(key)) << message->name() << "." << field;
    }
  };
  expect_keys(v1::Report::descriptor(), result, {});
  expect_keys(v1::RunFacts::descriptor(), result["run"], {});
  expect_keys(v1::Entry::descriptor(), result["total"],
              {{"requests", "num_requests"},
               {"failures", "num_failures"},
               {"total_rps", "requests_per_s"},
               {"total_failures_per_s", "failures_per_s"},
               {"current_rps", "current_requests_per_s"},
               {"first_request_unix_us", "start_time"},
               {"last_request_unix_us", "last_request_timestamp"}});
  expect_keys(v1::Latency::descriptor(), result["total"]["response_time"],
              {{"percentiles", "percentiles_us"}, {"histogram", ""}, {"cumulative", ""}});
  expect_keys(v1::ErrorGroup::descriptor(), result["errors"][0], {});
  expect_keys(v1::ClassUsers::descriptor(), result["users"][0], {});
  expect_keys(v1::Ledger::descriptor(), result["ledger"], {});
  expect_keys(v1::WorkerLedger::descriptor(), result["ledger"]["workers"][0], {});
  expect_keys(v1::ShardMove::descriptor(), result["ledger"]["moves"][0], {});
  expect_keys(v1::UnknownWindow::descriptor(), result["ledger"]["unknown"][0], {});
  expect_keys(v1::WorkerStatus::descriptor(), result["workers"][0], {});
  expect_keys(v1::Generator::descriptor(), result["generator"], {});
  expect_keys(v1::Verdict::descriptor(), result["verdict"], {});
  expect_keys(v1::RunEvent::descriptor(), result["events"][0], {});
}

TEST(ResultJson, TellsOfWorkersMovesAndWhatNobodyKnows) {
  const Json result = Json::parse(ResultJson({.report = ClusterSample()}));
  EXPECT_EQ(result["workers"].size(), 4);
  EXPECT_EQ(result["workers"][1]["clock_offset_us"], -86'400'123'456);
  EXPECT_EQ(result["ledger"]["user_starts_resumed"], 17);
  EXPECT_EQ(result["ledger"]["moves"][0]["shards"], 342);
  EXPECT_EQ(result["ledger"]["unknown"][0]["requests_at_most"], 95);
}

TEST(ResultJson, AnyBytesInAMessageGiveValidAsciiJson) {
  v1::Report report = LocustSample();
  report.mutable_errors(0)->set_message(
      "caf\xe9 Gr\xc3\xbc\xc3\x9f"
      "e\x01");
  const std::string text = ResultJson({.report = report});
  EXPECT_TRUE(std::all_of(text.begin(), text.end(), [](char c) { return c >= 0; }));
  EXPECT_THAT(text, HasSubstr("caf\\ufffd Gr\\u00fc\\u00dfe\\u0001"));
  EXPECT_TRUE(Json::accept(text));
}

}  // namespace
}  // namespace aurax::load::master
