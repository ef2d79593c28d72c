#include "worker/user_state.h"

#include <fstream>
#include <gtest/gtest.h>
#include <sstream>
#include <string>
#include <vector>

namespace aurax::load::worker {
namespace {

const std::vector<std::string> kStates = {"kNew",  "kOnStart", "kWaiting", "kParked",
                                          "kTask", "kLeaving", "kOnStop",  "kGone"};
constexpr int kEvents = 8;

TEST(UserState, TheTableInTheHeaderIsWhatHappens) {
  std::ifstream header(AURAX_SOURCE_DIR "/worker/user_state.h");
  size_t rows = 0;
  for (std::string line; std::getline(header, line);) {
    std::istringstream words(line);
    std::string slashes, state;
    words >> slashes >> state;
    if (slashes != "//" || rows == kStates.size() || state != kStates[rows]) continue;
    for (int event = 0; event < kEvents; ++event) {
      std::string expected;
      words >> expected;
      const std::optional<UserState> next =
          NextState(static_cast<UserState>(rows), static_cast<UserEvent>(event));
      EXPECT_EQ(next.has_value() ? kStates[static_cast<size_t>(*next)] : "-", expected)
          << state << ", event " << event;
    }
    ++rows;
  }
  EXPECT_EQ(rows, kStates.size());
}

TEST(UserState, EveryUserCanBeGoneAndNoneComesBack) {
  for (size_t state = 0; state + 1 < kStates.size(); ++state) {
    EXPECT_EQ(NextState(static_cast<UserState>(state), UserEvent::kAbandon), UserState::kGone);
  }
  for (int event = 0; event < kEvents; ++event) {
    EXPECT_FALSE(NextState(UserState::kGone, static_cast<UserEvent>(event)).has_value());
  }
}

}  // namespace
}  // namespace aurax::load::worker
