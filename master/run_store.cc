#include "master/run_store.h"

#include <fcntl.h>
#include <filesystem>
#include <optional>
#include <system_error>
#include <unistd.h>
#include <utility>

#include "absl/strings/str_cat.h"
#include "master/sqlite.h"
#include "master/zstd.h"

namespace aurax::load::master {
namespace {

// "aurx": says that the file is ours (PRAGMA application_id).
constexpr int64_t kApplication = 0x61757278;
constexpr int64_t kVersion = 1;
constexpr size_t kMostResultBytes = size_t{1} << 30;

constexpr char kMake[] =
    "BEGIN IMMEDIATE;"
    "CREATE TABLE IF NOT EXISTS runs(run_id TEXT PRIMARY KEY, scenario TEXT, host TEXT,"
    " started_unix_us INTEGER, elapsed_us INTEGER, peak_users INTEGER, requests INTEGER,"
    " failures INTEGER, rps REAL, p50_us REAL, p95_us REAL, p99_us REAL, trust TEXT,"
    " complete INTEGER, result BLOB);"
    "PRAGMA application_id = 1635086968;"
    "PRAGMA user_version = 1;"
    "COMMIT";
static_assert(kApplication == 1635086968 && kVersion == 1);

constexpr char kList[] =
    "SELECT run_id, scenario, host, started_unix_us, elapsed_us, peak_users, requests, failures,"
    " rps, p50_us, p95_us, p99_us, trust, complete FROM runs"
    " ORDER BY started_unix_us DESC, run_id DESC";
constexpr char kPut[] =
    "INSERT OR REPLACE INTO runs(run_id, scenario, host, started_unix_us, elapsed_us, peak_users,"
    " requests, failures, rps, p50_us, p95_us, p99_us, trust, complete, result)"
    " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
constexpr char kPrune[] =
    "DELETE FROM runs WHERE run_id IN"
    " (SELECT run_id FROM runs ORDER BY started_unix_us DESC, run_id DESC LIMIT -1 OFFSET ?)";
constexpr char kResult[] = "SELECT result FROM runs WHERE run_id = ?";
constexpr char kRemove[] = "DELETE FROM runs WHERE run_id = ?";

absl::Status Unknown(const std::string& run_id) {
  return absl::NotFoundError(absl::StrCat("there is no run ", run_id));
}

// Ours and of a version that this program knows, or empty, and then made ours.
absl::Status Claim(SqlDatabase& database, const std::string& path) {
  const auto application = database.Number("PRAGMA application_id");
  if (!application.ok()) return application.status();
  const auto version = database.Number("PRAGMA user_version");
  if (!version.ok()) return version.status();
  const auto tables = database.Number("SELECT count(*) FROM sqlite_master");
  if (!tables.ok()) return tables.status();
  const bool fresh = *application == 0 && *version == 0 && *tables == 0;
  if (!fresh && *application != kApplication) {
    return absl::DataLossError(
        absl::StrCat(path, ": not a file of past runs; it is left as it is"));
  }
  if (*version > kVersion) {
    return absl::FailedPreconditionError(
        absl::StrCat(path, ": written by a newer aurax-load (version ", *version,
                     " of the file, this one knows ", kVersion, ")"));
  }
  // Readers and a writer at the same time, and no half-written run after a crash.
  if (const absl::Status mode = database.Run("PRAGMA journal_mode = WAL"); !mode.ok()) return mode;
  return fresh ? database.Run(kMake) : absl::OkStatus();
}

}  // namespace

struct RunStore::Impl {
  std::unique_ptr<SqlDatabase> database;
  std::string path;
  SqlStatement list, put, prune, result, remove;

  absl::Status PutAndPrune(const StoredSummary& summary, const std::string& bytes);
};

RunStore::RunStore(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
RunStore::~RunStore() = default;

absl::StatusOr<std::unique_ptr<RunStore>> RunStore::Open(const std::string& path) {
  const std::filesystem::path folder = std::filesystem::path(path).parent_path();
  std::error_code error;
  if (!folder.empty()) std::filesystem::create_directories(folder, error);
  if (error) return absl::UnavailableError(absl::StrCat(path, ": ", error.message()));
  // What was measured is its owner's to show. SQLite gives its other files the same rights, so they
  // are right from the start. O_EXCL: to close a database that is open elsewhere in this process
  // would end its locks.
  const int made = open(path.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (made >= 0) close(made);
  auto database = SqlDatabase::Open(path);
  if (!database.ok()) return database.status();
  if (const absl::Status ours = Claim(**database, path); !ours.ok()) return ours;
  std::filesystem::permissions(
      path, std::filesystem::perms::owner_read | std::filesystem::perms::owner_write, error);
  std::vector<SqlStatement> statements;
  for (const char* sql : {kList, kPut, kPrune, kResult, kRemove}) {
    auto statement = (*database)->Prepare(sql);
    if (!statement.ok()) return statement.status();
    statements.push_back(*std::move(statement));
  }
  std::unique_ptr<RunStore> store(new RunStore(std::unique_ptr<Impl>(
      new Impl{*std::move(database), path, std::move(statements[0]), std::move(statements[1]),
               std::move(statements[2]), std::move(statements[3]), std::move(statements[4])})));
  // Damage shows when rows are read.
  if (const auto runs = store->List(); !runs.ok()) return runs.status();
  return store;
}

absl::Status RunStore::Impl::PutAndPrune(const StoredSummary& summary, const std::string& bytes) {
  put.Bind(summary.run_id).Bind(summary.scenario).Bind(summary.host);
  put.Bind(summary.started_unix_us).Bind(summary.elapsed_us);
  put.Bind(int64_t{summary.peak_users}).Bind(static_cast<int64_t>(summary.requests));
  put.Bind(static_cast<int64_t>(summary.failures)).Bind(summary.rps);
  put.Bind(summary.p50_us).Bind(summary.p95_us).Bind(summary.p99_us);
  put.Bind(summary.trust).Bind(int64_t{summary.complete}).BindBytes(bytes);
  if (const absl::Status done = database->Do(put); !done.ok()) return done;
  prune.Bind(int64_t{kRuns});
  if (const absl::Status done = database->Do(prune); !done.ok()) return done;
  return database->Run("COMMIT");
}

absl::Status RunStore::Put(const StoredSummary& summary, const std::string& result) {
  const absl::StatusOr<std::string> bytes = Compressed(result);
  if (!bytes.ok()) return bytes.status();
  if (const absl::Status begun = impl_->database->Run("BEGIN IMMEDIATE"); !begun.ok()) return begun;
  const absl::Status done = impl_->PutAndPrune(summary, *bytes);
  // It may have rolled back by itself already.
  if (!done.ok()) impl_->database->Run("ROLLBACK").IgnoreError();
  return done;
}

absl::StatusOr<std::vector<StoredSummary>> RunStore::List() const {
  std::vector<StoredSummary> runs;
  SqlStatement& list = impl_->list;
  for (;;) {
    const absl::StatusOr<bool> row = impl_->database->Step(list);
    if (!row.ok() || !*row) {
      impl_->database->Reset(list);
      if (!row.ok()) return row.status();
      return runs;
    }
    runs.push_back({.run_id = list.Text(0),
                    .scenario = list.Text(1),
                    .host = list.Text(2),
                    .started_unix_us = list.Integer(3),
                    .elapsed_us = list.Integer(4),
                    .peak_users = static_cast<uint32_t>(list.Integer(5)),
                    .requests = static_cast<uint64_t>(list.Integer(6)),
                    .failures = static_cast<uint64_t>(list.Integer(7)),
                    .rps = list.Real(8),
                    .p50_us = list.Real(9),
                    .p95_us = list.Real(10),
                    .p99_us = list.Real(11),
                    .trust = list.Text(12),
                    .complete = list.Integer(13) != 0});
  }
}

absl::StatusOr<std::string> RunStore::Result(const std::string& run_id) const {
  SqlStatement& select = impl_->result;
  select.Bind(run_id);
  const absl::StatusOr<bool> row = impl_->database->Step(select);
  std::optional<std::string> bytes;
  if (row.ok() && *row) bytes = select.Text(0);
  impl_->database->Reset(select);
  if (!row.ok()) return row.status();
  if (!bytes) return Unknown(run_id);
  absl::StatusOr<std::string> result = Decompressed(*bytes, kMostResultBytes);
  if (!result.ok()) {
    return absl::DataLossError(absl::StrCat(
        impl_->path, ": run ", run_id, " is damaged: ", std::string(result.status().message())));
  }
  return result;
}

absl::Status RunStore::Remove(const std::string& run_id) {
  impl_->remove.Bind(run_id);
  if (const absl::Status done = impl_->database->Do(impl_->remove); !done.ok()) return done;
  return impl_->database->changes() > 0 ? absl::OkStatus() : Unknown(run_id);
}

}  // namespace aurax::load::master
