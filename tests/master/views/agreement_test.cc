// Console, CSV and JSON are views of one report: read back, they say the same.
#include <gtest/gtest.h>
#include <sstream>

#include <nlohmann/json.hpp>

#include "absl/strings/str_format.h"
#include "absl/strings/str_split.h"
#include "master/views/console.h"
#include "master/views/csv_files.h"
#include "master/views/json.h"
#include "tests/master/views/sample_report.h"

namespace aurax::load::master {
namespace {

using Json = nlohmann::ordered_json;

// RFC 4180, read as strictly as it is written.
std::vector<std::vector<std::string>> ReadCsv(const std::string& text) {
  std::vector<std::vector<std::string>> rows = {{""}};
  bool quoted = false;
  for (size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (quoted && c == '"' && text[i + 1] == '"') {
      rows.back().back() += text[++i];
    } else if (c == '"') {
      quoted = !quoted;
    } else if (!quoted && c == ',') {
      rows.back().emplace_back();
    } else if (!quoted && c == '\r' && text[i + 1] == '\n') {
      ++i;
      rows.push_back({""});
    } else {
      rows.back().back() += c;
    }
  }
  rows.pop_back();
  return rows;
}

// The numbers at the end of a table's row: requests, failures, average, minimum, maximum, median,
// two rates.
std::vector<std::string> NumbersOfRow(const std::string& line) {
  std::string tail = line.substr(line.find(" |", 80) - 21);
  for (char& c : tail) {
    if (c == '|' || c == '(' || c == ')') c = ' ';
  }
  std::istringstream words(tail);
  std::vector<std::string> numbers;
  for (std::string word; words >> word;) {
    if (word.back() != '%') numbers.push_back(word);
  }
  return numbers;
}

std::string Truncated(const std::string& ms) {
  return std::to_string(static_cast<int64_t>(std::stod(ms)));
}
std::string TwoDecimals(const std::string& rate) {
  return absl::StrFormat("%.2f", std::stod(rate));
}

TEST(Agreement, ConsoleCsvAndJsonHoldTheSameNumbers) {
  RandomStream random(11, 0, 0, StreamPurpose::kValues);
  for (int round = 0; round < 50; ++round) {
    const v1::Report report = RandomReport(random);
    const auto csv = ReadCsv(StatisticsCsv(report));
    const auto history = ReadCsv(HistoryCsvRows(report, true));
    const std::vector<std::string> console =
        absl::StrSplit(StatisticsTable(report, false, 80), '\n');
    Json json = Json::parse(ResultJson({.report = report}));
    ASSERT_EQ(csv.size(), static_cast<size_t>(report.entries_size()) + 2);
    ASSERT_EQ(history.size(), csv.size() - 1);
    size_t entry = 0;
    for (size_t i = 1; i < csv.size(); ++i) {
      const std::vector<std::string>& row = csv[i];
      const bool total = i + 1 == csv.size();
      const auto numbers = NumbersOfRow(console[total ? i + 2 : i + 1]);
      ASSERT_EQ(numbers.size(), 8) << console[i + 1];
      EXPECT_EQ(numbers,
                (std::vector<std::string>{row[2], row[3], Truncated(row[5]), Truncated(row[6]),
                                          Truncated(row[7]), Truncated(row[4]), TwoDecimals(row[9]),
                                          TwoDecimals(row[10])}));
      // Total Request Count ... Total Average Content Size.
      EXPECT_EQ(std::vector<std::string>(history[i - 1].end() - 7, history[i - 1].end()),
                std::vector<std::string>(row.begin() + 2, row.begin() + 9));
      if (row[2] == "0" && !total) continue;
      const Json& object = total ? json["total"] : json["entries"][entry++];
      EXPECT_EQ(object["name"], row[1]);
      EXPECT_EQ(object["method"], row[0]);
      EXPECT_EQ(object["num_requests"], std::stoull(row[2]));
      EXPECT_EQ(object["num_failures"], std::stoull(row[3]));
      EXPECT_EQ(object["response_time"]["average_us"].get<double>() / 1000, std::stod(row[5]));
      EXPECT_EQ(object["response_time"]["min_us"].get<double>() / 1000, std::stod(row[6]));
      EXPECT_EQ(object["max_response_time"], std::stod(row[7]));
      EXPECT_EQ(object["requests_per_s"], std::stod(row[9]));
      EXPECT_EQ(object["failures_per_s"], std::stod(row[10]));
    }
    EXPECT_EQ(entry, json["entries"].size());
  }
}

TEST(Agreement, PercentilesOfTheTableAreThoseOfCsvAndJson) {
  RandomStream random(12, 0, 0, StreamPurpose::kValues);
  for (int round = 0; round < 50; ++round) {
    v1::Report report = RandomReport(random);
    report.mutable_entries()->Clear();
    if (report.total().response_time().count() == 0) continue;
    report.mutable_total()->set_requests(report.total().response_time().count());
    const auto row = ReadCsv(StatisticsCsv(report)).back();
    std::istringstream words(PercentileTable(report, 80));
    std::string word;
    while (words >> word && word != "Aggregated") {
    }
    const Json total = Json::parse(ResultJson({.report = report}))["total"];
    for (size_t i = 11; i < row.size(); ++i) {
      words >> word;
      const double us =
          report.total().response_time().percentiles(static_cast<int>(i) - 11).value_us();
      EXPECT_EQ(word, std::to_string(static_cast<int64_t>(us / 1000)));
      EXPECT_NEAR(std::stod(row[i]), us / 1000, 0.0005 + us * 1e-15);
    }
    EXPECT_EQ(total["response_time"]["percentiles_us"].size(), 11);
  }
}

}  // namespace
}  // namespace aurax::load::master
