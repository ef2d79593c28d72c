// The rows of one data source. Immutable after Compile; which row a user gets is decided by what it
// is (its number, its stream) and its iteration, never by who else draws.
#ifndef AURAX_WORKER_DATA_TABLE_H_
#define AURAX_WORKER_DATA_TABLE_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "aurax/load/v1/scenario.pb.h"
#include "common/random.h"

namespace aurax::load::worker {

class DataTable {
 public:
  struct Cell {
    std::string text;
    bool is_json = false;
  };
  // What a user remembers of a source.
  struct Cursor {
    uint32_t row = 0;
    uint32_t held_in = 0;  // the iteration (counted from 1) that holds `row`; 0 = none
  };

  // Errors: InvalidArgument where the cells do not fill whole rows.
  static absl::StatusOr<DataTable> Compile(const v1::DataSource& source);

  // The row that user `user` holds in task iteration `iteration`; on_start counts as the first (0),
  // on_stop as the last. Only random rows draw from the stream. nullopt: unique rows, and this user
  // has none.
  std::optional<uint32_t> RowFor(uint32_t user, uint64_t iteration,
                                 RandomStream* rows_stream) const;

  const Cell& At(uint32_t row, uint32_t column) const {
    return cells_[size_t{row} * columns_ + column];
  }
  uint32_t rows() const { return rows_; }
  uint32_t columns() const { return columns_; }
  const std::string& no_row_message() const { return no_row_message_; }

 private:
  v1::DataSource::Pick pick_ = v1::DataSource::PICK_RANDOM;
  uint32_t rows_ = 0, columns_ = 0;
  std::vector<Cell> cells_;
  std::string no_row_message_;
};

}  // namespace aurax::load::worker

#endif  // AURAX_WORKER_DATA_TABLE_H_
