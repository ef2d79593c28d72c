#include "cli/run_journal.h"

#include <fstream>
#include <google/protobuf/io/coded_stream.h>
#include <google/protobuf/io/zero_copy_stream_impl_lite.h>
#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"

namespace aurax::load::cli {
namespace {

using Workers = std::set<std::pair<std::string, uint64_t>>;

void Sum(const v1::JournalRecord& record, StoredRun* run, Workers* workers) {
  if (!record.worker_id().empty()) workers->emplace(record.worker_id(), record.incarnation());
  switch (record.kind_case()) {
    case v1::JournalRecord::kBegun:
      run->run_id = record.begun().run_id();
      run->options_digest = record.begun().options_digest();
      run->begun = record.begun();
      break;
    case v1::JournalRecord::kSnapshot:
      ++run->snapshots;
      break;
    case v1::JournalRecord::kCheckpoint:
      for (const v1::JournalRecord& state : record.checkpoint().state()) Sum(state, run, workers);
      run->snapshots = 0;  // those before it are in its sums
      for (const v1::WorkerSums& worker : record.checkpoint().workers()) {
        workers->emplace(worker.worker_id(), worker.incarnation());
        run->snapshots += worker.snapshots_applied();
      }
      break;
    default:
      break;
  }
}

// FNV-1a, 64 bits (Fowler, Noll, Vo): it tells commands apart, nobody is kept out by it.
uint64_t Fnv1a(const std::string& text) {
  uint64_t hash = 0xcbf29ce484222325;
  for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3;
  return hash;
}

// Protobuf does not promise the order of map fields otherwise.
std::string DeterministicBytes(const v1::Scenario& scenario) {
  std::string bytes;
  google::protobuf::io::StringOutputStream out(&bytes);
  google::protobuf::io::CodedOutputStream coded(&out);
  coded.SetSerializationDeterministic(true);
  scenario.SerializeToCodedStream(&coded);
  coded.Trim();
  return bytes;
}

}  // namespace

StoredRun Summed(std::vector<v1::JournalRecord> records) {
  StoredRun run;
  Workers workers;
  for (const v1::JournalRecord& record : records) Sum(record, &run, &workers);
  run.workers = workers.size();
  run.records = std::move(records);
  return run;
}

std::string OptionsDigest(const master::Coordinator::Options& options, bool seed_given) {
  const auto text = [](const auto& value) {
    return value ? absl::StrCat(*value) : std::string("none");
  };
  std::optional<int64_t> run_time;
  if (options.run_time) run_time = ToMicros(*options.run_time);
  const std::string asked = absl::StrFormat(
      "users %d rate %a time %s grace %d iterations %s seed %s reset %d ", options.users,
      options.spawn_rate, text(run_time), ToMicros(options.stop_timeout), text(options.iterations),
      seed_given ? absl::StrCat(options.seed) : "drawn", options.reset_stats);
  return absl::StrFormat("%016x", Fnv1a(asked + DeterministicBytes(options.scenario)));
}

std::string BootId() {
  std::string id;
  std::getline(std::ifstream("/proc/sys/kernel/random/boot_id") >> std::ws, id);
  return id;
}

absl::StatusOr<RunJournal> OpenRunJournal(const std::string& state_dir,
                                          const std::string& options_digest) {
  RunJournal journal;
  std::vector<v1::JournalRecord> records;
  auto file = master::Journal::Open(
      state_dir, [&records](const v1::JournalRecord& record) { records.push_back(record); });
  if (!file.ok()) return file.status();
  journal.file = *std::move(file);
  journal.stored = Summed(std::move(records));
  const StoredRun& stored = journal.stored;
  if (!stored.records.empty() && stored.options_digest != options_digest) {
    return absl::FailedPreconditionError(absl::StrCat(
        journal.file->path(), " holds run ", stored.run_id,
        " of another command or scenario: give that one again to go on with it, or name another "
        "--state-dir, or remove the file"));
  }
  return journal;
}

}  // namespace aurax::load::cli
