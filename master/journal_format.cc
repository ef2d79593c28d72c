#include "master/journal_format.h"

#include "absl/strings/str_cat.h"
#include "common/crc32c.h"

namespace aurax::load::master {
namespace {

constexpr size_t kSummedBytes = 8;  // of a header, by its own sum

void AppendNumber(uint32_t number, std::string* out) {
  for (int shift = 0; shift < 32; shift += 8) out->push_back(static_cast<char>(number >> shift));
}

uint32_t NumberAt(std::string_view bytes, size_t at) {
  uint32_t number = 0;
  for (size_t i = 0; i < 4; ++i) {
    number |= uint32_t{static_cast<uint8_t>(bytes[at + i])} << (8 * i);
  }
  return number;
}

bool AllZero(std::string_view bytes) { return bytes.find_first_not_of('\0') == bytes.npos; }

}  // namespace

void AppendJournalRecord(std::string_view body, std::string* out) {
  const size_t header = out->size();
  AppendNumber(static_cast<uint32_t>(body.size()), out);
  AppendNumber(Crc32c(body), out);
  AppendNumber(Crc32c(std::string_view(*out).substr(header)), out);
  out->append(body);
}

absl::StatusOr<JournalBytes> ReadJournalBytes(std::string_view bytes) {
  JournalBytes read;
  const std::string_view magic = bytes.substr(0, kJournalMagic.size());
  if (AllZero(bytes) || (magic.size() < kJournalMagic.size() && kJournalMagic.starts_with(magic))) {
    return read;  // cut off at its very beginning
  }
  if (magic != kJournalMagic) return absl::DataLossError("not a journal of aurax-load");
  read.whole = kJournalMagic.size();
  while (bytes.size() - read.whole >= kJournalHeaderBytes) {
    const std::string_view rest = bytes.substr(read.whole);
    const uint32_t length = NumberAt(rest, 0);
    const absl::Status damaged =
        absl::DataLossError(absl::StrCat("record at byte ", read.whole, " is damaged"));
    if (Crc32c(rest.substr(0, kSummedBytes)) != NumberAt(rest, kSummedBytes)) {
      if (AllZero(rest)) return read;
      return damaged;
    }
    if (length > kMostRecordBytes) return damaged;
    if (rest.size() - kJournalHeaderBytes < length) return read;
    const std::string_view body = rest.substr(kJournalHeaderBytes, length);
    if (Crc32c(body) != NumberAt(rest, 4)) return damaged;
    read.records.push_back({read.whole, body});
    read.whole += kJournalHeaderBytes + length;
  }
  return read;
}

}  // namespace aurax::load::master
