// CSV as RFC 4180 has it: comma, double quotes doubled inside quotes, line breaks allowed there; LF
// or CRLF.
#ifndef AURAX_MASTER_SCENARIO_CSV_H_
#define AURAX_MASTER_SCENARIO_CSV_H_

#include <string>
#include <string_view>
#include <vector>

namespace aurax::load::master {

struct CsvRow {
  int line = 0;  // that it begins in, from 1
  std::vector<std::string> cells;
};

struct CsvTable {
  std::vector<CsvRow> rows;  // the header is the first; empty lines are skipped
  int bad_line = 0;          // 0: well-formed; else reading stopped there
  std::string bad_reason;
};

CsvTable ParseCsv(std::string_view text);

}  // namespace aurax::load::master

#endif  // AURAX_MASTER_SCENARIO_CSV_H_
