#include "tests/backend_sim/request_parser.h"

#include <string>

#include "gtest/gtest.h"
#include "tests/backend_sim/read_buffer.h"

namespace aurax::load::sim {
namespace {

using Progress = RequestParser::Progress;

// Presents `bytes` in pieces of `stride`, each with what was left unread; stops at the first end.
Progress Feed(RequestParser& parser, std::string_view bytes, size_t stride) {
  size_t read = 0;
  for (size_t end = std::min(stride, bytes.size());; end = std::min(end + stride, bytes.size())) {
    size_t consumed = 0;
    const Progress progress = parser.Parse(bytes.substr(read, end - read), consumed);
    read += consumed;
    if (progress != Progress::kMore || end == bytes.size()) return progress;
  }
}

constexpr std::string_view kPost =
    "POST /generate?x=1 HTTP/1.1\r\nHost: a\r\nx-request-id: id-7\r\nContent-Length: "
    "5\r\n\r\nhello";

TEST(RequestParserTest, ARequestReadsTheSameHoweverItIsCut) {
  for (size_t stride = 1; stride <= kPost.size(); ++stride) {
    RequestParser parser(true);
    ASSERT_EQ(Feed(parser, kPost, stride), Progress::kDone) << stride;
    EXPECT_EQ(parser.request().endpoint, Endpoint::kGenerate);
    EXPECT_EQ(parser.request().method, Method::kPost);
    EXPECT_EQ(parser.request().body, "hello");
    EXPECT_EQ(parser.request().id, "id-7");
    EXPECT_TRUE(parser.framing().keep_alive);
  }
}

TEST(RequestParserTest, ChunkedBodiesAreJoined) {
  RequestParser parser(false);
  EXPECT_EQ(Feed(parser,
                 "POST /route HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
                 "3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n",
                 7),
            Progress::kDone);
  EXPECT_EQ(parser.request().body, "abcde");
}

TEST(RequestParserTest, KeepAliveFollowsVersionAndHeader) {
  const auto framing = [](std::string_view bytes) {
    RequestParser parser(false);
    EXPECT_EQ(Feed(parser, bytes, bytes.size()), Progress::kDone);
    return parser.framing();
  };
  EXPECT_FALSE(framing("GET / HTTP/1.0\r\n\r\n").keep_alive);
  EXPECT_TRUE(framing("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n").keep_alive);
  EXPECT_TRUE(framing("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n").http_1_0);
  EXPECT_FALSE(framing("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n").keep_alive);
  EXPECT_TRUE(framing("HEAD / HTTP/1.1\r\nHost: a\r\n\r\n").head);
}

TEST(RequestParserTest, WhatIsTooLargeOrBrokenIsRefusedWithItsStatus) {
  const auto refusal = [](const std::string& bytes) -> int {
    RequestParser parser(false);
    return Feed(parser, bytes, 1000) == Progress::kRefused ? parser.refusal_status() : 0;
  };
  const std::string limit = std::to_string(RequestParser::kBodyLimit);
  const std::string over = std::to_string(RequestParser::kBodyLimit + 1);
  EXPECT_EQ(refusal("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: " + over + "\r\n\r\nx"), 413);
  EXPECT_EQ(refusal("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: " + limit + "\r\n\r\nx"), 0);
  EXPECT_EQ(refusal("GET / HTTP/1.1\r\nA: " + std::string(17000, 'a') + "\r\n\r\n"), 431);
  EXPECT_EQ(refusal("GET / HTTP/1.1\r\nA: " + std::string(20000, 'a')), 431);
  EXPECT_EQ(refusal("hello there\r\n\r\n"), 400);
  EXPECT_EQ(refusal("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: x\r\n\r\n"), 400);
}

TEST(RequestParserTest, AnExpectationIsTakenOnceTheHeaderIsIn) {
  RequestParser parser(false);
  const std::string_view head =
      "POST / HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n";
  size_t consumed = 0;
  EXPECT_EQ(parser.Parse(head.substr(0, 30), consumed), Progress::kMore);
  EXPECT_FALSE(parser.TakeExpectation());
  EXPECT_EQ(Feed(parser, head.substr(consumed), head.size()), Progress::kMore);
  EXPECT_TRUE(parser.TakeExpectation());
  EXPECT_FALSE(parser.TakeExpectation());
  EXPECT_EQ(Feed(parser, "hi", 2), Progress::kDone);
}

TEST(ReadBufferTest, GrowsForWhatIsUnparsedAndShrinksWhenIdle) {
  ReadBuffer buffer;
  std::string written;
  while (true) {
    const auto room = buffer.Room(true);
    if (room.empty()) break;
    for (char& c : room) written.push_back(c = static_cast<char>('a' + written.size() % 26));
    buffer.Filled(room.size());
  }
  EXPECT_EQ(written.size(), ReadBuffer::kLargest);
  EXPECT_EQ(buffer.Unparsed(), written);
  buffer.Consume(ReadBuffer::kLargest - 3);
  EXPECT_FALSE(buffer.Room(true).empty());
  EXPECT_EQ(buffer.Unparsed(), std::string_view(written).substr(written.size() - 3));
  buffer.Consume(3);
  EXPECT_GT(buffer.Room(true).size(), ReadBuffer::kSmall);
  EXPECT_EQ(buffer.Room(false).size(), ReadBuffer::kSmall);
}

}  // namespace
}  // namespace aurax::load::sim
