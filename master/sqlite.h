// SQLite behind a door: a database, its statements, their errors as absl::Status. Belongs to one
// thread at a time.
#ifndef AURAX_MASTER_SQLITE_H_
#define AURAX_MASTER_SQLITE_H_

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

struct sqlite3;
struct sqlite3_stmt;

namespace aurax::load::master {

struct CloseStatement {
  void operator()(sqlite3_stmt* statement) const;
};

// A prepared statement, used again and again: Bind... in order, Step() until it says false,
// Reset().
class SqlStatement {
 public:
  explicit SqlStatement(sqlite3_stmt* statement) : statement_(statement) {}

  SqlStatement& Bind(int64_t value);
  SqlStatement& Bind(double value);
  SqlStatement& Bind(const std::string& text);
  SqlStatement& BindBytes(const std::string& bytes);

  int64_t Integer(int column) const;
  double Real(int column) const;
  std::string Text(int column) const;  // and bytes

 private:
  friend class SqlDatabase;
  std::unique_ptr<sqlite3_stmt, CloseStatement> statement_;
  int bound_ = 0;
};

class SqlDatabase {
 public:
  // Makes the file if it is not there; nothing is written into it yet. Waits up to five seconds
  // where another one writes.
  static absl::StatusOr<std::unique_ptr<SqlDatabase>> Open(const std::string& path);
  ~SqlDatabase();

  // All of these name the file: DataLoss (it is damaged, or no database), else Unavailable.
  absl::Status Run(const char* sql);
  absl::StatusOr<int64_t> Number(const char* sql);  // its first column
  absl::StatusOr<SqlStatement> Prepare(const char* sql);
  absl::StatusOr<bool> Step(SqlStatement& statement);  // true: there is a row
  // Makes it ready for the next time.
  void Reset(SqlStatement& statement);
  // Step() of a statement without rows, then Reset().
  absl::Status Do(SqlStatement& statement);
  int64_t changes() const;

 private:
  SqlDatabase(sqlite3* db, std::string path) : db_(db), path_(std::move(path)) {}
  absl::Status Error(int code) const;

  sqlite3* const db_;
  const std::string path_;
};

}  // namespace aurax::load::master

#endif  // AURAX_MASTER_SQLITE_H_
