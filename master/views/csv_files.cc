#include "master/views/csv_files.h"

#include <array>
#include <cerrno>
#include <fcntl.h>
#include <filesystem>
#include <string_view>
#include <sys/types.h>
#include <unistd.h>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

namespace aurax::load::master {
namespace {

absl::Status Failed(std::string_view what, const std::string& path) {
  return absl::ErrnoToStatus(errno, absl::StrCat("cannot ", std::string(what), " ", path));
}

// One file of the four. What it holds up to `size_` is whole rows; whatever a failed write left
// behind that is overwritten or cut off by the next one.
class CsvFile {
 public:
  CsvFile() = default;
  CsvFile(const CsvFile&) = delete;
  CsvFile& operator=(const CsvFile&) = delete;
  ~CsvFile() {
    if (fd_ >= 0) ::close(fd_);
  }

  absl::Status Open(const std::string& path) {
    path_ = path;
    fd_ = ::open(path.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0644);
    return fd_ < 0 ? Failed("open", path) : absl::OkStatus();
  }

  absl::Status Empty() const {
    // A device or pipe in the file's place is empty as it is.
    if (::ftruncate(fd_, 0) != 0 && errno != EINVAL) return Failed("write", path_);
    return absl::OkStatus();
  }

  // The whole text takes the place of what is there.
  absl::Status Replace(const std::string& text) {
    if (absl::Status status = WriteAt(0, text); !status.ok()) return status;
    return CutAfter(text.size());
  }

  // Rows that could not be written stay pending and go first the next time, so no second is
  // missing.
  absl::Status Append(const std::string& rows) {
    pending_ += rows;
    if (absl::Status status = WriteAt(size_, pending_); !status.ok()) {
      (void)CutAfter(size_);  // half a row would mislead a reader; it is written over anyway
      return status;
    }
    size_ += pending_.size();
    pending_.clear();
    return absl::OkStatus();
  }

  absl::Status Sync() const {
    // A device or pipe in the file's place has nothing to sync.
    if (::fsync(fd_) != 0 && errno != EINVAL && errno != EROFS) return Failed("write", path_);
    return absl::OkStatus();
  }

 private:
  absl::Status WriteAt(uint64_t offset, std::string_view text) const {
    while (!text.empty()) {
      const ssize_t n = ::pwrite(fd_, text.data(), text.size(), static_cast<off_t>(offset));
      if (n < 0 && errno == EINTR) continue;
      if (n < 0) return Failed("write", path_);
      offset += static_cast<uint64_t>(n);
      text.remove_prefix(static_cast<size_t>(n));
    }
    return absl::OkStatus();
  }

  absl::Status CutAfter(uint64_t size) const {
    return ::ftruncate(fd_, static_cast<off_t>(size)) == 0 ? absl::OkStatus()
                                                           : Failed("write", path_);
  }

  std::string path_;
  int fd_ = -1;
  uint64_t size_ = 0;
  std::string pending_;
};

// In place, not by renaming a new file over the old: whoever has the file open (tail, a mounted
// volume, a link to it) keeps seeing it, as with Locust, and a full disk that still holds the old
// rows mostly holds the new ones. The price, a reader that catches a rewrite half done, is kept
// small: the text is written by one call and starts with the same header and, row by row, nearly
// the same bytes.
class CsvFilesOnDisk final : public CsvFiles {
 public:
  explicit CsvFilesOnDisk(bool full_history) : full_history_(full_history) {}

  absl::Status Open(const std::string& prefix) {
    const std::filesystem::path folder = std::filesystem::path(prefix).parent_path();
    std::error_code error;
    if (!folder.empty()) std::filesystem::create_directories(folder, error);
    if (error) {
      return absl::ErrnoToStatus(error.value(), absl::StrCat("cannot create ", folder.string()));
    }
    const v1::Report nothing;
    const std::string failures = FailuresCsv(nothing);
    const std::string exceptions = ExceptionsCsv(nothing);
    const std::string statistics = StatisticsCsv(nothing);
    const struct {
      CsvFile* file;
      const char* suffix;
      std::string header;
    } files[] = {{&statistics_, "_stats.csv", statistics.substr(0, statistics.find('\n') + 1)},
                 {&history_, "_stats_history.csv", HistoryCsvHeader()},
                 {&failures_, "_failures.csv", failures},
                 {&exceptions_, "_exceptions.csv", exceptions}};
    for (const auto& [file, suffix, header] : files) {
      if (absl::Status status = file->Open(absl::StrCat(prefix, suffix)); !status.ok()) {
        return status;
      }
    }
    // Only now, so that a prefix that cannot be used costs no earlier result.
    for (const auto& [file, suffix, header] : files) {
      if (absl::Status status = file->Empty(); !status.ok()) return status;
      if (absl::Status status = file->Append(header); !status.ok()) return status;
    }
    return absl::OkStatus();
  }

  absl::Status Write(const v1::Report& report) override {
    std::vector<absl::Status> results = {statistics_.Replace(StatisticsCsv(report)),
                                         history_.Append(HistoryCsvRows(report, full_history_)),
                                         failures_.Replace(FailuresCsv(report)),
                                         exceptions_.Replace(ExceptionsCsv(report))};
    if (report.ledger().final() || report.run().state() == "stopped") {
      for (const CsvFile* file : {&statistics_, &history_, &failures_, &exceptions_}) {
        results.push_back(file->Sync());
      }
    }
    std::vector<std::string> messages;
    absl::StatusCode code = absl::StatusCode::kOk;
    for (const absl::Status& result : results) {
      if (result.ok()) continue;
      if (messages.empty()) code = result.code();
      messages.emplace_back(result.message());
    }
    return absl::Status(code, absl::StrJoin(messages, "; "));
  }

 private:
  const bool full_history_;
  CsvFile statistics_;
  CsvFile history_;
  CsvFile failures_;
  CsvFile exceptions_;
};

}  // namespace

absl::StatusOr<std::unique_ptr<CsvFiles>> CsvFiles::Create(const std::string& prefix,
                                                           bool full_history) {
  auto files = std::make_unique<CsvFilesOnDisk>(full_history);
  if (absl::Status status = files->Open(prefix); !status.ok()) return status;
  return files;
}

}  // namespace aurax::load::master
