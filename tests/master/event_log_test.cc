#include "master/event_log.h"

#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"

namespace aurax::load::master {
namespace {

using std::chrono::seconds;

TEST(EventLogTest, AnEventKeepsWhatWasSaidOfIt) {
  EventLog log;
  log.Add(seconds(3), "worker_lost", "Worker w1 is missing", "w1");
  ASSERT_EQ(log.events().size(), 1);
  EXPECT_EQ(log.events()[0].at_us(), 3'000'000);
  EXPECT_EQ(log.events()[0].kind(), "worker_lost");
  EXPECT_EQ(log.events()[0].text(), "Worker w1 is missing");
  EXPECT_EQ(log.events()[0].worker_id(), "w1");
}

TEST(EventLogTest, EventsStandInOrderOfTimeInWhateverOrderTheyCome) {
  EventLog log;
  for (const int second : {5, 1, 9, 1, 7}) log.Add(seconds(second), "stop", "");
  for (int i = 1; i < log.events().size(); ++i) {
    EXPECT_LE(log.events()[i - 1].at_us(), log.events()[i].at_us());
  }
}

TEST(EventLogTest, TheLastThousandAreKept) {
  EventLog log;
  for (int i = 0; i < 1500; ++i) log.Add(seconds(i), "users_changed", absl::StrCat(i));
  ASSERT_EQ(log.events().size(), EventLog::kKept);
  EXPECT_EQ(log.events()[0].text(), "500");
  EXPECT_EQ(log.events()[EventLog::kKept - 1].text(), "1499");
}

}  // namespace
}  // namespace aurax::load::master
