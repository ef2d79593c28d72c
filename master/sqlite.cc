#include "master/sqlite.h"

#include <sqlite3.h>

#include "absl/strings/str_cat.h"

namespace aurax::load::master {
namespace {

constexpr int kBusyMs = 5000;

}  // namespace

void CloseStatement::operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }

SqlStatement& SqlStatement::Bind(int64_t value) {
  sqlite3_bind_int64(statement_.get(), ++bound_, value);
  return *this;
}
SqlStatement& SqlStatement::Bind(double value) {
  sqlite3_bind_double(statement_.get(), ++bound_, value);
  return *this;
}
SqlStatement& SqlStatement::Bind(const std::string& text) {
  sqlite3_bind_text64(statement_.get(), ++bound_, text.data(), text.size(), SQLITE_TRANSIENT,
                      SQLITE_UTF8);
  return *this;
}
SqlStatement& SqlStatement::BindBytes(const std::string& bytes) {
  sqlite3_bind_blob64(statement_.get(), ++bound_, bytes.data(), bytes.size(), SQLITE_TRANSIENT);
  return *this;
}

int64_t SqlStatement::Integer(int column) const {
  return sqlite3_column_int64(statement_.get(), column);
}
double SqlStatement::Real(int column) const {
  return sqlite3_column_double(statement_.get(), column);
}
std::string SqlStatement::Text(int column) const {
  const void* const bytes = sqlite3_column_blob(statement_.get(), column);
  if (bytes == nullptr) return "";
  return {static_cast<const char*>(bytes),
          static_cast<size_t>(sqlite3_column_bytes(statement_.get(), column))};
}

absl::StatusOr<std::unique_ptr<SqlDatabase>> SqlDatabase::Open(const std::string& path) {
  sqlite3* db = nullptr;
  const int code = sqlite3_open_v2(
      path.c_str(), &db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX, nullptr);
  if (db == nullptr) return absl::ResourceExhaustedError(absl::StrCat(path, ": no memory"));
  std::unique_ptr<SqlDatabase> database(new SqlDatabase(db, path));
  if (code != SQLITE_OK) return database->Error(code);
  sqlite3_extended_result_codes(db, 1);
  sqlite3_busy_timeout(db, kBusyMs);
  return database;
}

SqlDatabase::~SqlDatabase() { sqlite3_close_v2(db_); }

absl::Status SqlDatabase::Error(int code) const {
  const std::string text = absl::StrCat(path_, ": ", sqlite3_errmsg(db_));
  const int primary = code & 0xff;
  if (primary == SQLITE_CORRUPT || primary == SQLITE_NOTADB) return absl::DataLossError(text);
  return absl::UnavailableError(text);
}

absl::Status SqlDatabase::Run(const char* sql) {
  const int code = sqlite3_exec(db_, sql, nullptr, nullptr, nullptr);
  return code == SQLITE_OK ? absl::OkStatus() : Error(code);
}

absl::StatusOr<int64_t> SqlDatabase::Number(const char* sql) {
  absl::StatusOr<SqlStatement> statement = Prepare(sql);
  if (!statement.ok()) return statement.status();
  const absl::StatusOr<bool> row = Step(*statement);
  if (!row.ok()) return row.status();
  return *row ? statement->Integer(0) : 0;
}

absl::StatusOr<SqlStatement> SqlDatabase::Prepare(const char* sql) {
  sqlite3_stmt* statement = nullptr;
  const int code = sqlite3_prepare_v3(db_, sql, -1, SQLITE_PREPARE_PERSISTENT, &statement, nullptr);
  if (code != SQLITE_OK) return Error(code);
  return SqlStatement(statement);
}

absl::StatusOr<bool> SqlDatabase::Step(SqlStatement& statement) {
  const int code = sqlite3_step(statement.statement_.get());
  if (code == SQLITE_ROW) return true;
  if (code == SQLITE_DONE) return false;
  return Error(code);
}

void SqlDatabase::Reset(SqlStatement& statement) {
  sqlite3_reset(statement.statement_.get());
  sqlite3_clear_bindings(statement.statement_.get());
  statement.bound_ = 0;
}

absl::Status SqlDatabase::Do(SqlStatement& statement) {
  const absl::StatusOr<bool> done = Step(statement);
  Reset(statement);
  return done.status();
}

int64_t SqlDatabase::changes() const { return sqlite3_changes64(db_); }

}  // namespace aurax::load::master
