// The results of past runs, in a SQLite file. Belongs to one thread at a time (the web front's);
// every call reads or writes the disk. Bounded: the newest kRuns are kept.
#ifndef AURAX_MASTER_RUN_STORE_H_
#define AURAX_MASTER_RUN_STORE_H_

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace aurax::load::master {

struct StoredSummary {  // RunSummary of web/src/api.ts
  std::string run_id;
  std::string scenario;
  std::string host;
  int64_t started_unix_us = 0;
  int64_t elapsed_us = 0;
  uint32_t peak_users = 0;
  uint64_t requests = 0;
  uint64_t failures = 0;
  double rps = 0;
  double p50_us = 0, p95_us = 0, p99_us = 0;
  std::string trust;
  bool complete = false;
};

class RunStore {
 public:
  static constexpr int kRuns = 200;

  // Makes folder and file where there are none. Errors name the file: a file that is not ours or is
  // damaged is left as it is (DataLoss), one of a newer version is refused (FailedPrecondition).
  static absl::StatusOr<std::unique_ptr<RunStore>> Open(const std::string& path);
  ~RunStore();

  // `result`: the run's document as ResultJson() writes it; kept compressed. Takes the place of an
  // earlier one of the same run.
  absl::Status Put(const StoredSummary& summary, const std::string& result);
  absl::StatusOr<std::vector<StoredSummary>> List() const;              // newest first
  absl::StatusOr<std::string> Result(const std::string& run_id) const;  // NotFound
  absl::Status Remove(const std::string& run_id);                       // NotFound

 private:
  struct Impl;
  explicit RunStore(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace aurax::load::master

#endif  // AURAX_MASTER_RUN_STORE_H_
