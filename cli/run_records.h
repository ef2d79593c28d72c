// What --state-dir keeps: the journal of the run that goes on (a master's), and the results of
// those that are over.
#ifndef AURAX_CLI_RUN_RECORDS_H_
#define AURAX_CLI_RUN_RECORDS_H_

#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "aurax/load/v1/report.pb.h"
#include "cli/options.h"
#include "cli/run_journal.h"
#include "master/run_store.h"

namespace aurax::load::cli {

// Belongs to one thread. Without --state-dir nothing is kept, which is no error.
class RunRecords {
 public:
  // `options` outlives it.
  explicit RunRecords(const Options& options) : options_(options) {}

  // Opens both. Errors: OpenRunJournal()'s and RunStore::Open()'s.
  absl::Status Open(const std::string& options_digest);
  // What a master that was killed wrote down; no records: nothing.
  StoredRun& stored() { return stored_; }
  // For the next run: empty, or still with what is stored. Null: none is kept.
  absl::StatusOr<master::Journal*> Journal();
  // The run is over: its journal is emptied.
  absl::Status ForgetRun();
  absl::Status Keep(const v1::Report& report, const std::string& document);

  // Where results are kept; empty: nowhere.
  static std::string StorePath(const Options& options);

 private:
  const Options& options_;
  std::string digest_;
  std::unique_ptr<master::Journal> journal_;
  StoredRun stored_;
  std::unique_ptr<master::RunStore> store_;
};

}  // namespace aurax::load::cli

#endif  // AURAX_CLI_RUN_RECORDS_H_
