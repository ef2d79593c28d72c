#include "master/views/csv_files.h"

#include <csignal>
#include <filesystem>
#include <fstream>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sstream>
#include <sys/resource.h>

#include "tests/fakes/temp_folder.h"
#include "tests/master/views/sample_report.h"

namespace aurax::load::master {
namespace {

using ::testing::HasSubstr;

class CsvFilesTest : public ::testing::Test {
 protected:
  std::string Prefix() const { return (folder_ / "deep" / "run").string(); }
  std::string Text(const std::string& suffix) const { return ReadBytes(Prefix() + suffix); }

  TempFolder temp_;
  const std::filesystem::path folder_ = temp_.path();
};

// Files cannot grow past `bytes` while this lives: a full disk, without one.
class FullDisk {
 public:
  explicit FullDisk(rlim_t bytes) : old_handler_(std::signal(SIGXFSZ, SIG_IGN)) {
    ::getrlimit(RLIMIT_FSIZE, &old_);
    const rlimit limit = {bytes, old_.rlim_max};
    ::setrlimit(RLIMIT_FSIZE, &limit);
  }
  ~FullDisk() {
    ::setrlimit(RLIMIT_FSIZE, &old_);
    std::signal(SIGXFSZ, old_handler_);
  }
  FullDisk(const FullDisk&) = delete;
  FullDisk& operator=(const FullDisk&) = delete;

 private:
  rlimit old_{};
  void (*old_handler_)(int);
};

TEST_F(CsvFilesTest, TheFilesAreThereWithTheirHeadersBeforeTheRun) {
  ASSERT_TRUE(CsvFiles::Create(Prefix(), false).ok());
  EXPECT_THAT(Text("_stats.csv"), ::testing::StartsWith("Type,Name,"));
  EXPECT_THAT(Text("_stats.csv"), ::testing::EndsWith("100%\r\n"));
  EXPECT_EQ(Text("_stats_history.csv"), HistoryCsvHeader());
  EXPECT_EQ(Text("_failures.csv"), FailuresCsv({}));
  EXPECT_EQ(Text("_exceptions.csv"), ExceptionsCsv({}));
}

TEST_F(CsvFilesTest, TheLastWriteIsWhatTheFilesHold) {
  auto files = CsvFiles::Create(Prefix(), true);
  ASSERT_TRUE(files.ok());
  v1::Report report = LocustSample();
  ASSERT_TRUE((*files)->Write(report).ok());
  report.mutable_entries(0)->set_requests(1000000);
  ASSERT_TRUE((*files)->Write(report).ok());
  EXPECT_EQ(Text("_stats.csv"), StatisticsCsv(report));
  EXPECT_EQ(Text("_failures.csv"), FailuresCsv(report));
  EXPECT_EQ(Text("_stats_history.csv"), HistoryCsvHeader() + HistoryCsvRows(LocustSample(), true) +
                                            HistoryCsvRows(report, true));
}

TEST_F(CsvFilesTest, ShorterTextLeavesNothingOfTheLonger) {
  auto files = CsvFiles::Create(Prefix(), false);
  ASSERT_TRUE(files.ok());
  ASSERT_TRUE((*files)->Write(LocustSample()).ok());
  v1::Report reset = LocustSample();
  reset.clear_entries();
  reset.clear_errors();
  ASSERT_TRUE((*files)->Write(reset).ok());
  EXPECT_EQ(Text("_stats.csv"), StatisticsCsv(reset));
  EXPECT_EQ(Text("_failures.csv"), FailuresCsv({}));
}

TEST_F(CsvFilesTest, AReaderThatHasAFileOpenKeepsSeeingIt) {
  auto files = CsvFiles::Create(Prefix(), false);
  ASSERT_TRUE(files.ok());
  std::ifstream reader(Prefix() + "_stats.csv", std::ios::binary);
  ASSERT_TRUE((*files)->Write(LocustSample()).ok());
  std::ostringstream seen;
  seen << reader.rdbuf();
  EXPECT_EQ(seen.str(), StatisticsCsv(LocustSample()));
}

TEST_F(CsvFilesTest, FilesOfAnEarlierRunAreEmptied) {
  std::filesystem::create_directories(folder_ / "deep");
  std::ofstream(Prefix() + "_stats_history.csv") << "old rows\n";
  ASSERT_TRUE(CsvFiles::Create(Prefix(), false).ok());
  EXPECT_EQ(Text("_stats_history.csv"), HistoryCsvHeader());
}

TEST_F(CsvFilesTest, OneThatCannotBeOpenedCostsNoEarlierResult) {
  std::filesystem::create_directories(Prefix() + "_exceptions.csv");
  std::ofstream(Prefix() + "_stats.csv") << "old rows\n";
  EXPECT_FALSE(CsvFiles::Create(Prefix(), false).ok());
  EXPECT_EQ(Text("_stats.csv"), "old rows\n");
}

TEST_F(CsvFilesTest, AFullDiskIsReportedAndCostsNoHistoryRow) {
  auto files = CsvFiles::Create(Prefix(), false);
  ASSERT_TRUE(files.ok());
  v1::Report report = LocustSample();
  ASSERT_TRUE((*files)->Write(report).ok());
  const std::string first = Text("_stats_history.csv");
  {
    const FullDisk full(first.size() + 20);
    for (int second = 1; second <= 2; ++second) {
      report.mutable_run()->set_user_count(static_cast<uint32_t>(50 + second));
      const absl::Status status = (*files)->Write(report);
      EXPECT_THAT(std::string(status.message()), HasSubstr(Prefix() + "_stats_history.csv"));
      EXPECT_THAT(std::string(status.message()), HasSubstr("File too large"));
      EXPECT_EQ(Text("_stats_history.csv"), first);  // no half row
    }
  }
  report.mutable_run()->set_user_count(53);
  ASSERT_TRUE((*files)->Write(report).ok());
  std::string expected = first;
  for (const uint32_t users : {51, 52, 53}) {
    report.mutable_run()->set_user_count(users);
    expected += HistoryCsvRows(report, false);
  }
  EXPECT_EQ(Text("_stats_history.csv"), expected);
  EXPECT_EQ(Text("_stats.csv"), StatisticsCsv(report));
}

TEST_F(CsvFilesTest, ErrorsBeforeTheRunNameTheFile) {
  std::filesystem::create_directories(folder_ / "deep");
  std::filesystem::create_symlink("/dev/full", Prefix() + "_failures.csv");
  const absl::Status full = CsvFiles::Create(Prefix(), false).status();
  EXPECT_EQ(full.code(), absl::StatusCode::kResourceExhausted);
  EXPECT_THAT(std::string(full.message()), HasSubstr(Prefix() + "_failures.csv"));
  EXPECT_THAT(std::string(full.message()), HasSubstr("No space left on device"));

  std::ofstream(folder_ / "file") << "not a folder";
  const std::string inside = (folder_ / "file" / "run").string();
  EXPECT_THAT(std::string(CsvFiles::Create(inside, false).status().message()),
              HasSubstr((folder_ / "file").string()));
}

}  // namespace
}  // namespace aurax::load::master
