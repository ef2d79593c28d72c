#include "cli/keyboard.h"

#include <poll.h>
#include <unistd.h>

namespace aurax::load::cli {
namespace {

constexpr char kEscape = '\x1b';

std::optional<Key> KeyOf(char c) {
  switch (c) {
    case 'w':
      return Key::kAddUser;
    case 'W':
      return Key::kAddTen;
    case 's':
      return Key::kRemoveUser;
    case 'S':
      return Key::kRemoveTen;
    case 'q':
    case 'Q':
      return Key::kQuit;
    default:
      return std::nullopt;
  }
}

// A process in the background that reads the terminal or changes its settings is stopped by the
// kernel.
bool InForeground(int fd) { return tcgetpgrp(fd) == getpgrp(); }

// A read that cannot block even if somebody else has put the terminal back into line mode.
std::optional<char> ReadOne(int fd) {
  pollfd ready{fd, POLLIN, 0};
  char c = 0;
  if (poll(&ready, 1, 0) != 1 || (ready.revents & POLLIN) == 0) return std::nullopt;
  if (read(fd, &c, 1) != 1) return std::nullopt;
  return c;
}

// The rest of what an arrow or function key sends after ESC: F4 is ESC O S and must not stop ten
// users.
// "[" and parameters up to a letter or ~ (ECMA-48, CSI), "O" and one letter (SS3), or one letter
// with Alt.
void DropSequence(int fd) {
  std::optional<char> c = ReadOne(fd);
  if (c == 'O') {
    ReadOne(fd);
  } else if (c == '[') {
    do {
      c = ReadOne(fd);
    } while (c && (*c < '@' || *c > '~'));
  }
}

}  // namespace

Keyboard::Keyboard(int fd) : fd_(fd), is_terminal_(isatty(fd) == 1) {}

Keyboard::~Keyboard() { Restore(); }

std::optional<Key> Keyboard::Poll() {
  if (!is_terminal_ || !InForeground(fd_) || !Take()) return std::nullopt;
  while (const std::optional<char> c = ReadOne(fd_)) {
    if (*c == kEscape) DropSequence(fd_);
    if (const std::optional<Key> key = KeyOf(*c)) return key;
  }
  return std::nullopt;
}

void Keyboard::Restore() {
  if (taken_ && InForeground(fd_)) tcsetattr(fd_, TCSANOW, &original_);
  taken_ = false;
}

// Asked at every Poll(): a shell resets the terminal when we were stopped and continued.
bool Keyboard::Take() {
  termios now{};
  if (tcgetattr(fd_, &now) != 0) return false;
  if (taken_ && (now.c_lflag & ICANON) == 0) return true;
  original_ = now;
  now.c_lflag &= ~static_cast<tcflag_t>(ICANON | ECHO);
  now.c_cc[VMIN] = 0;
  now.c_cc[VTIME] = 0;
  taken_ = tcsetattr(fd_, TCSANOW, &now) == 0;
  return taken_;
}

}  // namespace aurax::load::cli
