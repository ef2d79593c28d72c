#include "cli/run_journal.h"

#include <filesystem>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace aurax::load::cli {
namespace {

using ::testing::HasSubstr;

v1::JournalRecord Begun(const std::string& digest) {
  v1::JournalRecord record;
  record.mutable_begun()->set_run_id("run-1");
  record.mutable_begun()->set_options_digest(digest);
  return record;
}

v1::JournalRecord Of(const std::string& worker, uint64_t incarnation) {
  v1::JournalRecord record;
  record.set_worker_id(worker);
  record.set_incarnation(incarnation);
  return record;
}

v1::JournalRecord SnapshotOf(const std::string& worker) {
  v1::JournalRecord record = Of(worker, 1);
  record.mutable_snapshot();
  return record;
}

TEST(StoredRunTest, SumsUpSnapshotsAndWorkers) {
  const StoredRun run =
      Summed({Begun("d"), SnapshotOf("w1"), SnapshotOf("w2"), SnapshotOf("w1"), Of("w2", 2)});
  EXPECT_EQ(run.run_id, "run-1");
  EXPECT_EQ(run.options_digest, "d");
  EXPECT_EQ(run.snapshots, 3u);
  EXPECT_EQ(run.workers, 3u);
  EXPECT_EQ(run.records.size(), 5u);
  EXPECT_TRUE(Summed({}).run_id.empty());
}

TEST(StoredRunTest, ACheckpointStandsForAllBeforeIt) {
  v1::JournalRecord checkpoint;
  *checkpoint.mutable_checkpoint()->add_state() = Begun("d");
  v1::WorkerSums* worker = checkpoint.mutable_checkpoint()->add_workers();
  worker->set_worker_id("w1");
  worker->set_incarnation(1);
  worker->set_snapshots_applied(40);
  const StoredRun run = Summed({checkpoint, SnapshotOf("w1")});
  EXPECT_EQ(run.options_digest, "d");
  EXPECT_EQ(run.snapshots, 41u);
  EXPECT_EQ(run.workers, 1u);
}

TEST(OptionsDigestTest, DependsOnWhatIsAskedForAndNothingElse) {
  master::Coordinator::Options options;
  options.scenario.set_host("s");
  options.seed = 7;
  const std::string digest = OptionsDigest(options, true);
  EXPECT_EQ(digest.size(), 16u);
  master::Coordinator::Options same = options;
  same.run_id = "another";
  same.version = "9";
  EXPECT_EQ(OptionsDigest(same, true), digest);
  master::Coordinator::Options other = options;
  other.users = 2;
  EXPECT_NE(OptionsDigest(other, true), digest);
  other = options;
  other.scenario.set_host("t");
  EXPECT_NE(OptionsDigest(other, true), digest);
  other = options;
  other.run_time = std::chrono::seconds(1);
  EXPECT_NE(OptionsDigest(other, true), digest);
  other = options;
  other.seed = 8;
  EXPECT_NE(OptionsDigest(other, true), digest);
  EXPECT_EQ(OptionsDigest(other, false), OptionsDigest(options, false));
}

TEST(OpenRunJournalTest, OnlyTheSameCommandGoesOn) {
  const std::string folder = ::testing::TempDir() + "/run_journal_test";
  std::filesystem::remove_all(folder);
  {
    auto fresh = OpenRunJournal(folder, "mine");
    ASSERT_TRUE(fresh.ok()) << fresh.status();
    EXPECT_TRUE(fresh->stored.records.empty());
    fresh->file->Append(Begun("mine"));
    ASSERT_TRUE(fresh->file->Sync().ok());
  }
  const auto other = OpenRunJournal(folder, "another");
  EXPECT_EQ(other.status().code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_THAT(other.status().message(), HasSubstr(folder));
  EXPECT_THAT(other.status().message(), HasSubstr("run-1"));
  const auto same = OpenRunJournal(folder, "mine");
  ASSERT_TRUE(same.ok()) << same.status();
  EXPECT_EQ(same->stored.run_id, "run-1");
  std::filesystem::remove_all(folder);
}

TEST(BootIdTest, StaysWhileTheMachineRuns) { EXPECT_EQ(BootId(), BootId()); }

}  // namespace
}  // namespace aurax::load::cli
