// Where the coordinator writes down what it must not forget. The seam between the run's control and
// the journal's file.
#ifndef AURAX_MASTER_RECORD_SINK_H_
#define AURAX_MASTER_RECORD_SINK_H_

#include <cstdint>
#include <vector>

#include "absl/status/status.h"
#include "aurax/load/v1/journal.pb.h"

namespace aurax::load::master {

// Belongs to one thread.
class RecordSink {
 public:
  virtual ~RecordSink() = default;
  // Adds to a buffer; Sync() makes all of it last. An error is for good: every later Sync() gives
  // it too.
  virtual void Append(const v1::JournalRecord& record) = 0;
  virtual absl::Status Sync() = 0;
  // Starts over with `first` alone, in one step.
  virtual absl::Status Replace(const std::vector<v1::JournalRecord>& first) = 0;
  // Leaves nothing to go on from, as far as that is possible; also after an error.
  virtual void Discard() = 0;
  virtual uint64_t bytes() const = 0;
};

}  // namespace aurax::load::master

#endif  // AURAX_MASTER_RECORD_SINK_H_
