#include "master/run_store.h"

#include <csignal>
#include <filesystem>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sqlite3.h>
#include <string>
#include <sys/resource.h>
#include <vector>

#include "common/random.h"
#include "tests/fakes/temp_folder.h"

namespace aurax::load::master {
namespace {

using ::testing::HasSubstr;

StoredSummary Summary(int number) {
  return {.run_id = "run-" + std::to_string(number),
          .scenario = "shop.yaml",
          .host = "https://shop.example",
          .started_unix_us = 1'800'000'000'000'000 + number,
          .elapsed_us = 30'000'000,
          .peak_users = 4'000'000'000,
          .requests = uint64_t{1} << 60,
          .failures = 7,
          .rps = 123.25,
          .p50_us = 1.5,
          .p95_us = 2.5,
          .p99_us = 3.5,
          .trust = "trusted",
          .complete = number % 2 == 0};
}

std::unique_ptr<RunStore> Opened(const std::string& path) {
  auto store = RunStore::Open(path);
  EXPECT_TRUE(store.ok()) << std::string(store.status().message());
  return store.ok() ? *std::move(store) : nullptr;
}

std::vector<std::string> Ids(const RunStore& store) {
  std::vector<std::string> ids;
  const auto runs = store.List();
  EXPECT_EQ(runs.status(), absl::OkStatus());
  for (const StoredSummary& run : *runs) ids.push_back(run.run_id);
  return ids;
}

void RunSql(const std::string& path, const std::string& sql) {
  sqlite3* db = nullptr;
  ASSERT_EQ(sqlite3_open(path.c_str(), &db), SQLITE_OK);
  EXPECT_EQ(sqlite3_exec(db, sql.c_str(), nullptr, nullptr, nullptr), SQLITE_OK)
      << sqlite3_errmsg(db);
  sqlite3_close(db);
}

TEST(RunStore, KeepsWhatItWasGivenAndTellsItToTheNext) {
  const TempFolder folder;
  const std::string path = folder.File("deep/in/runs.db");
  const std::string document = "{\"a\": \"\0\xff\"}" + std::string(500'000, 'x');
  ASSERT_EQ(Opened(path)->Put(Summary(1), document), absl::OkStatus());
  const auto store = Opened(path);
  ASSERT_EQ(store->Put(Summary(2), "{}"), absl::OkStatus());
  EXPECT_EQ(Ids(*store), (std::vector<std::string>{"run-2", "run-1"}));
  EXPECT_EQ(*store->Result("run-1"), document);
  EXPECT_EQ(*store->Result("run-2"), "{}");
  const StoredSummary read = store->List()->at(1), truth = Summary(1);
  EXPECT_EQ(read.scenario, truth.scenario);
  EXPECT_EQ(read.host, truth.host);
  EXPECT_EQ(read.started_unix_us, truth.started_unix_us);
  EXPECT_EQ(read.elapsed_us, truth.elapsed_us);
  EXPECT_EQ(read.peak_users, truth.peak_users);
  EXPECT_EQ(read.requests, truth.requests);
  EXPECT_EQ(read.failures, truth.failures);
  EXPECT_EQ(read.rps, truth.rps);
  EXPECT_EQ(read.p50_us, truth.p50_us);
  EXPECT_EQ(read.p95_us, truth.p95_us);
  EXPECT_EQ(read.p99_us, truth.p99_us);
  EXPECT_EQ(read.trust, truth.trust);
  EXPECT_EQ(read.complete, truth.complete);
  EXPECT_LT(std::filesystem::file_size(path), 200'000u);  // compressed
}

TEST(RunStore, ALaterResultOfARunTakesThePlaceOfTheEarlier) {
  const TempFolder folder;
  const auto store = Opened(folder.File("runs.db"));
  ASSERT_EQ(store->Put(Summary(1), "first"), absl::OkStatus());
  ASSERT_EQ(store->Put(Summary(1), "second"), absl::OkStatus());
  EXPECT_EQ(Ids(*store).size(), 1u);
  EXPECT_EQ(*store->Result("run-1"), "second");
}

TEST(RunStore, UnknownRunsAreNotFoundAndRemovedOnesAreGone) {
  const TempFolder folder;
  const auto store = Opened(folder.File("runs.db"));
  ASSERT_EQ(store->Put(Summary(1), "x"), absl::OkStatus());
  EXPECT_EQ(store->Remove("run-1"), absl::OkStatus());
  EXPECT_EQ(store->Remove("run-1").code(), absl::StatusCode::kNotFound);
  EXPECT_EQ(store->Result("run-1").status().code(), absl::StatusCode::kNotFound);
  EXPECT_EQ(store->Remove("' OR 1=1 --").code(), absl::StatusCode::kNotFound);
}

TEST(RunStore, OnlyTheNewestAreKept) {
  const TempFolder folder;
  const auto store = Opened(folder.File("runs.db"));
  for (int i = 0; i < RunStore::kRuns + 5; ++i) {
    ASSERT_EQ(store->Put(Summary(i), "x"), absl::OkStatus());
  }
  const std::vector<std::string> ids = Ids(*store);
  ASSERT_EQ(ids.size(), static_cast<size_t>(RunStore::kRuns));
  EXPECT_EQ(ids.front(), "run-" + std::to_string(RunStore::kRuns + 4));
  EXPECT_EQ(ids.back(), "run-5");
}

TEST(RunStore, OnlyTheOwnerMayReadAnyOfItsFiles) {
  const TempFolder folder;
  auto store = *RunStore::Open(folder.File("runs.db"));
  ASSERT_TRUE(store->Put(Summary(1), "{}").ok());
  for (const char* name : {"runs.db", "runs.db-wal", "runs.db-shm"}) {
    using std::filesystem::perms;
    EXPECT_EQ(std::filesystem::status(folder.File(name)).permissions(),
              perms::owner_read | perms::owner_write)
        << name;
  }
}

TEST(RunStore, TwoMayHaveTheFileOpen) {
  const TempFolder folder;
  const auto one = Opened(folder.File("runs.db")), other = Opened(folder.File("runs.db"));
  ASSERT_EQ(one->Put(Summary(1), "1"), absl::OkStatus());
  ASSERT_EQ(other->Put(Summary(2), "2"), absl::OkStatus());
  EXPECT_EQ(Ids(*one), Ids(*other));
  EXPECT_EQ(*one->Result("run-2"), "2");
}

TEST(RunStore, ANewerFileIsRefusedAndStays) {
  const TempFolder folder;
  const std::string path = folder.File("runs.db");
  ASSERT_EQ(Opened(path)->Put(Summary(1), "x"), absl::OkStatus());
  RunSql(path, "PRAGMA user_version = 2");
  const absl::Status refused = RunStore::Open(path).status();
  EXPECT_EQ(refused.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_THAT(std::string(refused.message()), HasSubstr(path));
  RunSql(path, "PRAGMA user_version = 1");
  EXPECT_EQ(*Opened(path)->Result("run-1"), "x");
}

TEST(RunStore, WhatIsNotOursIsLeftAsItIs) {
  const TempFolder folder;
  const std::string text = folder.File("notes.txt"), other = folder.File("other.db");
  WriteBytes(text, std::string(5000, 'n'));
  RunSql(other, "CREATE TABLE t(a)");
  for (const std::string& path : {text, other}) {
    const std::string before = ReadBytes(path);
    const absl::Status refused = RunStore::Open(path).status();
    EXPECT_EQ(refused.code(), absl::StatusCode::kDataLoss) << std::string(refused.message());
    EXPECT_THAT(std::string(refused.message()), HasSubstr(path));
    EXPECT_EQ(ReadBytes(path), before);
  }
}

// Whatever is broken in it: an error that names the file, or right results; never a crash.
TEST(RunStore, ADamagedFileIsSaidToBe) {
  const TempFolder folder;
  const std::string path = folder.File("runs.db");
  RandomStream random(1, 0, 0, StreamPurpose::kValues);
  std::string document;
  for (int i = 0; i < 20'000; ++i) document += static_cast<char>(random.Below(256));
  {
    const auto store = Opened(path);
    for (int i = 0; i < 10; ++i) ASSERT_EQ(store->Put(Summary(i), document), absl::OkStatus());
  }
  const std::string whole = ReadBytes(path);
  int damaged = 0;
  for (int round = 0; round < 100; ++round) {
    std::string bytes = whole;
    const size_t at = 100 + random.Below(bytes.size() - 100);
    for (size_t i = at; i < std::min(at + 64, bytes.size()); ++i) bytes[i] ^= 0x5a;
    WriteBytes(path, bytes);
    const auto store = RunStore::Open(path);
    if (!store.ok()) {
      EXPECT_THAT(std::string(store.status().message()), HasSubstr(path));
      ++damaged;
      continue;
    }
    for (int i = 0; i < 10; ++i) {
      const auto result = (*store)->Result("run-" + std::to_string(i));
      if (result.ok()) {
        EXPECT_EQ(*result, document);
      } else {
        EXPECT_THAT(std::string(result.status().message()), HasSubstr("run"));
        ++damaged;
      }
    }
  }
  EXPECT_GT(damaged, 50);
}

TEST(RunStore, APlaceWhereNoFileCanBeIsAnError) {
  const TempFolder folder;
  WriteBytes(folder.File("file"), "x");
  for (const std::string& path : {folder.File("file/runs.db"), std::string("/proc/runs.db")}) {
    const absl::Status failed = RunStore::Open(path).status();
    EXPECT_EQ(failed.code(), absl::StatusCode::kUnavailable);
    EXPECT_THAT(std::string(failed.message()), HasSubstr(path));
  }
}

TEST(RunStore, AFullDiskLosesTheNewRunAlone) {
  const TempFolder folder;
  const auto store = Opened(folder.File("runs.db"));
  ASSERT_EQ(store->Put(Summary(1), "x"), absl::OkStatus());
  std::string document;
  RandomStream random(2, 0, 0, StreamPurpose::kValues);
  for (int i = 0; i < 500'000; ++i) document += static_cast<char>(random.Below(256));
  rlimit before{};
  ASSERT_EQ(getrlimit(RLIMIT_FSIZE, &before), 0);
  const auto old_signal = std::signal(SIGXFSZ, SIG_IGN);
  const rlimit small{.rlim_cur = 100'000, .rlim_max = before.rlim_max};
  ASSERT_EQ(setrlimit(RLIMIT_FSIZE, &small), 0);
  const absl::Status full = store->Put(Summary(2), document);
  ASSERT_EQ(setrlimit(RLIMIT_FSIZE, &before), 0);
  std::signal(SIGXFSZ, old_signal);
  EXPECT_EQ(full.code(), absl::StatusCode::kUnavailable);
  EXPECT_EQ(Ids(*store), std::vector<std::string>{"run-1"});
  EXPECT_EQ(store->Put(Summary(2), document), absl::OkStatus());
  EXPECT_EQ(*store->Result("run-2"), document);
}

}  // namespace
}  // namespace aurax::load::master
