#include <filesystem>
#include <fstream>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "master/scenario/csv.h"
#include "master/scenario/utf8.h"
#include "tests/master/scenario/scenario_text.h"

namespace aurax::load::master {
namespace {

using testing::ElementsAre;

// Cells as JSON-like text: bare when typed, in quotes when text.
std::vector<std::string> Cells(const v1::DataSource& source) {
  std::vector<std::string> out;
  for (const v1::Value& cell : source.cells()) {
    out.push_back(cell.is_json() ? cell.text() : "'" + cell.text() + "'");
  }
  return out;
}

TEST(Data, InlineListsKeepTheirTypes) {
  const v1::Scenario s =
      Load(TaskText("get: /", "data:\n  l: [a, 1, '1', true, null, {b: [x, 2]}]\n"));
  EXPECT_THAT(Cells(s.data(0)), ElementsAre("'a'", "1", "'1'", "true", "null", R"({"b":["x",2]})"));
  EXPECT_THAT(s.data(0).columns(), ElementsAre(""));
  EXPECT_EQ(s.data(0).pick(), v1::DataSource::PICK_SEQUENTIAL);
}

TEST(Data, MappingsAreRowsInTheFirstRowsOrder) {
  const v1::Scenario s =
      Load(TaskText("get: /", "data:\n  r: {list: [{a: 1, b: x}, {b: y, a: 2}], pick: random}\n"));
  EXPECT_THAT(s.data(0).columns(), ElementsAre("a", "b"));
  EXPECT_THAT(Cells(s.data(0)), ElementsAre("1", "'x'", "2", "'y'"));
  EXPECT_EQ(s.data(0).pick(), v1::DataSource::PICK_RANDOM);
}

TEST(Data, FilesAreReadWithOrWithoutByteOrderMark) {
  const std::filesystem::path folder = std::filesystem::path(testing::TempDir()) / "aurax_data";
  std::filesystem::create_directories(folder);
  std::ofstream(folder / "a.csv")
      << "\xef\xbb\xbfuser,note\r\nann,\"a, \"\"b\"\"\nc\"\r\n\r\nbob,\r\n";
  std::ofstream(folder / "b.jsonl")
      << "{\"n\": 1.5, \"o\": {\"k\": [1]}}\n{\"o\": \"x\", \"n\": null}\n";
  std::ofstream(folder / "c.jsonl") << "\"x\"\n7\n";
  std::ofstream(folder / "s.yaml") << TaskText(
      "get: /",
      "data:\n  a: {file: a.csv, pick: unique}\n  b: {file: b.jsonl}\n  c: {file: c.jsonl}\n");
  const LoadedScenario loaded = LoadScenario(folder / "s.yaml", TestOptions());
  ASSERT_TRUE(loaded.mistakes.empty()) << loaded.mistakes[0].ToString();
  const auto& data = loaded.scenario.data();
  EXPECT_THAT(data[0].columns(), ElementsAre("user", "note"));
  EXPECT_THAT(Cells(data[0]), ElementsAre("'ann'", "'a, \"b\"\nc'", "'bob'", "''"));
  EXPECT_EQ(data[0].pick(), v1::DataSource::PICK_UNIQUE);
  EXPECT_THAT(Cells(data[1]), ElementsAre("1.5", R"({"k":[1]})", "null", "'x'"));
  EXPECT_THAT(Cells(data[2]), ElementsAre("'x'", "7"));
}

TEST(Csv, LinesAreCountedThroughQuotedLineBreaks) {
  const CsvTable table = ParseCsv("a,b\n\"x\ny\",1\n2,3");
  ASSERT_EQ(table.rows.size(), 3u);
  EXPECT_EQ(table.rows[1].line, 2);
  EXPECT_EQ(table.rows[2].line, 4);
  EXPECT_EQ(table.bad_line, 0);
}

TEST(Csv, MalformedQuotesNameTheirLine) {
  EXPECT_EQ(ParseCsv("a\nb\"c\n").bad_line, 2);
  EXPECT_EQ(ParseCsv("a\n\"b\"c\n").bad_reason, "text behind a closing quote");
  EXPECT_EQ(ParseCsv("a\n\n\"b").bad_line, 3);
}

TEST(Utf8, FindsTheFirstBadByte) {
  EXPECT_EQ(FirstInvalidUtf8("aé€😀"), std::string_view("aé€😀").size());
  EXPECT_EQ(FirstInvalidUtf8("a\xc0\xaf"), 1u);         // overlong
  EXPECT_EQ(FirstInvalidUtf8("ab\xed\xa0\x80"), 2u);    // surrogate
  EXPECT_EQ(FirstInvalidUtf8("\xf4\x90\x80\x80"), 0u);  // beyond U+10FFFF
  EXPECT_EQ(FirstInvalidUtf8("abc\xe2\x82"), 3u);       // cut short
}

TEST(Yaml, AliasesAreExpandedWhereTheyStand) {
  EXPECT_EQ(Show(LoadRequest("post: /\njson: {a: &x [1, {b: c}], d: *x}").body()),
            R"({"a":[1,{"b":"c"}],"d":[1,{"b":"c"}]})");
}

TEST(Yaml, QuotedAndBlockTextIsTextWhateverItLooksLike) {
  EXPECT_EQ(Show(LoadRequest("post: /\njson: {a: 'yes', b: \"010\", c: !!str 12}").body()),
            R"({"a":"yes","b":"010","c":"12"})");
  EXPECT_EQ(Show(LoadRequest("post: /\nbody: |\n  one\n  ${user}\n").body()),
            "one\n<user_number>\n");
}

}  // namespace
}  // namespace aurax::load::master
