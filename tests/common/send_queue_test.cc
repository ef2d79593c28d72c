#include "common/send_queue.h"

#include <gtest/gtest.h>
#include <string>

namespace aurax::load {
namespace {

TEST(SendQueue, GivesOneMessageAtATimeInOrder) {
  SendQueue<std::string> queue(100);
  EXPECT_EQ(queue.Next(), nullptr);
  for (const char* text : {"a", "b", "c"}) ASSERT_TRUE(queue.Push(text, 1));
  for (const char* text : {"a", "b", "c"}) {
    const std::string* next = queue.Next();
    ASSERT_NE(next, nullptr);
    EXPECT_EQ(*next, text);
    EXPECT_TRUE(queue.writing());
    EXPECT_EQ(queue.Next(), nullptr) << "one is being written";
    queue.Written();
  }
  EXPECT_TRUE(queue.empty());
  EXPECT_EQ(queue.bytes(), 0u);
}

TEST(SendQueue, TheMessageBeingWrittenStaysWhereItIs) {
  SendQueue<std::string> queue(1'000'000);
  queue.Push("first", 5);
  const std::string* next = queue.Next();
  for (int i = 0; i < 1000; ++i) queue.Push("more", 4);
  EXPECT_EQ(*next, "first");
}

TEST(SendQueue, RefusesWhatWouldBeTooMuchUntilSomethingIsWritten) {
  SendQueue<std::string> queue(10);
  EXPECT_TRUE(queue.Push("a", 6));
  EXPECT_TRUE(queue.Push("b", 4));
  EXPECT_FALSE(queue.Push("c", 1));
  queue.Next();
  EXPECT_FALSE(queue.Push("c", 1)) << "the one being written counts";
  queue.Written();
  EXPECT_TRUE(queue.Push("c", 6));
  EXPECT_EQ(queue.bytes(), 10u);
}

TEST(SendQueue, OneMessageFitsHoweverLarge) {
  SendQueue<std::string> queue(10);
  EXPECT_TRUE(queue.Push("a", 50));
  EXPECT_FALSE(queue.Push("b", 1));
}

}  // namespace
}  // namespace aurax::load
