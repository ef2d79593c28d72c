// Locust's four CSV files of a report (--csv PREFIX). Belongs to the control thread.
#ifndef AURAX_MASTER_VIEWS_CSV_FILES_H_
#define AURAX_MASTER_VIEWS_CSV_FILES_H_

#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "aurax/load/v1/report.pb.h"

namespace aurax::load::master {

class CsvFiles {
 public:
  // Creates PREFIX_stats.csv, _stats_history.csv, _failures.csv, _exceptions.csv, and the prefix's
  // folders. Errors name the file; while one cannot be opened, the others keep what they hold.
  static absl::StatusOr<std::unique_ptr<CsvFiles>> Create(const std::string& prefix,
                                                          bool full_history);
  virtual ~CsvFiles() = default;
  // Rewrites three files in place and appends to the history; each second, and once more with the
  // final report (its ledger is final or its state "stopped"), after which every file is on disk
  // and the last rows equal the console's. Errors name the file. What could not be written is
  // written by the next call: no history row is lost to a full disk. A size limit (RLIMIT_FSIZE) is
  // an error like any other where the process ignores SIGXFSZ.
  virtual absl::Status Write(const v1::Report& report) = 0;
};

// The texts of the files, for whoever serves them.
std::string StatisticsCsv(const v1::Report& report);
std::string FailuresCsv(const v1::Report& report);
std::string ExceptionsCsv(const v1::Report& report);
std::string HistoryCsvHeader();
std::string HistoryCsvRows(const v1::Report& report, bool full_history);

}  // namespace aurax::load::master

#endif  // AURAX_MASTER_VIEWS_CSV_FILES_H_
