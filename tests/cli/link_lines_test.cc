#include "cli/link_lines.h"

#include <gtest/gtest.h>

namespace aurax::load::cli {
namespace {

using std::chrono::seconds;

constexpr MonotonicTime kStart{seconds(100)};

TEST(LinkLinesTest, TheSameFailureIsSaidEveryFiveSecondsAtMost) {
  LinkLines lines("host:5557");
  int said = 0;
  for (int tenth = 0; tenth < 200; ++tenth) {
    const auto line =
        lines.Down("connection refused", kStart + std::chrono::milliseconds(100) * tenth);
    if (!line) continue;
    ++said;
    EXPECT_EQ(*line, "Waiting for the master at host:5557 (connection refused), trying again");
  }
  EXPECT_EQ(said, 4);  // at 0, 5, 10 and 15 s
}

TEST(LinkLinesTest, WhatChangesIsSaidAtOnce) {
  LinkLines lines("host:5557");
  EXPECT_TRUE(lines.Down("connection refused", kStart).has_value());
  EXPECT_TRUE(lines.Down("no route to host", kStart).has_value());
  EXPECT_EQ(lines.Up(), "Connected to the master at host:5557");
  EXPECT_EQ(lines.Down("connection reset", kStart),
            "Lost the master at host:5557 (connection reset), trying again");
  EXPECT_EQ(lines.Down("connection reset", kStart), std::nullopt);
  EXPECT_EQ(lines.Down("connection refused", kStart + seconds(1)),
            "Waiting for the master at host:5557 (connection refused), trying again");
}

TEST(LinkLinesTest, ARefusedStreamIsNeitherLostNorNewsAgain) {
  LinkLines lines("host:5557");
  EXPECT_TRUE(lines.Up().has_value());
  for (int i = 0; i < 3; ++i) {
    lines.Refused();
    EXPECT_EQ(lines.Down("reset", kStart), std::nullopt);
    EXPECT_EQ(lines.Up(), std::nullopt);
  }
  EXPECT_EQ(lines.Down("reset", kStart), std::nullopt);  // before it was welcome
  EXPECT_EQ(lines.Up(), std::nullopt);
  EXPECT_EQ(lines.Welcome(), "Connected to the master at host:5557");
  EXPECT_EQ(lines.Down("connection reset", kStart),
            "Lost the master at host:5557 (connection reset), trying again");
}

TEST(LinkLinesTest, AMasterThatGoesAfterARefusalIsWaitedFor) {
  LinkLines lines("host:5557");
  lines.Up();
  lines.Refused();
  lines.Down("reset", kStart);
  EXPECT_EQ(lines.Down("connection refused", kStart),
            "Waiting for the master at host:5557 (connection refused), trying again");
}

TEST(LinkLinesTest, AWelcomeIsNotSaidTwice) {
  LinkLines lines("host:5557");
  EXPECT_TRUE(lines.Up().has_value());
  EXPECT_EQ(lines.Welcome(), std::nullopt);
  lines.Down("connection reset", kStart);
  EXPECT_TRUE(lines.Up().has_value());
  EXPECT_EQ(lines.Welcome(), std::nullopt);
}

TEST(LinkLinesTest, EveryLossIsSaid) {
  LinkLines lines("host:5557");
  for (int i = 0; i < 3; ++i) {
    lines.Up();
    EXPECT_TRUE(lines.Down("connection reset", kStart).has_value());
  }
}

}  // namespace
}  // namespace aurax::load::cli
