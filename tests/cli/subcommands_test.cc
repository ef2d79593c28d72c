#include "cli/subcommands.h"

#include <gtest/gtest.h>

namespace aurax::load::cli {
namespace {

TEST(SubcommandsTest, OnlyTheirWordsAreTheirs) {
  EXPECT_EQ(RunSubcommand({}), std::nullopt);
  EXPECT_EQ(RunSubcommand({"-f", "s.yaml"}), std::nullopt);
  EXPECT_EQ(RunSubcommand({"-f", "report"}), std::nullopt);
}

TEST(SubcommandsTest, AReportStandsBesideItsResultUnlessToldOtherwise) {
  EXPECT_EQ(ReadReportRequest({"out/run.json"})->output, "out/run.html");
  EXPECT_EQ(ReadReportRequest({"out/run"})->output, "out/run.html");
  EXPECT_EQ(ReadReportRequest({"run.json", "-o", "x.html"})->output, "x.html");
  EXPECT_EQ(ReadReportRequest({"-o", "-", "run.json"})->output, "-");
  EXPECT_EQ(ReadReportRequest({"-o", "-", "run.json"})->result, "run.json");
}

TEST(SubcommandsTest, AReportMayBeOfAPartOfTheRun) {
  EXPECT_FALSE(ReadReportRequest({"run.json"})->window);
  const auto request = ReadReportRequest({"run.json", "--from", "60s", "--to", "2m"});
  EXPECT_EQ(request->window->from, std::chrono::seconds(60));
  EXPECT_EQ(request->window->to, std::chrono::seconds(120));
  EXPECT_FALSE(ReadReportRequest({"run.json", "--from", "x"}).ok());
  EXPECT_FALSE(ReadReportRequest({"run.json", "--to"}).ok());
}

TEST(SubcommandsTest, WhatIsMissingOrTooMuchIsSaid) {
  for (const std::vector<std::string>& words : std::vector<std::vector<std::string>>{
           {}, {"-o", "x"}, {"a", "-o"}, {"a", "b"}, {"a", "-x"}}) {
    EXPECT_EQ(ReadReportRequest(words).status().code(), absl::StatusCode::kInvalidArgument);
  }
  EXPECT_EQ(RunSubcommand({"report"}), 2);
  EXPECT_EQ(RunSubcommand({"report", "/nowhere/run.json"}), 2);
  EXPECT_EQ(RunSubcommand({"hash-password", "secret"}), 2);
}

TEST(SubcommandsTest, AskedForUsageTheyPrintItAndAreFine) {
  for (const std::string word : {"report", "compare", "hash-password"}) {
    EXPECT_EQ(RunSubcommand({word, "--help"}), 0) << word;
    EXPECT_EQ(RunSubcommand({word, "-h"}), 0) << word;
  }
}

}  // namespace
}  // namespace aurax::load::cli
