#include "master/journal.h"

#include <filesystem>
#include <system_error>
#include <utility>

#include "absl/strings/str_cat.h"
#include "master/journal_format.h"
#include "master/state_file.h"

namespace aurax::load::master {
namespace {

constexpr size_t kMostBufferKept = 1 << 20;

absl::Status Damaged(const std::string& path, const std::string& why) {
  return absl::DataLossError(
      absl::StrCat(path, ": ", why, "; move the file away to start without it"));
}

absl::Status AppendTo(std::string* out, const std::string& path, const v1::JournalRecord& record) {
  const size_t size = record.ByteSizeLong();
  if (size > kMostRecordBytes) {
    return absl::UnavailableError(absl::StrCat("cannot write ", path, ": a record of ", size,
                                               " bytes is more than ", kMostRecordBytes));
  }
  AppendJournalRecord(record.SerializeAsString(), out);
  return absl::OkStatus();
}

// Replays what is there; the number of bytes that stay.
absl::StatusOr<size_t> Replay(const StateFile& file,
                              const std::function<void(const v1::JournalRecord&)>& replay) {
  const absl::StatusOr<std::string> bytes = file.ReadAll();
  if (!bytes.ok()) return bytes.status();
  const absl::StatusOr<JournalBytes> journal = ReadJournalBytes(*bytes);
  if (!journal.ok()) return Damaged(file.path(), std::string(journal.status().message()));
  for (const JournalBytes::Record& record : journal->records) {
    v1::JournalRecord parsed;
    if (!parsed.ParseFromArray(record.body.data(), static_cast<int>(record.body.size()))) {
      return Damaged(file.path(), absl::StrCat("record at byte ", record.at, " is damaged"));
    }
    replay(parsed);
  }
  return journal->whole;
}

}  // namespace

struct Journal::Impl {
  // Brings the file to `whole` bytes, or to the start of an empty journal if there are none.
  absl::Status Continue(size_t whole);
  absl::Status Rewrite(const std::vector<v1::JournalRecord>& first);

  std::string path;
  StateFile file;
  uint64_t written = 0;  // bytes in the file
  std::string buffer;
  absl::Status error;
};

Journal::Journal(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Journal::~Journal() = default;

absl::StatusOr<std::unique_ptr<Journal>> Journal::Open(
    const std::string& state_dir, const std::function<void(const v1::JournalRecord&)>& replay) {
  std::error_code failed;
  std::filesystem::create_directories(state_dir, failed);
  const std::string path = (std::filesystem::path(state_dir) / "run.journal").string();
  if (failed) {
    return absl::UnavailableError(absl::StrCat("cannot make ", path, ": ", failed.message()));
  }
  absl::StatusOr<StateFile> file = StateFile::Open(path);
  if (!file.ok()) return file.status();
  const absl::StatusOr<size_t> whole = Replay(*file, replay);
  if (!whole.ok()) return whole.status();
  auto impl = std::make_unique<Impl>(
      Impl{.path = path, .file = *std::move(file), .written = 0, .buffer = "", .error = {}});
  if (const absl::Status continued = impl->Continue(*whole); !continued.ok()) return continued;
  return std::unique_ptr<Journal>(new Journal(std::move(impl)));
}

absl::Status Journal::Impl::Continue(size_t whole) {
  absl::Status done = file.Truncate(whole);
  if (done.ok() && whole == 0) done = file.Append(kJournalMagic);
  if (done.ok()) done = file.Sync();
  // The name as well as the bytes: the file may be new.
  if (done.ok()) done = SyncFolderOf(path);
  written = whole == 0 ? kJournalMagic.size() : whole;
  return done;
}

void Journal::Append(const v1::JournalRecord& record) {
  if (!impl_->error.ok()) return;
  impl_->error = AppendTo(&impl_->buffer, impl_->path, record);
}

absl::Status Journal::Sync() {
  Impl& impl = *impl_;
  if (!impl.error.ok() || impl.buffer.empty()) return impl.error;
  impl.error = impl.file.Append(impl.buffer);
  // A sync that failed must not be tried again: the system may have dropped what it could not
  // write.
  if (impl.error.ok()) impl.error = impl.file.Sync();
  impl.written += impl.buffer.size();
  impl.buffer.clear();
  if (impl.buffer.capacity() > kMostBufferKept) impl.buffer.shrink_to_fit();
  return impl.error;
}

absl::Status Journal::Replace(const std::vector<v1::JournalRecord>& first) {
  if (impl_->error.ok()) impl_->error = impl_->Rewrite(first);
  return impl_->error;
}

absl::Status Journal::Impl::Rewrite(const std::vector<v1::JournalRecord>& first) {
  std::string bytes(kJournalMagic);
  for (const v1::JournalRecord& record : first) {
    if (const absl::Status added = AppendTo(&bytes, path, record); !added.ok()) return added;
  }
  absl::StatusOr<StateFile> made = StateFile::Make(path + ".new");
  if (!made.ok()) return made.status();
  absl::Status done = made->Append(bytes);
  if (done.ok()) done = made->Sync();
  if (done.ok()) done = made->RenameTo(path);
  if (made->path() != path) {
    std::error_code ignored;  // what matters is that the old file is whole
    std::filesystem::remove(path + ".new", ignored);
    return done;
  }
  // Even if the folder could not be synced: the name is the new file's.
  file = *std::move(made);
  written = bytes.size();
  buffer.clear();
  return done;
}

void Journal::Discard() {
  Impl& impl = *impl_;
  impl.buffer.clear();
  const absl::Status emptied = impl.file.Truncate(0);
  if (emptied.ok()) impl.written = 0;
  impl.file.Sync().IgnoreError();
  if (impl.error.ok()) impl.error = absl::UnavailableError(impl.path + " was discarded");
}

uint64_t Journal::bytes() const { return impl_->written + impl_->buffer.size(); }
const std::string& Journal::path() const { return impl_->path; }

}  // namespace aurax::load::master
