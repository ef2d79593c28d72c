// The errors of a run, grouped by request name, kind and message. Belongs to the control thread.
#ifndef AURAX_MASTER_ERROR_GROUPS_H_
#define AURAX_MASTER_ERROR_GROUPS_H_

#include <cstdint>
#include <map>
#include <string>

#include "aurax/load/v1/journal.pb.h"
#include "aurax/load/v1/report.pb.h"
#include "aurax/load/v1/scenario.pb.h"
#include "aurax/load/v1/snapshot.pb.h"
#include "common/clock.h"

namespace aurax::load::master {

class ErrorGroups {
 public:
  // Distinct groups in a run. What comes when they are used up counts in one group of its name, of
  // kind and message kOther, so that there are never more than these and one for each name.
  static constexpr size_t kMaxGroups = 1000;
  static constexpr const char* kOther = "other";
  // For errors that belong to no request name.
  static constexpr uint32_t kNoName = UINT32_MAX;

  void Add(uint32_t name_id, const v1::ErrorCount& error);
  void Clear();

  void Save(v1::ErrorGroupsState* out) const;
  // Takes the place of what is there. False, with nothing usable in it, if `state` is none that
  // Save() wrote with name ids below `names` or, where that is 0, of no name.
  bool Restore(const v1::ErrorGroupsState& state, uint32_t names);

  // In order of first occurrence. Name ids are indices into scenario.request_names().
  void Fill(const v1::Scenario& scenario, WallTime time_zero,
            google::protobuf::RepeatedPtrField<v1::ErrorGroup>* out) const;

 private:
  struct Key {
    uint32_t name_id;
    std::string kind, message;
    auto operator<=>(const Key&) const = default;
  };
  struct Group {
    uint64_t count = 0;
    int64_t first_us = 0, last_us = 0;
  };
  std::map<Key, Group> groups_;
  size_t distinct_ = 0;  // in groups_ without those made for the rest
};

}  // namespace aurax::load::master

#endif  // AURAX_MASTER_ERROR_GROUPS_H_
