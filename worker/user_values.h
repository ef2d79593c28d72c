// What one virtual user's templates draw on: its number, its streams, what it captured and counted.
// One thread.
#ifndef AURAX_WORKER_USER_VALUES_H_
#define AURAX_WORKER_USER_VALUES_H_

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "common/random.h"
#include "worker/data_table.h"

namespace aurax::load::worker {

// How much a user of a script has to remember.
struct MemoryLayout {
  uint32_t variables = 0;
  uint32_t sequences = 0;  // counters of ${seq()}
  uint32_t loops = 0;      // depth of nested `repeat`
  uint32_t sources = 0;    // cursors into data sources
  bool empty() const { return variables + sequences + loops + sources == 0; }
};

struct Variable {
  std::string text;
  bool captured = false;
  bool is_json = false;  // text is a JSON literal, as in DataTable::Cell
};

struct UserMemory {
  explicit UserMemory(const MemoryLayout& layout)
      : variables(layout.variables),
        sequences(layout.sequences),
        loops(layout.loops),
        cursors(layout.sources) {}
  std::vector<Variable> variables;
  std::vector<uint64_t> sequences;
  std::vector<uint32_t> loops;
  std::vector<DataTable::Cursor> cursors;
};

struct UserValues {
  UserValues(const MemoryLayout& layout, uint64_t seed, uint32_t user_class, uint32_t user_number)
      : values(seed, user_class, user_number, StreamPurpose::kValues),
        rows(seed, user_class, user_number, StreamPurpose::kRows),
        number(user_number),
        memory(layout.empty() ? nullptr : std::make_unique<UserMemory>(layout)) {}

  RandomStream values, rows;
  uint32_t number;
  // Names the span for which a row is held: on_start is the first, then each task iteration, then
  // on_stop.
  uint32_t row_span = 1;
  // Task iterations begun before this one; 0 in on_start as well, the last one's in on_stop.
  uint64_t iteration = 0;
  std::unique_ptr<UserMemory> memory;  // null if the layout is empty
};

}  // namespace aurax::load::worker

#endif  // AURAX_WORKER_USER_VALUES_H_
