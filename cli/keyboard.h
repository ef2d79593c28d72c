// Single keys from the terminal, as in Locust: w W s S change the number of users, q ends the run.
#ifndef AURAX_CLI_KEYBOARD_H_
#define AURAX_CLI_KEYBOARD_H_

#include <optional>
#include <termios.h>

namespace aurax::load::cli {

enum class Key {
  kAddUser,     // w
  kAddTen,      // W
  kRemoveUser,  // s
  kRemoveTen,   // S
  kQuit,        // q, Q
};

// Takes the terminal (no echo, no waiting for Enter; Ctrl-C and Ctrl-Z still work) from the first
// Poll() on, and gives it back when destroyed. Whatever is not a terminal, or is another process's
// just now (we are in the background), gives no keys and is left alone; Poll() takes the terminal
// again when we are back. Single-threaded.
class Keyboard {
 public:
  // `fd` must outlive it; usually standard input.
  explicit Keyboard(int fd);
  ~Keyboard();
  Keyboard(const Keyboard&) = delete;
  Keyboard& operator=(const Keyboard&) = delete;

  // The next key that was pressed, if any; other keys are dropped. Never blocks.
  std::optional<Key> Poll();
  // Gives the terminal back until the next Poll(): before the process suspends or prints a prompt.
  void Restore();

 private:
  bool Take();

  const int fd_;
  const bool is_terminal_;
  bool taken_ = false;
  termios original_{};  // valid while taken_
};

}  // namespace aurax::load::cli

#endif  // AURAX_CLI_KEYBOARD_H_
