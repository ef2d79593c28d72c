#include "master/views/live_view.h"

#include <cstdlib>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_split.h"
#include "master/views/figures.h"
#include "tests/master/views/sample_report.h"

namespace aurax::load::master {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

// Enough of a terminal to see what a person would: lines, \r, \n, cursor up, erase to the end of
// line and screen.
class Terminal {
 public:
  explicit Terminal(int columns) : columns_(static_cast<size_t>(columns)) {}

  void Print(const std::string& text) {
    for (size_t i = 0; i < text.size(); ++i) {
      if (text[i] == '\x1b') {
        char* end = nullptr;
        const auto n = static_cast<size_t>(std::strtoul(&text[i + 2], &end, 10));
        Command(*end, n);
        i = static_cast<size_t>(end - text.data());
      } else if (text[i] == '\r') {
        column_ = 0;
      } else if (text[i] == '\n') {
        Down();
      } else {
        if (column_ == columns_) Down();
        if (lines_[row_].size() <= column_) lines_[row_].resize(column_ + 1, ' ');
        lines_[row_][column_++] = text[i];
      }
    }
  }

  std::string Screen() const {
    std::string text;
    for (const std::string& line : lines_) text += line + "\n";
    return text;
  }

 private:
  void Down() {
    column_ = 0;
    if (++row_ == lines_.size()) lines_.emplace_back();
  }
  void Command(char letter, size_t n) {
    if (letter == 'A') row_ -= n;
    if (letter == 'K') lines_[row_].resize(std::min(lines_[row_].size(), column_));
    if (letter == 'J') {
      lines_[row_].resize(std::min(lines_[row_].size(), column_));
      lines_.resize(row_ + 1);
    }
  }

  size_t columns_;
  size_t row_ = 0;
  size_t column_ = 0;
  std::vector<std::string> lines_ = {""};
};

std::vector<std::string> Lines(const std::string& text) {
  std::vector<std::string> lines = absl::StrSplit(text, '\n');
  lines.pop_back();
  return lines;
}

TEST(RenderLiveView, ShowsProgressLoadTimesNamesAndKeys) {
  v1::Report report = LocustSample();
  report.mutable_entries(1)->set_current_rps(25);
  *report.mutable_entries(1)->mutable_current_response_time() = report.entries(1).response_time();
  EXPECT_THAT(
      Lines(RenderLiveView(report, 80, 24)),
      ElementsAre("running  [###########################-------------]  20s / 30s  68%",
                  "users 50/50   10.0 req/s   0.3 failures/s (3.0%)",
                  "last 10 s: p50 180 ms   p95 1400 ms   p99 2100 ms",
                  "  busiest                                    req/s   fail/s    p50 ms    "
                  "p95 ms",
                  "  POST /login                                 25.0      0.3      1700    "
                  "  2300",
                  "  GET /hello                                  10.0      0.3         -    "
                  "     -",
                  "keys: w/W +1/+10 users   s/S -1/-10 users   q stop"));
}

TEST(RenderLiveView, FitsEveryTerminal) {
  v1::Report report = LocustSample();
  report.mutable_entries(0)->set_name("/日本語/日本語/日本語/日本語/日本語/日本語/日本語");
  for (int columns = 1; columns <= 200; ++columns) {
    for (const int rows : {1, 2, 3, 5, 6, 8, 50}) {
      const std::vector<std::string> lines = Lines(RenderLiveView(report, columns, rows));
      EXPECT_LE(static_cast<int>(lines.size()), std::max(rows - 1, 1));
      for (const std::string& line : lines) {
        EXPECT_LE(DisplayWidth(line), std::max(columns - 1, 1)) << line;
      }
    }
  }
}

TEST(RenderLiveView, NarrowTerminalsKeepUsersRateAndP95) {
  const std::string block = RenderLiveView(LocustSample(), 30, 24);
  EXPECT_THAT(block, HasSubstr("users 50/50  10.0 req/s\n"));
  EXPECT_THAT(block, HasSubstr("p95 1400"));
  EXPECT_THAT(block, HasSubstr("q stop\n"));
}

TEST(RenderLiveView, ShowsHowManyWorkersAreHereInAClusterAlone) {
  EXPECT_THAT(RenderLiveView(ClusterSample(), 80, 24), HasSubstr("\nworkers 2/3   users 50/50 "));
  EXPECT_THAT(RenderLiveView(LocustSample(), 80, 24), Not(HasSubstr("workers")));
  EXPECT_THAT(RenderLiveView(ClusterSample(), 30, 24), HasSubstr("\nusers 50/50 "));
}

TEST(RenderLiveView, ShowsFiveNamesAtMostTheBusiestFirst) {
  v1::Report report = LocustSample();
  for (int i = 0; i < 9; ++i) {
    v1::Entry* entry = report.add_entries();
    entry->set_name("/n" + std::to_string(i));
    entry->set_current_rps(100 + i);
  }
  const std::string block = RenderLiveView(report, 80, 24);
  EXPECT_LT(block.find("/n8"), block.find("/n4"));
  EXPECT_THAT(block, Not(HasSubstr("/n3")));
}

TEST(RenderLiveView, ARunWithoutAnEndHasNoBar) {
  v1::Report report = LocustSample();
  report.mutable_run()->clear_run_time_us();
  EXPECT_EQ(Lines(RenderLiveView(report, 80, 24))[0], "running  20s, no time limit");
}

TEST(LiveView, EachRedrawTakesTheLastOnesPlace) {
  v1::Report report = LocustSample();
  Terminal terminal(80);
  LiveView live;
  terminal.Print("before\n");
  terminal.Print(live.Redraw(report, 80, 24));
  report.mutable_run()->set_state("a much longer state");
  terminal.Print(live.Redraw(report, 80, 24));
  report.mutable_run()->set_state("stop");
  report.mutable_entries()->RemoveLast();  // a line less
  terminal.Print(live.Redraw(report, 80, 24));
  EXPECT_EQ(terminal.Screen(), "before\n" + RenderLiveView(report, 80, 24) + "\n");
}

TEST(LiveView, ClearLeavesPlainTextBehind) {
  Terminal terminal(80);
  LiveView live;
  terminal.Print("before\n");
  terminal.Print(live.Redraw(LocustSample(), 80, 24));
  terminal.Print(live.Clear());
  terminal.Print("a table\n");
  EXPECT_EQ(terminal.Screen(), "before\na table\n\n");
  EXPECT_EQ(live.Clear(), "");
}

TEST(LiveView, ATerminalMadeNarrowerIsCleanedOfTheWrappedLines) {
  LiveView live;
  (void)live.Redraw(LocustSample(), 80, 24);
  // At 40 columns each of the 7 lines takes up two.
  EXPECT_THAT(live.Redraw(LocustSample(), 40, 24), HasSubstr("\x1b[14A"));
}

}  // namespace
}  // namespace aurax::load::master
