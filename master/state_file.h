// A file that is written for good: appended to, synced, replaced whole. The system calls behind the
// journal; every error names the file and the reason that the system gave.
#ifndef AURAX_MASTER_STATE_FILE_H_
#define AURAX_MASTER_STATE_FILE_H_

#include <string>
#include <string_view>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace aurax::load::master {

// Belongs to one thread. Movable; closes what it has open.
class StateFile {
 public:
  // Opens or makes `path`, a regular file and no link, and locks it until this is closed. Nobody
  // but its owner may read it from then on. Errors: FailedPrecondition when
  // another process has locked it, Unavailable for everything else.
  static absl::StatusOr<StateFile> Open(const std::string& path);
  // An empty file `path` for its owner's eyes; what was there before is removed, not followed.
  static absl::StatusOr<StateFile> Make(const std::string& path);

  StateFile(StateFile&& other) noexcept;
  StateFile& operator=(StateFile&& other) noexcept;
  ~StateFile();

  // Unavailable, all of them. After an error of Append() or Sync() nobody knows what the file ends
  // with.
  absl::StatusOr<std::string> ReadAll() const;
  absl::Status Append(std::string_view bytes);  // behind the last byte
  absl::Status Truncate(size_t bytes);
  absl::Status Sync();  // waits for the disk
  // Takes the place of `path`, for good.
  absl::Status RenameTo(const std::string& path);

  const std::string& path() const { return path_; }

 private:
  StateFile(std::string path, int fd) : path_(std::move(path)), fd_(fd) {}
  absl::Status Lock();
  absl::StatusOr<bool> IsThere() const;

  std::string path_;
  int fd_ = -1;
};

// Waits until the entries of the folder of `path` are on the disk.
absl::Status SyncFolderOf(const std::string& path);

}  // namespace aurax::load::master

#endif  // AURAX_MASTER_STATE_FILE_H_
