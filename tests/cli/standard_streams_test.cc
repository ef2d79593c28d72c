#include "cli/standard_streams.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <string>
#include <thread>
#include <unistd.h>

namespace aurax::load::cli {
namespace {

TEST(WriteAllTest, EveryByteArrivesThroughANonBlockingPipe) {
  int ends[2];
  ASSERT_EQ(pipe2(ends, O_NONBLOCK), 0);
  ASSERT_EQ(fcntl(ends[0], F_SETFL, 0), 0);
  std::string text;
  for (int i = 0; i < 100'000; ++i) text += std::to_string(i);
  std::string read_back;
  std::thread reader([&] {
    char buffer[4096];
    ssize_t n = 0;
    while ((n = read(ends[0], buffer, sizeof buffer)) > 0) {
      read_back.append(buffer, static_cast<size_t>(n));
    }
  });
  EXPECT_TRUE(WriteAll(ends[1], text, "the pipe").ok());
  close(ends[1]);
  reader.join();
  close(ends[0]);
  EXPECT_EQ(read_back, text);
}

TEST(WriteAllTest, AFullDeviceIsAnErrorThatNamesTheStream) {
  const int full = open("/dev/full", O_WRONLY | O_CLOEXEC);
  ASSERT_GE(full, 0);
  EXPECT_EQ(std::string(WriteAll(full, "x", "standard output").message()),
            "cannot write standard output: No space left on device");
  EXPECT_TRUE(WriteAll(full, "", "standard output").ok());
  close(full);
}

TEST(WriteAllTest, AClosedDescriptorIsAnError) {
  EXPECT_EQ(std::string(WriteAll(-1, "x", "standard output").message()),
            "cannot write standard output: Bad file descriptor");
}

}  // namespace
}  // namespace aurax::load::cli
