#include "cli/console_writer.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <string>
#include <thread>
#include <unistd.h>

namespace aurax::load::cli {
namespace {

constexpr Duration kLong = std::chrono::seconds(60);
const auto kNever = [] { return false; };

// A pipe; nobody reads it unless the test does.
class ConsoleWriterTest : public ::testing::Test {
 protected:
  void SetUp() override { ASSERT_EQ(pipe2(ends_, O_CLOEXEC), 0); }
  ~ConsoleWriterTest() override {
    close(ends_[0]);
    close(ends_[1]);
  }
  // Until the pipe takes nothing more.
  void Fill() {
    ASSERT_EQ(fcntl(ends_[1], F_SETFL, O_NONBLOCK), 0);
    const std::string piece(4096, '.');
    ssize_t n = 0;
    while ((n = write(ends_[1], piece.data(), piece.size())) > 0) filled_ += static_cast<size_t>(n);
    ASSERT_EQ(fcntl(ends_[1], F_SETFL, 0), 0);
  }
  std::string Read(size_t bytes) {
    std::string text(bytes, '\0');
    size_t got = 0;
    while (got < bytes) {
      const ssize_t n = read(ends_[0], text.data() + got, bytes - got);
      if (n <= 0) break;
      got += static_cast<size_t>(n);
    }
    text.resize(got);
    return text;
  }

  int ends_[2] = {-1, -1};
  size_t filled_ = 0;
};

TEST_F(ConsoleWriterTest, TextsArriveWholeAndInOrder) {
  ConsoleWriter writer(ends_[1]);
  std::string all;
  for (int i = 0; i < 2'000; ++i) {
    const std::string text(static_cast<size_t>(i % 100), static_cast<char>('a' + i % 26));
    writer.Write(text);
    all += text;
  }
  std::string read_back;
  std::thread reader([&] { read_back = Read(all.size()); });
  EXPECT_TRUE(writer.Drain(kLong, kNever));
  reader.join();
  EXPECT_EQ(read_back, all);
  EXPECT_EQ(writer.dropped(), 0u);
  EXPECT_TRUE(writer.idle());
}

TEST_F(ConsoleWriterTest, BlockedItDropsWhatIsOverTheLimitAndKeepsWhatMustNotBeMissing) {
  Fill();
  ConsoleWriter writer(ends_[1], /*limit=*/10);
  for (int i = 0; i < 5; ++i) writer.Write("1234");
  EXPECT_EQ(writer.dropped(), 3u);
  writer.WriteAlways("always");
  writer.KeepAll();
  writer.Write("final");
  EXPECT_EQ(writer.dropped(), 3u);
  EXPECT_FALSE(writer.idle());
  const std::string expected = "12341234alwaysfinal";
  EXPECT_EQ(Read(filled_ + expected.size()), std::string(filled_, '.') + expected);
}

TEST_F(ConsoleWriterTest, DrainGivesUpWhenNothingMovesOrItIsTold) {
  Fill();
  ConsoleWriter writer(ends_[1]);
  writer.Write("text");
  EXPECT_FALSE(writer.Drain(std::chrono::milliseconds(1), kNever));
  EXPECT_FALSE(writer.Drain(kLong, [] { return true; }));
}

TEST_F(ConsoleWriterTest, AConsoleThatRefusesHoldsNothingUp) {
  const int full = open("/dev/full", O_WRONLY | O_CLOEXEC);
  {
    ConsoleWriter writer(full);
    writer.Write("text");
    EXPECT_TRUE(writer.Drain(kLong, kNever));
  }
  close(full);
}

}  // namespace
}  // namespace aurax::load::cli
