#include "master/scenario/data_file.h"

#include <algorithm>
#include <set>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "master/scenario/csv.h"
#include "master/scenario/text_file.h"
#include "master/scenario/text_pieces.h"
#include "master/scenario/utf8.h"

namespace aurax::load::master {
namespace {

using Json = nlohmann::ordered_json;

class DataFileReader {
 public:
  DataFileReader(std::string_view text, int file, Mistakes& mistakes, v1::DataSource* source)
      : text_(text), file_(file), mistakes_(mistakes), source_(source) {}

  void ReadCsv() {
    const CsvTable table = ParseCsv(text_);
    if (!table.rows.empty()) AddColumns(table.rows[0]);
    for (size_t i = 1; i < table.rows.size(); ++i) {
      const CsvRow& row = table.rows[i];
      if (row.cells.size() != table.rows[0].cells.size()) {
        Add(row.line, absl::StrCat("values in the row: ", row.cells.size(),
                                   ", in the header: ", table.rows[0].cells.size()));
        continue;
      }
      for (const std::string& cell : row.cells) source_->add_cells()->set_text(cell);
    }
    if (table.bad_line != 0) Add(table.bad_line, table.bad_reason);
    Finish();
  }

  void ReadJsonLines() {
    int line = 0;
    std::string_view rest = text_;
    while (!rest.empty()) {
      const size_t end = rest.find('\n');
      const std::string_view one = rest.substr(0, end);
      rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
      ++line;
      if (one.find_first_not_of(" \t\r") != std::string_view::npos) ReadJsonLine(one, line);
    }
    Finish();
  }

 private:
  void Add(int line, std::string message) {
    if (++mistakes_found_ <= kMaxDataMistakes) mistakes_.Add({file_, line, 1}, std::move(message));
  }

  void Finish() {
    if (mistakes_found_ > kMaxDataMistakes) {
      mistakes_.Add({file_},
                    absl::StrCat("and ", mistakes_found_ - kMaxDataMistakes, " more mistakes"));
    } else if (mistakes_found_ == 0 && source_->cells_size() == 0) {
      mistakes_.Add({file_}, "has no rows");
    }
  }

  void AddColumns(const CsvRow& header) {
    std::set<std::string> seen;
    for (const std::string& column : header.cells) {
      if (column.empty()) Add(header.line, "a column has no name");
      if (!seen.insert(column).second) {
        Add(header.line, absl::StrCat("the column '", column, "' is there twice"));
      }
      source_->add_columns(column);
    }
  }

  void AddCell(const Json& value) {
    v1::Value* cell = source_->add_cells();
    cell->set_is_json(!value.is_string());
    cell->set_text(value.is_string() ? value.get<std::string>() : value.dump());
  }

  void ReadJsonLine(std::string_view text, int line) {
    const Json value = Json::parse(text, nullptr, /*allow_exceptions=*/false);
    if (value.is_discarded()) return Add(line, "the line is not valid JSON");
    const bool is_first = source_->columns_size() == 0;
    if (is_first && !value.is_object()) source_->add_columns("");
    const bool has_columns = is_first ? value.is_object() : !source_->columns(0).empty();
    if (value.is_object() != has_columns) {
      return Add(line, "objects and plain values are mixed");
    }
    if (!has_columns) return AddCell(value);
    if (is_first) {
      for (const auto& [key, cell] : value.items()) source_->add_columns(key);
    }
    for (const std::string& column : source_->columns()) {
      if (!value.contains(column)) {
        return Add(line, absl::StrCat("the row has no '", column, "', as the first row has"));
      }
    }
    if (value.size() != static_cast<size_t>(source_->columns_size())) {
      return Add(line, "the row has values that the first row has not");
    }
    for (const std::string& column : source_->columns()) AddCell(value[column]);
  }

  const std::string_view text_;
  const int file_;
  Mistakes& mistakes_;
  v1::DataSource* source_;
  int mistakes_found_ = 0;
};

}  // namespace

void ReadDataFile(const YamlNode& path_node, Draft& draft, v1::DataSource* source) {
  const std::optional<std::string> path = ReadFixedText(path_node, "file", draft);
  if (!path) return;
  const bool is_csv = absl::EndsWithIgnoreCase(*path, ".csv");
  const bool is_json_lines =
      absl::EndsWithIgnoreCase(*path, ".jsonl") || absl::EndsWithIgnoreCase(*path, ".ndjson");
  if (!is_csv && !is_json_lines) {
    draft.mistakes.Add(path_node.place,
                       absl::StrCat("'", *path, "': a data file ends in .csv or .jsonl"));
    return;
  }
  const std::optional<std::string> content = draft.ReadFile(*path, path_node.place, true);
  if (!content) return;
  const int file = draft.mistakes.AddFile(PathFrom(draft.folder(), *path));
  DataFileReader reader(WithoutByteOrderMark(*content), file, draft.mistakes, source);
  is_csv ? reader.ReadCsv() : reader.ReadJsonLines();
}

}  // namespace aurax::load::master
