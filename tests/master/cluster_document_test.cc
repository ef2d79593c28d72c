// docs/cluster.md draws the same table of a run's states that the master follows.
#include <array>
#include <fstream>
#include <gtest/gtest.h>
#include <map>
#include <sstream>
#include <string>
#include <vector>

#include "common/protocol.h"
#include "master/coordinator.h"
#include "master/run_state.h"

namespace aurax::load::master {
namespace {

std::string Document() {
  std::ifstream file(AURAX_SOURCE_DIR "/docs/cluster.md");
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

// The cells of the table rows that begin with a state's name, in order.
std::map<std::string, std::vector<std::string>> Rows(const std::string& text) {
  std::map<std::string, std::vector<std::string>> rows;
  std::istringstream lines(text.substr(text.find("| state | start |")));
  for (std::string line; std::getline(lines, line) && line.starts_with("|");) {
    std::vector<std::string> cells;
    std::istringstream parts(line.substr(1));
    for (std::string cell; std::getline(parts, cell, '|');) {
      const size_t first = cell.find_first_not_of(' ');
      cells.push_back(first == std::string::npos
                          ? ""
                          : cell.substr(first, cell.find_last_not_of(' ') - first + 1));
    }
    const std::string state = cells.front();
    cells.erase(cells.begin());
    rows[state] = cells;
  }
  return rows;
}

TEST(ClusterDocument, DrawsTheTableOfARunsStates) {
  constexpr std::array<const char*, 6> kNames = {"idle",    "preparing", "ramping",
                                                 "running", "stopping",  "finished"};
  const auto rows = Rows(Document());
  for (size_t s = 0; s < kNames.size(); ++s) {
    ASSERT_TRUE(rows.contains(kNames[s])) << kNames[s];
    ASSERT_EQ(rows.at(kNames[s]).size(), 7u) << kNames[s];
    for (size_t e = 0; e < 7; ++e) {
      const auto next = Next(static_cast<RunState>(s), static_cast<RunEvent>(e));
      EXPECT_EQ(rows.at(kNames[s])[e], next ? kNames[static_cast<size_t>(*next)] : "")
          << kNames[s] << ", event " << e;
    }
  }
}

TEST(ClusterDocument, TimesAreThoseOfTheProtocol) {
  const std::string text = Document();
  EXPECT_NE(text.find("Welcome (lease " + std::to_string(kLease / std::chrono::seconds(1)) + " s)"),
            std::string::npos);
  EXPECT_NE(text.find("Heartbeat, each " +
                      std::to_string(kHeartbeatInterval / std::chrono::milliseconds(1)) + " ms"),
            std::string::npos);
  EXPECT_NE(text.find("waits up to " +
                      std::to_string(Coordinator::kReturnLimit / std::chrono::seconds(1)) + " s"),
            std::string::npos);
}

}  // namespace
}  // namespace aurax::load::master
