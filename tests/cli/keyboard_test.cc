#include "cli/keyboard.h"

#include <gtest/gtest.h>
#include <poll.h>
#include <pty.h>
#include <string>
#include <sys/wait.h>
#include <unistd.h>

namespace aurax::load::cli {
namespace {

constexpr char kReady = '!';

// A child process with a terminal of its own reads keys until 'q' and reports each through a pipe
// as the digit of its Key; the test types.
class KeyboardTest : public ::testing::Test {
 protected:
  void SetUp() override {
    ASSERT_EQ(pipe(report_), 0);
    child_ = forkpty(&terminal_, nullptr, nullptr, nullptr);
    ASSERT_GE(child_, 0);
    if (child_ == 0) _exit(Child(report_[1]));
    close(report_[1]);
    ASSERT_EQ(NextReport(), kReady);
  }
  void TearDown() override {
    close(terminal_);
    close(report_[0]);
    waitpid(child_, nullptr, 0);
  }

  void Type(const std::string& keys) {
    ASSERT_EQ(write(terminal_, keys.data(), keys.size()), static_cast<ssize_t>(keys.size()));
  }
  // The child's next report; 0 when it is gone.
  char NextReport() {
    char c = 0;
    return read(report_[0], &c, 1) == 1 ? c : '\0';
  }
  bool EchoIsOn() const {
    termios now{};
    tcgetattr(terminal_, &now);
    return (now.c_lflag & (ECHO | ICANON)) == (ECHO | ICANON);
  }
  static char Digit(Key key) { return static_cast<char>('0' + static_cast<int>(key)); }

  int terminal_ = -1;  // our end of the terminal

 private:
  static void Report(int pipe, char c) {
    if (write(pipe, &c, 1) != 1) _exit(1);
  }
  static int Child(int pipe) {
    {
      Keyboard keyboard(STDIN_FILENO);
      keyboard.Poll();
      Report(pipe, kReady);
      for (std::optional<Key> key; key != Key::kQuit;) {
        pollfd ready{STDIN_FILENO, POLLIN, 0};
        if (poll(&ready, 1, 10'000) != 1) return 1;
        key = keyboard.Poll();
        if (key) Report(pipe, Digit(*key));
      }
    }
    Report(pipe, kReady);  // the terminal is given back by now
    char c = 0;
    return read(STDIN_FILENO, &c, 1) >= 0 ? 0 : 1;  // keep it open until the test has looked
  }

  int report_[2] = {-1, -1};
  pid_t child_ = -1;
};

TEST_F(KeyboardTest, KeysComeSinglyAndOthersAreDropped) {
  EXPECT_FALSE(EchoIsOn());
  Type("wW x\nsS");
  for (const Key key : {Key::kAddUser, Key::kAddTen, Key::kRemoveUser, Key::kRemoveTen}) {
    EXPECT_EQ(NextReport(), Digit(key));
  }
  Type("q");
  EXPECT_EQ(NextReport(), Digit(Key::kQuit));
}

TEST_F(KeyboardTest, TheTerminalIsGivenBack) {
  Type("q");
  EXPECT_EQ(NextReport(), Digit(Key::kQuit));
  EXPECT_EQ(NextReport(), kReady);
  EXPECT_TRUE(EchoIsOn());
}

// F4, F5, Ctrl-Right, Alt-s: sequences with letters in them that must not count.
TEST_F(KeyboardTest, FunctionKeysAreNotLetters) {
  Type("w\x1bOS\x1b[15~\x1b[1;5C\x1bssq");
  EXPECT_EQ(NextReport(), Digit(Key::kAddUser));
  EXPECT_EQ(NextReport(), Digit(Key::kRemoveUser));
  EXPECT_EQ(NextReport(), Digit(Key::kQuit));
}

TEST(KeyboardWithoutTerminalTest, GivesNoKeys) {
  int ends[2];
  ASSERT_EQ(pipe(ends), 0);
  ASSERT_EQ(write(ends[1], "wq", 2), 2);
  Keyboard keyboard(ends[0]);
  EXPECT_EQ(keyboard.Poll(), std::nullopt);
  char left[2];
  EXPECT_EQ(read(ends[0], left, 2), 2);  // and leaves the input alone
  close(ends[0]);
  close(ends[1]);
}

}  // namespace
}  // namespace aurax::load::cli
