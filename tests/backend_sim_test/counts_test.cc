#include "tests/backend_sim/counts.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "nlohmann/json.hpp"
#include "tests/backend_sim/metrics_text.h"

namespace aurax::load::sim {
namespace {

using nlohmann::json;
using std::chrono::milliseconds;
using testing::HasSubstr;
using testing::Not;

// Seven received by two loops: five answered, one reset, one still in flight.
Counts SevenRequests() {
  SharedCounts shared(2);
  for (int i = 0; i < 4; ++i) {
    EndpointCounts& generate = shared.loop(0).of(Endpoint::kGenerate);
    generate.received.Add();
    generate.Answered(200, milliseconds(40));
  }
  EndpointCounts& generate = shared.loop(1).of(Endpoint::kGenerate);
  generate.received.Add(3);
  generate.Answered(500, milliseconds(60));
  generate.reset.Add();
  generate.injected[static_cast<size_t>(ErrorKind::kReset)].Add();
  shared.loop(1).connections_accepted.Add(2);
  shared.loop(0).connections_closed.Add();
  return shared.Sum();
}

TEST(CountsTest, LoopsAddUpAndEveryRequestIsAccountedFor) {
  const json counts = json::parse(CountsJson(SevenRequests(), nullptr));
  const json& total = counts["total"];
  EXPECT_EQ(total["received"], 7);
  EXPECT_EQ(total["answered"], 5);
  EXPECT_EQ(total["reset"], 1);
  EXPECT_EQ(total["in_flight"], 1);
  EXPECT_EQ(counts["endpoints"]["generate"]["status"], json({{"200", 4}, {"500", 1}}));
  EXPECT_EQ(counts["endpoints"]["generate"]["injected"], json({{"reset", 1}}));
  EXPECT_EQ(counts["connections"], json({{"accepted", 2}, {"open", 1}}));
  EXPECT_FALSE(counts["endpoints"].contains("route"));
  EXPECT_FALSE(counts.contains("ids"));
}

TEST(CountsTest, IdsSeenTwiceOrNeverFinishedAreListed) {
  RequestIds ids;
  for (const auto* id : {"a", "b", "b", "c"}) ids.Begin(id);
  for (const auto* id : {"a", "b", "b"}) ids.Finish(id);
  const json counts = json::parse(CountsJson(Counts(), &ids));
  EXPECT_EQ(counts["ids"]["seen"], 3);
  EXPECT_EQ(counts["ids"]["repeated"], json({"b"}));
  EXPECT_EQ(counts["ids"]["unfinished"], json({"c"}));
}

TEST(MetricsTextTest, CountsAndDurationsAreGivenByEndpoint) {
  const std::string text = MetricsText(SevenRequests(), {1.5, 4096});
  for (const auto* line :
       {"aurax_requests_total{endpoint=\"generate\",status=\"200\"} 4\n",
        "aurax_requests_total{endpoint=\"generate\",status=\"500\"} 1\n",
        "aurax_request_duration_seconds_bucket{endpoint=\"generate\",le=\"0.025\"} 0\n",
        "aurax_request_duration_seconds_bucket{endpoint=\"generate\",le=\"0.05\"} 4\n",
        "aurax_request_duration_seconds_bucket{endpoint=\"generate\",le=\"+Inf\"} 5\n",
        "aurax_request_duration_seconds_sum{endpoint=\"generate\"} 0.22\n",
        "aurax_request_duration_seconds_count{endpoint=\"generate\"} 5\n",
        "aurax_requests_in_flight{endpoint=\"generate\"} 1\n", "aurax_connections_open 1\n",
        "process_cpu_seconds_total 1.5\n", "process_resident_memory_bytes 4096\n",
        "aurax_network_receive_bytes_total 0\n", "aurax_network_transmit_bytes_total 0\n"}) {
    EXPECT_THAT(text, HasSubstr(line));
  }
  EXPECT_THAT(text, Not(HasSubstr("route")));
}

TEST(MetricsTextTest, TheProcessUsesCpuAndMemory) {
  const ProcessUsage usage = ReadProcessUsage();
  EXPECT_GT(usage.cpu_seconds, 0);
  EXPECT_GT(usage.resident_bytes, 1u << 20);
}

}  // namespace
}  // namespace aurax::load::sim
