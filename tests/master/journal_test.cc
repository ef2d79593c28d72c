#include "master/journal.h"

#include <filesystem>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <iostream>
#include <signal.h>
#include <string>
#include <sys/resource.h>
#include <vector>

#include "common/random.h"
#include "master/journal_format.h"
#include "tests/fakes/temp_folder.h"

namespace aurax::load::master {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

v1::JournalRecord Record(const std::string& worker, uint64_t number = 1) {
  v1::JournalRecord record;
  record.set_worker_id(worker);
  record.set_incarnation(number);
  record.mutable_loss()->set_at_us(static_cast<int64_t>(number) * 1000);
  return record;
}

struct Reopened {
  absl::Status status;
  std::unique_ptr<Journal> journal;
  std::vector<std::string> workers;  // of the records that came back
};

Reopened Open(const std::string& folder) {
  Reopened opened;
  auto journal = Journal::Open(folder, [&](const v1::JournalRecord& record) {
    opened.workers.push_back(record.worker_id());
  });
  opened.status = journal.status();
  if (journal.ok()) opened.journal = *std::move(journal);
  return opened;
}

void Write(Journal& journal, const std::vector<std::string>& workers) {
  for (const std::string& worker : workers) journal.Append(Record(worker));
  EXPECT_EQ(journal.Sync(), absl::OkStatus());
}

class JournalTest : public testing::Test {
 protected:
  std::string Path() const { return folder_.File("run.journal"); }
  TempFolder folder_;
};

TEST_F(JournalTest, RecordsComeBackInTheirOrder) {
  {
    const Reopened first = Open(folder_.path());
    ASSERT_EQ(first.status, absl::OkStatus());
    EXPECT_THAT(first.workers, IsEmpty());
    Write(*first.journal, {"a", "b"});
    Write(*first.journal, {"c"});
  }
  const Reopened second = Open(folder_.path());
  EXPECT_THAT(second.workers, ElementsAre("a", "b", "c"));
  Write(*second.journal, {"d"});
  EXPECT_EQ(second.journal->bytes(), std::filesystem::file_size(Path()));
}

TEST_F(JournalTest, EveryFieldOfARecordComesBack) {
  v1::JournalRecord written = Record("w", 77);
  Open(folder_.path()).journal->Replace({written}).IgnoreError();
  std::vector<std::string> bytes;
  auto journal = Journal::Open(folder_.path(), [&](const v1::JournalRecord& record) {
    bytes.push_back(record.SerializeAsString());
  });
  EXPECT_THAT(bytes, ElementsAre(written.SerializeAsString()));
}

TEST_F(JournalTest, FolderIsMadeIfMissing) {
  const std::string deep = folder_.File("a/b/c");
  EXPECT_EQ(Open(deep).status, absl::OkStatus());
  EXPECT_TRUE(std::filesystem::exists(deep + "/run.journal"));
}

TEST_F(JournalTest, WhatWasNotSyncedIsLostAndNothingElse) {
  {
    const Reopened first = Open(folder_.path());
    Write(*first.journal, {"kept"});
    const uint64_t before = first.journal->bytes();
    first.journal->Append(Record("lost"));
    EXPECT_GT(first.journal->bytes(), before);
  }
  EXPECT_THAT(Open(folder_.path()).workers, ElementsAre("kept"));
}

TEST_F(JournalTest, CutAnywhereItGoesOnWithTheRecordsBefore) {
  Write(*Open(folder_.path()).journal, {"a", "bb", "ccc"});
  const std::string bytes = ReadBytes(Path());
  size_t before = 0;
  for (size_t cut = 0; cut <= bytes.size(); ++cut) {
    WriteBytes(Path(), bytes.substr(0, cut));
    std::vector<std::string> expected;
    {
      const Reopened opened = Open(folder_.path());
      ASSERT_EQ(opened.status, absl::OkStatus()) << "cut at " << cut;
      expected = opened.workers;
      Write(*opened.journal, {"next"});
    }
    ASSERT_GE(expected.size(), before);  // never fewer of more
    before = expected.size();
    expected.emplace_back("next");
    ASSERT_EQ(Open(folder_.path()).workers, expected) << "cut at " << cut;
  }
  EXPECT_EQ(before, 3u);
}

TEST_F(JournalTest, WrongBitIsAnErrorThatNamesFileAndPlaceAndLeavesItAlone) {
  Write(*Open(folder_.path()).journal, {"a", "bb", "ccc"});
  const std::string bytes = ReadBytes(Path());
  RandomStream random(1, 0, 0, StreamPurpose::kValues);
  for (int i = 0; i < 100; ++i) {
    std::string wrong = bytes;
    const uint64_t bit = random.Below(8 * bytes.size());
    wrong[bit / 8] = static_cast<char>(wrong[bit / 8] ^ (1 << bit % 8));
    WriteBytes(Path(), wrong);
    const Reopened opened = Open(folder_.path());
    ASSERT_EQ(opened.status.code(), absl::StatusCode::kDataLoss) << "bit " << bit;
    EXPECT_THAT(std::string(opened.status.message()), HasSubstr(Path() + ": "));
    EXPECT_THAT(std::string(opened.status.message()), HasSubstr("; move the file away to start"));
    EXPECT_EQ(ReadBytes(Path()), wrong);
  }
}

TEST_F(JournalTest, SoundBytesThatAreNoRecordAreDamage) {
  std::string bytes(kJournalMagic);
  AppendJournalRecord("\xff\xff\xff", &bytes);
  WriteBytes(Path(), bytes);
  EXPECT_EQ(Open(folder_.path()).status.message(),
            Path() + ": record at byte 8 is damaged; move the file away to start without it");
}

TEST_F(JournalTest, SecondMasterIsTurnedAway) {
  const Reopened first = Open(folder_.path());
  const auto expect_in_use = [&] {
    const Reopened second = Open(folder_.path());
    EXPECT_EQ(second.status.code(), absl::StatusCode::kFailedPrecondition);
    EXPECT_EQ(second.status.message(), Path() + " is in use by another master");
  };
  expect_in_use();
  ASSERT_EQ(first.journal->Replace({Record("a")}), absl::OkStatus());
  expect_in_use();  // the new file as well
  Write(*first.journal, {"b"});
}

TEST_F(JournalTest, ReplaceForgetsWhatWasBeforeAndIsWrittenOn) {
  {
    const Reopened first = Open(folder_.path());
    Write(*first.journal, {"a", "b"});
    first.journal->Append(Record("not synced"));
    ASSERT_EQ(first.journal->Replace({Record("x"), Record("y")}), absl::OkStatus());
    Write(*first.journal, {"z"});
    EXPECT_EQ(first.journal->bytes(), std::filesystem::file_size(Path()));
  }
  const Reopened second = Open(folder_.path());
  EXPECT_THAT(second.workers, ElementsAre("x", "y", "z"));
  ASSERT_EQ(second.journal->Replace({}), absl::OkStatus());
  EXPECT_EQ(second.journal->bytes(), kJournalMagic.size());
  EXPECT_FALSE(std::filesystem::exists(Path() + ".new"));
}

TEST_F(JournalTest, ReplacementThatACrashCutOffCountsForNothing) {
  Write(*Open(folder_.path()).journal, {"a"});
  WriteBytes(Path() + ".new", "AURAXJ1\nhalf a checkp");
  const Reopened opened = Open(folder_.path());
  EXPECT_THAT(opened.workers, ElementsAre("a"));
  EXPECT_EQ(opened.journal->Replace({Record("b")}), absl::OkStatus());
}

TEST_F(JournalTest, FolderThatCannotBeMadeOrFileThatIsNoneIsNamed) {
  WriteBytes(folder_.File("plain"), "x");
  EXPECT_THAT(std::string(Open(folder_.File("plain/deep")).status.message()),
              HasSubstr("plain/deep/run.journal: Not a directory"));
  std::filesystem::create_directories(folder_.File("run.journal"));
  const Reopened opened = Open(folder_.path());
  EXPECT_EQ(opened.status.code(), absl::StatusCode::kUnavailable);
  EXPECT_THAT(std::string(opened.status.message()), HasSubstr("run.journal: Is a directory"));
}

// A disk that is full: for the process that this runs in no file grows beyond `bytes`.
void FillTheDiskAt(rlim_t bytes) {
  signal(SIGXFSZ, SIG_IGN);  // write() says EFBIG instead
  const rlimit limit{bytes, bytes};
  setrlimit(RLIMIT_FSIZE, &limit);
}

TEST_F(JournalTest, FullDiskIsSaidOnceAndForAllAndWhatWasThereStays) {
  Write(*Open(folder_.path()).journal, {"before"});
  const auto on_full_disk = [&] {
    FillTheDiskAt(300);
    const Reopened opened = Open(folder_.path());
    Write(*opened.journal, {"fits"});
    opened.journal->Append(Record(std::string(1000, 'x')));
    const absl::Status full = opened.journal->Sync();
    opened.journal->Append(Record("small"));
    if (opened.journal->Sync() != full || opened.journal->Replace({}) != full) _exit(2);
    std::cerr << full;
    _exit(opened.journal->bytes() > 0 ? 3 : 4);
  };
  EXPECT_EXIT(on_full_disk(), testing::ExitedWithCode(3),
              "UNAVAILABLE: cannot write .*/run.journal: File too large");
  EXPECT_THAT(Open(folder_.path()).workers, ElementsAre("before", "fits"));
}

TEST_F(JournalTest, DiscardedItIsNoRunEvenAfterAnError) {
  Write(*Open(folder_.path()).journal, {"before"});
  const auto on_full_disk = [&] {
    FillTheDiskAt(300);
    const Reopened opened = Open(folder_.path());
    opened.journal->Append(Record(std::string(1000, 'x')));
    const absl::Status full = opened.journal->Sync();
    if (full.ok() || opened.journal->Replace({}) != full) _exit(2);
    opened.journal->Discard();
    if (opened.journal->bytes() != 0 || opened.journal->Sync() != full) _exit(4);
    _exit(3);
  };
  EXPECT_EXIT(on_full_disk(), testing::ExitedWithCode(3), "");
  EXPECT_EQ(ReadBytes(Path()), "");
  const Reopened next = Open(folder_.path());
  EXPECT_EQ(next.status, absl::OkStatus());
  EXPECT_THAT(next.workers, IsEmpty());
}

TEST_F(JournalTest, NothingIsWrittenOnceItIsDiscarded) {
  const Reopened opened = Open(folder_.path());
  Write(*opened.journal, {"a"});
  opened.journal->Append(Record("not synced"));
  opened.journal->Discard();
  opened.journal->Append(Record("b"));
  EXPECT_EQ(opened.journal->Sync().message(), Path() + " was discarded");
  EXPECT_EQ(ReadBytes(Path()), "");
}

TEST_F(JournalTest, NobodyElseMayReadIt) {
  namespace fs = std::filesystem;
  constexpr fs::perms kOwnersAlone = fs::perms::owner_read | fs::perms::owner_write;
  WriteBytes(Path(), "");
  fs::permissions(Path(), fs::perms::all);
  const Reopened opened = Open(folder_.path());
  EXPECT_EQ(fs::status(Path()).permissions(), kOwnersAlone);
  WriteBytes(Path() + ".new", "");
  fs::permissions(Path() + ".new", fs::perms::all);
  ASSERT_EQ(opened.journal->Replace({Record("a")}), absl::OkStatus());
  EXPECT_EQ(fs::status(Path()).permissions(), kOwnersAlone);
}

TEST_F(JournalTest, LinksAreNotFollowed) {
  const std::string other = folder_.File("other");
  WriteBytes(other, "precious");
  {
    const Reopened opened = Open(folder_.path());
    std::filesystem::create_symlink(other, Path() + ".new");
    ASSERT_EQ(opened.journal->Replace({Record("a")}), absl::OkStatus());
    EXPECT_FALSE(std::filesystem::is_symlink(Path()));
  }
  EXPECT_THAT(Open(folder_.path()).workers, ElementsAre("a"));
  std::filesystem::remove(Path());
  std::filesystem::create_symlink(other, Path());
  EXPECT_EQ(Open(folder_.path()).status.code(), absl::StatusCode::kUnavailable);
  EXPECT_EQ(ReadBytes(other), "precious");
}

TEST_F(JournalTest, ReplacementThatDoesNotFitLeavesTheOldFileWhole) {
  Write(*Open(folder_.path()).journal, {"before"});
  const auto on_full_disk = [&] {
    FillTheDiskAt(300);
    const Reopened opened = Open(folder_.path());
    std::cerr << opened.journal->Replace({Record(std::string(1000, 'x'))});
    _exit(std::filesystem::exists(Path() + ".new") ? 4 : 3);
  };
  EXPECT_EXIT(on_full_disk(), testing::ExitedWithCode(3), "run.journal.new: File too large");
  EXPECT_THAT(Open(folder_.path()).workers, ElementsAre("before"));
}

}  // namespace
}  // namespace aurax::load::master
