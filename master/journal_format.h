// The bytes of a journal file (journal.h), apart from the file.
//
//   "AURAXJ1\n"
//   record*:  length of the body   4 bytes, little endian
//             CRC-32C of the body  4 bytes, little endian
//             CRC-32C of the eight bytes before  4 bytes, little endian
//             body                 a serialized v1::JournalRecord
//
// The header has a sum of its own so that a damaged length is not taken for a file that ends within
// its last record: any one wrong bit anywhere is found. Pure functions.
#ifndef AURAX_MASTER_JOURNAL_FORMAT_H_
#define AURAX_MASTER_JOURNAL_FORMAT_H_

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "common/protocol.h"

namespace aurax::load::master {

inline constexpr std::string_view kJournalMagic = "AURAXJ1\n";
inline constexpr size_t kJournalHeaderBytes = 12;
// A message as large as the cluster takes, and what the record adds to it.
inline constexpr size_t kMostRecordBytes = size_t{kMostMessageBytes} + (size_t{1} << 20);

// Adds a record. Requires body.size() <= kMostRecordBytes.
void AppendJournalRecord(std::string_view body, std::string* out);

struct JournalBytes {
  struct Record {
    size_t at = 0;  // where in the file it begins
    std::string_view body;
  };
  std::vector<Record> records;
  size_t whole = 0;  // bytes up to the end of the last whole record; 0: not even the magic is there
};

// The records of a whole file, views into `bytes`. A crash leaves the file cut off anywhere, or
// (when the machine went down with it) lengthened by zeros that were never written over: both end
// it at `whole`. Errors: DataLoss, "record at byte N is damaged" or "not a journal of aurax-load".
absl::StatusOr<JournalBytes> ReadJournalBytes(std::string_view bytes);

}  // namespace aurax::load::master

#endif  // AURAX_MASTER_JOURNAL_FORMAT_H_
