#include "master/state_file.h"

#include <cerrno>
#include <fcntl.h>
#include <filesystem>
#include <sys/file.h>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>
#include <utility>

#include "absl/strings/str_cat.h"

namespace aurax::load::master {
namespace {

constexpr int kAccess = 0600;  // a scenario may hold credentials

absl::Status Failed(const char* what, const std::string& path, int error) {
  return absl::UnavailableError(
      absl::StrCat("cannot ", what, " ", path, ": ", std::generic_category().message(error)));
}

}  // namespace

StateFile::StateFile(StateFile&& other) noexcept
    : path_(std::move(other.path_)), fd_(std::exchange(other.fd_, -1)) {}

StateFile& StateFile::operator=(StateFile&& other) noexcept {
  std::swap(path_, other.path_);
  std::swap(fd_, other.fd_);
  return *this;
}

StateFile::~StateFile() {
  if (fd_ >= 0) close(fd_);
}

absl::StatusOr<StateFile> StateFile::Open(const std::string& path) {
  while (true) {
    const int fd =
        open(path.c_str(), O_RDWR | O_CREAT | O_APPEND | O_NOFOLLOW | O_CLOEXEC, kAccess);
    if (fd < 0) return Failed("open", path, errno);
    StateFile file(path, fd);
    if (const absl::Status locked = file.Lock(); !locked.ok()) return locked;
    const absl::StatusOr<bool> there = file.IsThere();
    if (!there.ok()) return there.status();
    if (*there) {
      // Whoever made it may have let others read it.
      if (fchmod(fd, kAccess) != 0) return Failed("protect", path, errno);
      return file;
    }
    // Its owner replaced it between our open and our lock: what we have locked is nobody's file.
  }
}

absl::StatusOr<StateFile> StateFile::Make(const std::string& path) {
  // What lies there is taken away, not written into: it may be a link, or open to others.
  if (unlink(path.c_str()) != 0 && errno != ENOENT) return Failed("write", path, errno);
  const int fd =
      open(path.c_str(), O_RDWR | O_CREAT | O_EXCL | O_APPEND | O_NOFOLLOW | O_CLOEXEC, kAccess);
  if (fd < 0) return Failed("write", path, errno);
  StateFile file(path, fd);
  if (const absl::Status locked = file.Lock(); !locked.ok()) return locked;
  return file;
}

absl::Status StateFile::Lock() {
  if (flock(fd_, LOCK_EX | LOCK_NB) == 0) return absl::OkStatus();
  if (errno != EWOULDBLOCK) return Failed("lock", path_, errno);
  return absl::FailedPreconditionError(absl::StrCat(path_, " is in use by another master"));
}

absl::StatusOr<bool> StateFile::IsThere() const {
  struct stat opened, named;
  if (fstat(fd_, &opened) != 0) return Failed("read", path_, errno);
  if (!S_ISREG(opened.st_mode)) {
    return absl::UnavailableError(absl::StrCat(path_, " is not a regular file"));
  }
  if (stat(path_.c_str(), &named) != 0) return false;
  return opened.st_dev == named.st_dev && opened.st_ino == named.st_ino;
}

absl::StatusOr<std::string> StateFile::ReadAll() const {
  struct stat is;
  if (fstat(fd_, &is) != 0) return Failed("read", path_, errno);
  std::string bytes(static_cast<size_t>(is.st_size), '\0');
  size_t got = 0;
  while (got < bytes.size()) {
    const ssize_t n = pread(fd_, bytes.data() + got, bytes.size() - got, static_cast<off_t>(got));
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return Failed("read", path_, errno);
    if (n == 0) break;
    got += static_cast<size_t>(n);
  }
  bytes.resize(got);
  return bytes;
}

absl::Status StateFile::Append(std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t n = write(fd_, bytes.data(), bytes.size());
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return Failed("write", path_, errno);
    bytes.remove_prefix(static_cast<size_t>(n));
  }
  return absl::OkStatus();
}

absl::Status StateFile::Truncate(size_t bytes) {
  if (ftruncate(fd_, static_cast<off_t>(bytes)) != 0) return Failed("write", path_, errno);
  return absl::OkStatus();
}

absl::Status StateFile::Sync() {
  if (fdatasync(fd_) != 0) return Failed("write", path_, errno);
  return absl::OkStatus();
}

absl::Status StateFile::RenameTo(const std::string& path) {
  if (rename(path_.c_str(), path.c_str()) != 0) return Failed("write", path, errno);
  path_ = path;
  return SyncFolderOf(path);
}

absl::Status SyncFolderOf(const std::string& path) {
  std::string folder = std::filesystem::path(path).parent_path().string();
  if (folder.empty()) folder = ".";
  const int fd = open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (fd < 0) return Failed("open", folder, errno);
  const int error = fsync(fd) == 0 ? 0 : errno;
  close(fd);
  return error == 0 ? absl::OkStatus() : Failed("write", folder, error);
}

}  // namespace aurax::load::master
