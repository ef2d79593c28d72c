#include "cli/standard_streams.h"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <poll.h>
#include <string>
#include <sys/types.h>
#include <unistd.h>

#include "absl/strings/str_cat.h"

namespace aurax::load::cli {

void ReserveStandardStreams() {
  for (const int fd : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) {
    if (fcntl(fd, F_GETFD) >= 0) continue;
    // The lowest free number is this one, as those below are open by now.
    (void)open("/dev/null", fd == STDIN_FILENO ? O_WRONLY : O_RDONLY);
  }
}

absl::Status WriteAll(int fd, std::string_view text, std::string_view name) {
  while (!text.empty()) {
    const ssize_t n = write(fd, text.data(), text.size());
    if (n >= 0) {
      text.remove_prefix(static_cast<size_t>(n));
    } else if (errno == EAGAIN) {
      // Whoever shares the stream with us made it non-blocking.
      pollfd writable{.fd = fd, .events = POLLOUT, .revents = 0};
      (void)poll(&writable, 1, -1);
    } else if (errno != EINTR) {
      return absl::UnavailableError(
          absl::StrCat("cannot write ", std::string(name), ": ", std::strerror(errno)));
    }
  }
  return absl::OkStatus();
}

absl::Status PrintToStandardOutput(std::string_view text) {
  return WriteAll(STDOUT_FILENO, text, "standard output");
}

}  // namespace aurax::load::cli
