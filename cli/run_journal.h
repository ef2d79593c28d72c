// The journal of a master's run (master/journal.h) as --state-dir means it: the same command goes
// on with the run that is in it.
#ifndef AURAX_CLI_RUN_JOURNAL_H_
#define AURAX_CLI_RUN_JOURNAL_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "aurax/load/v1/journal.pb.h"
#include "master/coordinator.h"
#include "master/journal.h"

namespace aurax::load::cli {

// What an earlier master wrote down; no records: nothing.
struct StoredRun {
  std::vector<v1::JournalRecord> records;  // in order
  std::string run_id;
  std::string options_digest;  // of the command that began it
  std::optional<v1::RunBegun> begun;
  uint64_t snapshots = 0;  // applied
  size_t workers = 0;      // that took part
};

// What the records say about themselves.
StoredRun Summed(std::vector<v1::JournalRecord> records);

// The same for the same command, whatever this machine, its clocks and its output files are: the
// scenario as it was read, and how much load is asked for. A seed that was drawn is no part of it.
std::string OptionsDigest(const master::Coordinator::Options& options, bool seed_given);

// Differs after every start of the machine, as its monotonic clock does; empty where the system
// does not tell.
std::string BootId();

struct RunJournal {
  std::unique_ptr<master::Journal> file;
  StoredRun stored;
};
// Errors, all naming the file: those of Journal::Open, and FailedPrecondition when what is in it is
// the run of another command.
absl::StatusOr<RunJournal> OpenRunJournal(const std::string& state_dir,
                                          const std::string& options_digest);

}  // namespace aurax::load::cli

#endif  // AURAX_CLI_RUN_JOURNAL_H_
