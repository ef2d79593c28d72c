// A journal's bytes, as they are and as records with one thing wrong: never a crash, never a record
// that was not written.
#include <vector>

#include "master/journal_format.h"
#include "tests/fuzz/fuzz_bytes.h"

namespace aurax::load::master {
namespace {

// What was read, written again, is what was read.
void AnyFile(std::string_view bytes) {
  const auto read = ReadJournalBytes(bytes);
  if (!read.ok()) return;
  std::string again(read->whole == 0 ? "" : kJournalMagic);
  for (const JournalBytes::Record& record : read->records) {
    Require(record.at == again.size(), "a record is where it says");
    AppendJournalRecord(record.body, &again);
  }
  Require(again == bytes.substr(0, read->whole), "whole records are read as they stand");
}

void RecordsWithOneWrong(FuzzReader in) {
  const uint8_t kind = in.Byte();
  const uint32_t place = in.Number();
  std::vector<std::string> bodies;
  std::string bytes(kJournalMagic);
  while (!in.done()) {
    bodies.emplace_back(in.Block());
    AppendJournalRecord(bodies.back(), &bytes);
  }
  const size_t at = place % (8 * bytes.size());
  if (kind % 2 == 0) {
    bytes[at / 8] = static_cast<char>(bytes[at / 8] ^ (1 << at % 8));
    Require(!ReadJournalBytes(bytes).ok(), "a wrong bit is found");
    return;
  }
  bytes.resize(at / 8);
  const auto read = ReadJournalBytes(bytes);
  Require(read.ok(), "a file that was cut off is read");
  Require(read->records.size() <= bodies.size(), "no more comes back than was written");
  for (size_t i = 0; i < read->records.size(); ++i) {
    Require(read->records[i].body == bodies[i], "what comes back is what was written");
  }
}

}  // namespace
}  // namespace aurax::load::master

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* bytes, size_t size) {
  using namespace aurax::load;
  master::AnyFile({reinterpret_cast<const char*>(bytes), size});
  master::RecordsWithOneWrong(FuzzReader(bytes, size));
  return 0;
}
