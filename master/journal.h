// The write-ahead file of a run: what the master must not forget, in the order it happened. After a
// crash the records up to the last whole one come back.
//
// The file is STATE_DIR/run.journal; its bytes are journal_format.h's. A file that ends within a
// record was cut off by the crash; it is cut there and written on. A wrong sum is corruption:
// nobody goes on from that.
#ifndef AURAX_MASTER_JOURNAL_H_
#define AURAX_MASTER_JOURNAL_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "aurax/load/v1/journal.pb.h"
#include "master/record_sink.h"

namespace aurax::load::master {

// Belongs to one thread.
class Journal final : public RecordSink {
 public:
  // The file of `state_dir` (made if missing), locked against a second master while it is open.
  // `replay` is called with each record that is there, in order. Errors, all naming the file:
  // FailedPrecondition when another process has it open, DataLoss for corruption (with the offset)
  // or a format that is not ours, Unavailable when it cannot be read or written. A file with an
  // error is left as it is, and what was replayed before one means nothing.
  static absl::StatusOr<std::unique_ptr<Journal>> Open(
      const std::string& state_dir, const std::function<void(const v1::JournalRecord&)>& replay);
  ~Journal() override;  // what was not synced is lost

  // Adds to a buffer; Sync() writes it out and waits for the disk. After an error nothing is
  // written any more, and every Sync() and Replace() gives that error. A record of more than
  // kMostRecordBytes is such an error.
  void Append(const v1::JournalRecord& record) override;
  absl::Status Sync() override;  // Unavailable, naming the file and why (no space left on device)

  // Starts over: the file holds `first` alone, on the disk, in one step that a crash does not tear
  // (run.journal.new renamed over run.journal). Records appended but not synced are dropped with
  // the rest. For checkpoints, and with an empty vector for a finished run.
  absl::Status Replace(const std::vector<v1::JournalRecord>& first) override;

  // Empties the file, whatever error there was. Nothing is written any more afterwards.
  void Discard() override;

  uint64_t bytes() const override;  // in the file and the buffer
  const std::string& path() const;

 private:
  struct Impl;
  explicit Journal(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace aurax::load::master

#endif  // AURAX_MASTER_JOURNAL_H_
