// The running sums that prove a merge: the worker adds up what it put into snapshots, the master
// what it took out. Not thread-safe.
#ifndef AURAX_COMMON_DIGEST_H_
#define AURAX_COMMON_DIGEST_H_

#include <map>
#include <string>

#include "aurax/load/v1/snapshot.pb.h"

namespace aurax::load {

class DigestSum {
 public:
  // Requires a snapshot whose histograms decode.
  void Add(const v1::Snapshot& snapshot);
  v1::Digest Get() const;  // entries ascending by name_id
  // The sum that Get() gave it; goes on from there. Entries of one name twice are taken together.
  static DigestSum FromProto(const v1::Digest& digest);
  // What differs, in words; empty when equal.
  static std::string Difference(const v1::Digest& worker, const v1::Digest& master);

 private:
  std::map<uint32_t, v1::Digest::Entry> requests_;
  uint64_t user_starts_ = 0, user_resumes_ = 0;
  uint64_t user_us_ = 0;
  uint64_t last_sequence_ = 0;
};

}  // namespace aurax::load

#endif  // AURAX_COMMON_DIGEST_H_
