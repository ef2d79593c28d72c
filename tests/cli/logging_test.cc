#include "cli/logging.h"

#include <ctime>
#include <filesystem>
#include <fstream>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <iterator>
#include <unistd.h>

#include "tests/fakes/fake_clock.h"

namespace aurax::load::cli {
namespace {

using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::StartsWith;

class LogTest : public ::testing::Test {
 protected:
  LogTest() : path_(::testing::TempDir() + "aurax_log_" + std::to_string(getpid())) {}
  ~LogTest() override { std::filesystem::remove(path_); }

  std::unique_ptr<Log> Open(LogLevel level) {
    absl::StatusOr<std::unique_ptr<Log>> log = Log::Open({.level = level, .file = path_}, clock_);
    EXPECT_TRUE(log.ok()) << log.status();
    return *std::move(log);
  }
  std::string Written() const {
    std::ifstream file(path_);
    return {std::istreambuf_iterator<char>(file), {}};
  }
  // "2026-11-23 08:00:00" in the local time zone.
  std::string LocalTime() const {
    const std::time_t now = std::chrono::system_clock::to_time_t(
        std::chrono::time_point_cast<std::chrono::system_clock::duration>(clock_.WallNow()));
    std::tm parts{};
    localtime_r(&now, &parts);
    char text[32];
    std::strftime(text, sizeof text, "%Y-%m-%d %H:%M:%S", &parts);
    return text;
  }

  FakeClock clock_;
  const std::string path_;
};

TEST_F(LogTest, LinesAreLocusts) {
  clock_.Advance(std::chrono::milliseconds(31'123));
  Open(LogLevel::kInfo)->Info("Ramping to 10 users {} %d");
  char host[256] = "";
  gethostname(host, sizeof host);
  const std::string name(host);
  EXPECT_EQ(Written(), "[" + LocalTime() + ",123] " + name.substr(0, name.find('.')) +
                           "/INFO/aurax.load: Ramping to 10 users {} %d\n");
}

TEST_F(LogTest, WritesOnlyItsLevelAndAbove) {
  for (int lowest = 0; lowest < 5; ++lowest) {
    std::filesystem::remove(path_);
    const std::unique_ptr<Log> log = Open(static_cast<LogLevel>(lowest));
    log->Debug("m");
    log->Info("m");
    log->Warning("m");
    log->Error("m");
    log->Critical("m");
    const std::string written = Written();  // before the log closes: every line is out at once
    for (int level = 0; level < 5; ++level) {
      const std::string mark =
          "/" + std::string(LogLevelName(static_cast<LogLevel>(level))) + "/aurax.load: m\n";
      EXPECT_EQ(written.find(mark) != std::string::npos, level >= lowest) << mark;
    }
  }
}

TEST_F(LogTest, AppendsToAFileThatExists) {
  Open(LogLevel::kInfo)->Info("first");
  Open(LogLevel::kInfo)->Info("second");
  EXPECT_THAT(Written(), HasSubstr("first\n["));
  EXPECT_THAT(Written(), EndsWith("second\n"));
}

TEST_F(LogTest, GoesToStandardErrorWithoutAFile) {
  ::testing::internal::CaptureStderr();
  (*Log::Open({}, clock_))->Info("here");
  EXPECT_THAT(::testing::internal::GetCapturedStderr(), EndsWith("/INFO/aurax.load: here\n"));
}

TEST_F(LogTest, BareIsTheMessageOfWarningsAndAbove) {
  ::testing::internal::CaptureStderr();
  const auto log = *Log::Open({.level = LogLevel::kDebug, .file = path_, .bare = true}, clock_);
  log->Info("quiet");
  log->Warning("loud");
  EXPECT_EQ(::testing::internal::GetCapturedStderr(), "loud\n");
  EXPECT_FALSE(std::filesystem::exists(path_));
}

TEST_F(LogTest, AFileThatCannotBeWrittenIsSaidOnce) {
  ::testing::internal::CaptureStderr();
  const auto log = *Log::Open({.file = "/dev/full"}, clock_);
  log->Info("first");
  log->Info("second");
  EXPECT_EQ(::testing::internal::GetCapturedStderr(),
            "aurax-load: cannot write /dev/full: No space left on device; log lines are lost\n");
}

TEST_F(LogTest, LinesForStandardErrorGoWhereTheyAreSent) {
  std::string console;
  const auto log = *Log::Open({.file = std::nullopt, .bare = true}, clock_);
  log->LinesTo([&console](const std::string& text) { console += text; });
  ::testing::internal::CaptureStderr();
  log->Error("one");
  log->LinesTo(nullptr);
  log->Error("two");
  EXPECT_EQ(::testing::internal::GetCapturedStderr(), "two\n");
  EXPECT_EQ(console, "one\n");
}

TEST_F(LogTest, AFileThatCannotBeOpenedIsAnError) {
  const auto log = Log::Open({.file = "/proc/no/such/log"}, clock_);
  EXPECT_THAT(std::string(log.status().message()), StartsWith("cannot open the log file: "));
  EXPECT_THAT(std::string(log.status().message()), HasSubstr("/proc/no/such/log"));
}

TEST(LogLevelTest, NamesReadBackInAnyCase) {
  for (int i = 0; i < 5; ++i) {
    const auto level = static_cast<LogLevel>(i);
    std::string name(LogLevelName(level));
    EXPECT_EQ(ParseLogLevel(name), level);
    for (char& c : name) c = static_cast<char>(std::tolower(c));
    EXPECT_EQ(ParseLogLevel(name), level);
  }
  EXPECT_EQ(ParseLogLevel("LOUD"), std::nullopt);
  EXPECT_EQ(ParseLogLevel(""), std::nullopt);
}

}  // namespace
}  // namespace aurax::load::cli
