#include "master/run_state.h"

#include <array>
#include <gtest/gtest.h>

namespace aurax::load::master {
namespace {

using enum RunState;

// The table of run_state.h, row by row; kIdle as a target stands for "ignored".
struct Row {
  RunState state;
  std::array<RunState, 7> next;  // start, prepared, failed, ramped, changed, stop, all finished
};
constexpr std::array<Row, 6> kTable = {{
    {kIdle, {kPreparing, kIdle, kIdle, kIdle, kIdle, kIdle, kIdle}},
    {kPreparing, {kIdle, kRamping, kFinished, kIdle, kIdle, kStopping, kIdle}},
    {kRamping, {kIdle, kIdle, kIdle, kRunning, kRamping, kStopping, kFinished}},
    {kRunning, {kIdle, kIdle, kIdle, kIdle, kRamping, kStopping, kFinished}},
    {kStopping, {kIdle, kIdle, kIdle, kIdle, kIdle, kStopping, kFinished}},
    {kFinished, {kPreparing, kIdle, kIdle, kIdle, kIdle, kIdle, kIdle}},
}};

TEST(RunStateTable, IsWhatTheHeaderDraws) {
  for (const Row& row : kTable) {
    for (int e = 0; e < 7; ++e) {
      const auto next = Next(row.state, static_cast<RunEvent>(e));
      EXPECT_EQ(next.value_or(kIdle), row.next[static_cast<size_t>(e)])
          << LocustName(row.state) << " event " << e;
    }
  }
}

TEST(RunStateTable, NamesAreLocusts) {
  EXPECT_EQ(LocustName(kIdle), "ready");
  EXPECT_EQ(LocustName(kRamping), "spawning");
  EXPECT_EQ(LocustName(kRunning), "running");
  EXPECT_EQ(LocustName(kStopping), "stopping");
  EXPECT_EQ(LocustName(kFinished), "stopped");
}

}  // namespace
}  // namespace aurax::load::master
