// docs/metrics.md lists exactly the metrics there are: name, type, labels and meaning.
#include <array>
#include <fstream>
#include <gtest/gtest.h>
#include <map>
#include <sstream>
#include <string>

#include "absl/strings/str_cat.h"
#include "master/views/metrics_text.h"
#include "tests/master/views/metrics_sample.h"

namespace aurax::load::master {
namespace {

struct Family {
  std::string type, labels, meaning;
  bool operator==(const Family&) const = default;
};
using Families = std::map<std::string, Family>;

std::ostream& operator<<(std::ostream& out, const Family& family) {
  return out << family.type << " | " << family.labels << " | " << family.meaning;
}

Families Documented() {
  std::ifstream file(AURAX_SOURCE_DIR "/docs/metrics.md");
  Families families;
  for (std::string line; std::getline(file, line);) {
    if (!line.starts_with("| `")) continue;
    std::array<std::string, 5> cells;
    std::istringstream parts(line);
    for (std::string& cell : cells) std::getline(parts, cell, '|');
    for (std::string& cell : cells) {
      const size_t first = cell.find_first_not_of(" `");
      cell = first == std::string::npos
                 ? ""
                 : cell.substr(first, cell.find_last_not_of(" `") - first + 1);
    }
    const bool added = families.emplace(cells[1], Family{cells[2], cells[3], cells[4]}).second;
    EXPECT_TRUE(added) << cells[1] << " is listed twice";
  }
  return families;
}

// "method, name" of a{method="x",name="y"} 1; le is what histograms have anyway.
std::string LabelNames(const std::string& series) {
  std::string names, name;
  bool quoted = false;
  for (size_t i = series.find('{'); i < series.size(); ++i) {
    if (series[i] == '\\') {
      ++i;
    } else if (series[i] == '"') {
      quoted = !quoted;
    } else if (quoted) {
      continue;
    } else if (series[i] == '=') {
      if (name != "le") absl::StrAppend(&names, names.empty() ? "" : ", ", name);
    } else if (series[i] == '{' || series[i] == ',') {
      name.clear();
    } else {
      name += series[i];
    }
  }
  return names;
}

Families Emitted() {
  Families families;
  Family* last = nullptr;
  std::istringstream lines(MetricsText(MetricsSample()));
  for (std::string line; std::getline(lines, line);) {
    if (line.starts_with("# ")) {
      const size_t name_end = line.find(' ', 7);
      last = &families[line.substr(7, name_end - 7)];
      (line[2] == 'H' ? last->meaning : last->type) = line.substr(name_end + 1);
    } else if (last->labels.empty()) {
      last->labels = LabelNames(line);
    }
  }
  return families;
}

TEST(MetricsDocument, ListsExactlyWhatThereIs) {
  const Families documented = Documented();
  const Families emitted = Emitted();
  EXPECT_GT(emitted.size(), 70u);
  for (const auto& [name, family] : emitted) {
    ASSERT_TRUE(documented.contains(name)) << name << " is missing from docs/metrics.md";
    EXPECT_EQ(documented.at(name), family) << name;
  }
  for (const auto& [name, family] : documented) EXPECT_TRUE(emitted.contains(name)) << name;
}

}  // namespace
}  // namespace aurax::load::master
