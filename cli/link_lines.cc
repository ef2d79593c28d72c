#include "cli/link_lines.h"

#include <utility>

#include "absl/strings/str_cat.h"

namespace aurax::load::cli {

std::optional<std::string> LinkLines::Up() {
  up_ = true;
  why_.clear();
  // A master that refuses takes the stream every time.
  if (std::exchange(refused_, false)) return std::nullopt;
  return Connected();
}

std::optional<std::string> LinkLines::Welcome() {
  return told_ ? std::nullopt : std::optional<std::string>(Connected());
}

std::string LinkLines::Connected() {
  told_ = true;
  return absl::StrCat("Connected to the master at ", master_);
}

void LinkLines::Refused() {
  refused_ = true;
  told_ = false;
}

std::optional<std::string> LinkLines::Down(const std::string& why, MonotonicTime now) {
  const bool was_up = std::exchange(up_, false);
  if (was_up && (refused_ || !told_)) {
    refused_ = true;  // the next stream has to be welcome before it is news
    return std::nullopt;
  }
  told_ = false;
  if (!was_up && why == why_ && now - said_ < kInterval) return std::nullopt;
  why_ = why;
  said_ = now;
  return absl::StrCat(was_up ? "Lost the master at " : "Waiting for the master at ", master_, " (",
                      why, "), trying again");
}

}  // namespace aurax::load::cli
