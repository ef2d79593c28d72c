#include "worker/data_table.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <set>

#include "tests/fakes/user_simulation.h"

namespace aurax::load::worker {
namespace {

using std::chrono_literals::operator""ms;
using std::chrono_literals::operator""s;
using ::testing::ElementsAre;

constexpr uint32_t kRows = 7;

DataTable Table(v1::DataSource::Pick pick) {
  v1::DataSource source;
  source.set_pick(pick);
  source.add_columns("");
  for (uint32_t row = 0; row < kRows; ++row) source.add_cells()->set_text(std::to_string(row));
  return DataTable::Compile(source).value();
}

TEST(DataTable, ASequentialRowDependsOnUserAndIterationAlone) {
  const DataTable table = Table(v1::DataSource::PICK_SEQUENTIAL);
  RandomStream rows;
  for (const uint64_t iteration : {9ull, 0ull, 1ull, 5'000'000'000ull}) {
    for (const uint32_t user : {3u, 0u, 4'294'967'295u}) {
      EXPECT_EQ(table.RowFor(user, iteration, &rows), (user + iteration) % kRows);
    }
  }
  EXPECT_EQ(rows.Next(), RandomStream().Next()) << "nothing was drawn";
}

TEST(DataTable, AUniqueRowIsThatOfTheUserAndRunsOut) {
  const DataTable table = Table(v1::DataSource::PICK_UNIQUE);
  RandomStream rows;
  EXPECT_EQ(table.RowFor(kRows - 1, 12, &rows), kRows - 1);
  EXPECT_EQ(table.RowFor(kRows, 0, &rows), std::nullopt);
}

TEST(DataTable, RandomRowsReachAll) {
  const DataTable table = Table(v1::DataSource::PICK_RANDOM);
  RandomStream rows;
  std::set<uint32_t> seen;
  for (int i = 0; i < 200; ++i) seen.insert(*table.RowFor(0, 0, &rows));
  EXPECT_EQ(seen.size(), kRows);
}

TEST(DataTable, CellsThatDoNotFillRowsAreRefused) {
  v1::DataSource source;
  source.add_columns("a");
  source.add_columns("b");
  source.add_cells()->set_text("1");
  EXPECT_EQ(DataTable::Compile(source).status().code(), absl::StatusCode::kInvalidArgument);
}

// Tasks in order, only every second of which uses the row.
TEST(DataTable, AUserHoldsTheRowOfItsIterationWhetherTheOnesBeforeUsedTheirsOrNot) {
  std::string rows = "data { name: \"d\" pick: PICK_SEQUENTIAL columns: \"\" ";
  for (uint32_t row = 0; row < kRows; ++row) {
    rows += "cells { text: \"" + std::to_string(row) + "\" } ";
  }
  const std::string held = "body { " + Expr("column { source: 0 column: 0 }") + "}";
  UserSimulation simulation(
      rows + "}" +
      UserClass("A", "sequence: true " + Wait(100ms) + OnStart(Get("/start", 0, held)) +
                         Task(1, Get("/bare")) + Task(1, Get("/a", 1, held) + Get("/b", 1, held)) +
                         OnStop(Get("/stop", 2, held))));
  simulation.Start(5);
  simulation.Stop(5, 450ms);  // after iteration 4, which did not use its row
  simulation.RunUntil(1s);
  std::vector<std::string> bodies;
  for (const SeenRequest& request : simulation.engine.seen()) {
    if (!request.body.empty()) bodies.push_back(request.body);
  }
  // Row 5 + 0; 5 + 1 and 5 + 3 (modulo 7) twice each; 5 + 3 or 5 + 4 at the end.
  const std::string last = std::to_string((5 + simulation.recorder.users()[0].iterations - 1) % 7);
  EXPECT_THAT(bodies, ElementsAre("5", "6", "6", "1", "1", last));
}

}  // namespace
}  // namespace aurax::load::worker
