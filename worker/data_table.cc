#include "worker/data_table.h"

#include "absl/strings/str_cat.h"

namespace aurax::load::worker {

absl::StatusOr<DataTable> DataTable::Compile(const v1::DataSource& source) {
  DataTable table;
  table.pick_ = source.pick();
  table.columns_ = static_cast<uint32_t>(source.columns_size());
  if (table.columns_ == 0 || source.cells_size() % source.columns_size() != 0) {
    return absl::InvalidArgumentError(
        absl::StrCat("data '", source.name(), "': its cells do not fill whole rows"));
  }
  table.rows_ = static_cast<uint32_t>(source.cells_size() / source.columns_size());
  table.cells_.reserve(static_cast<size_t>(source.cells_size()));
  for (const v1::Value& cell : source.cells())
    table.cells_.push_back({cell.text(), cell.is_json()});
  table.no_row_message_ =
      absl::StrCat("data '", source.name(), "' has fewer rows than there are users (pick: unique)");
  return table;
}

std::optional<uint32_t> DataTable::RowFor(uint32_t user, uint64_t iteration,
                                          RandomStream* rows_stream) const {
  switch (pick_) {
    case v1::DataSource::PICK_UNIQUE:
      if (user >= rows_) return std::nullopt;
      return user;
    case v1::DataSource::PICK_SEQUENTIAL:
      return static_cast<uint32_t>((user + iteration) % rows_);
    default:
      return static_cast<uint32_t>(rows_stream->Below(rows_));
  }
}

}  // namespace aurax::load::worker
