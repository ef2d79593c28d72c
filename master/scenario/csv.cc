#include "master/scenario/csv.h"

#include <algorithm>
#include <utility>

namespace aurax::load::master {
namespace {

class CsvParser {
 public:
  explicit CsvParser(std::string_view text) : text_(text) {}

  CsvTable Parse() {
    while (at_ < text_.size() && table_.bad_line == 0) ReadRow();
    return std::move(table_);
  }

 private:
  bool AtEnd() const { return at_ >= text_.size(); }
  bool AtLineEnd() const { return AtEnd() || text_[at_] == '\n' || text_.substr(at_, 2) == "\r\n"; }

  void ReadRow() {
    CsvRow row;
    row.line = line_;
    do {
      row.cells.push_back(!AtEnd() && text_[at_] == '"' ? Quoted() : Bare());
    } while (table_.bad_line == 0 && !AtEnd() && text_[at_] == ',' && ++at_);
    if (!AtEnd()) at_ += text_[at_] == '\r' ? 2 : 1;
    ++line_;
    if (table_.bad_line == 0 && (row.cells.size() > 1 || !row.cells[0].empty())) {
      table_.rows.push_back(std::move(row));
    }
  }

  std::string Bare() {
    const size_t start = at_;
    while (!AtLineEnd() && text_[at_] != ',') {
      if (text_[at_] == '"') return Bad("a quote inside an unquoted value");
      ++at_;
    }
    return std::string(text_.substr(start, at_ - start));
  }

  std::string Quoted() {
    const int first_line = line_;
    std::string out;
    for (++at_; !AtEnd(); ++at_) {
      if (text_[at_] == '"') {
        if (text_.substr(at_, 2) != "\"\"") break;
        ++at_;
      }
      if (text_[at_] == '\n') ++line_;
      out += text_[at_];
    }
    if (AtEnd()) {
      line_ = first_line;
      return Bad("a quoted value is not closed");
    }
    ++at_;
    if (!AtLineEnd() && text_[at_] != ',') return Bad("text behind a closing quote");
    return out;
  }

  std::string Bad(std::string reason) {
    table_.bad_line = line_;
    table_.bad_reason = std::move(reason);
    at_ = text_.size();
    return "";
  }

  const std::string_view text_;
  size_t at_ = 0;
  int line_ = 1;
  CsvTable table_;
};

}  // namespace

CsvTable ParseCsv(std::string_view text) { return CsvParser(text).Parse(); }

}  // namespace aurax::load::master
