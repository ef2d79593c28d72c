#include "master/journal_format.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <string>
#include <vector>

#include "common/random.h"

namespace aurax::load::master {
namespace {

using testing::HasSubstr;

std::vector<std::string> AnyBodies(uint64_t seed) {
  RandomStream random(seed, 0, 0, StreamPurpose::kValues);
  std::vector<std::string> bodies(1 + random.Below(6));
  for (std::string& body : bodies) {
    body.resize(random.Below(40));
    for (char& c : body) c = static_cast<char>(random.Below(4) == 0 ? 0 : random.Below(256));
  }
  return bodies;
}

std::string JournalOf(const std::vector<std::string>& bodies) {
  std::string bytes(kJournalMagic);
  for (const std::string& body : bodies) AppendJournalRecord(body, &bytes);
  return bytes;
}

// How many of `bodies` `read` holds; fails the test if they are not its first ones, unchanged.
size_t PrefixOf(const JournalBytes& read, const std::vector<std::string>& bodies) {
  EXPECT_LE(read.records.size(), bodies.size());
  for (size_t i = 0; i < read.records.size(); ++i) EXPECT_EQ(read.records[i].body, bodies[i]);
  return read.records.size();
}

TEST(JournalFormat, WhateverIsWrittenComesBack) {
  for (uint64_t seed = 0; seed < 50; ++seed) {
    const std::vector<std::string> bodies = AnyBodies(seed);
    const std::string bytes = JournalOf(bodies);
    const auto read = ReadJournalBytes(bytes);
    ASSERT_TRUE(read.ok()) << read.status();
    EXPECT_EQ(PrefixOf(*read, bodies), bodies.size());
    EXPECT_EQ(read->whole, bytes.size());
  }
}

TEST(JournalFormat, CutAnywhereTheWholeRecordsBeforeTheCutComeBack) {
  for (uint64_t seed = 0; seed < 20; ++seed) {
    const std::vector<std::string> bodies = AnyBodies(seed);
    const std::string bytes = JournalOf(bodies);
    for (size_t cut = 0; cut < bytes.size(); ++cut) {
      const std::string left = bytes.substr(0, cut);
      const auto read = ReadJournalBytes(left);
      ASSERT_TRUE(read.ok()) << seed << " at " << cut << ": " << read.status();
      const size_t count = PrefixOf(*read, bodies);
      ASSERT_LE(read->whole, cut);
      const std::vector<std::string> kept(bodies.begin(),
                                          bodies.begin() + static_cast<long>(count));
      ASSERT_EQ(bytes.substr(0, read->whole), cut < 8 ? "" : JournalOf(kept));
      // All that fit: the next one would not have.
      ASSERT_GT(read->whole + kJournalHeaderBytes + bodies[count].size(), cut);
    }
  }
}

TEST(JournalFormat, AnyOneWrongBitIsFound) {
  for (uint64_t seed = 0; seed < 10; ++seed) {
    const std::string bytes = JournalOf(AnyBodies(seed));
    for (size_t bit = 0; bit < 8 * bytes.size(); ++bit) {
      std::string wrong = bytes;
      wrong[bit / 8] = static_cast<char>(wrong[bit / 8] ^ (1 << bit % 8));
      const auto read = ReadJournalBytes(wrong);
      ASSERT_EQ(read.status().code(), absl::StatusCode::kDataLoss) << seed << " bit " << bit;
    }
  }
}

TEST(JournalFormat, DamageIsNamedByItsPlace) {
  const std::string bytes = JournalOf({"first", "second", "third"});
  std::string wrong = bytes;
  wrong[bytes.find("second")] = 'S';
  EXPECT_EQ(ReadJournalBytes(wrong).status().message(), "record at byte 25 is damaged");
  EXPECT_EQ(ReadJournalBytes("another file").status().message(), "not a journal of aurax-load");
}

TEST(JournalFormat, ZerosThatACrashLeftBehindEndTheFile) {
  const std::vector<std::string> bodies = {"first", "second"};
  const std::string bytes = JournalOf(bodies);
  for (size_t zeros : {1, 11, 12, 13, 4096}) {
    const std::string longer = bytes + std::string(zeros, '\0');
    const auto read = ReadJournalBytes(longer);
    ASSERT_TRUE(read.ok()) << read.status();
    EXPECT_EQ(PrefixOf(*read, bodies), 2u);
    EXPECT_EQ(read->whole, bytes.size());
    EXPECT_EQ(ReadJournalBytes(std::string(zeros, '\0'))->whole, 0u);
  }
  std::string inside = bytes;
  inside.insert(kJournalMagic.size(), 12, '\0');
  EXPECT_EQ(ReadJournalBytes(inside).status().message(), "record at byte 8 is damaged");
}

TEST(JournalFormat, LengthBeyondTheLargestMessageIsDamageNotACut) {
  std::string bytes(kJournalMagic);
  AppendJournalRecord("body", &bytes);
  std::string huge(kJournalMagic);
  AppendJournalRecord(std::string(kMostRecordBytes + 1, 'x'), &huge);
  EXPECT_THAT(std::string(ReadJournalBytes(huge.substr(0, 100)).status().message()),
              HasSubstr("record at byte 8 is damaged"));
}

}  // namespace
}  // namespace aurax::load::master
