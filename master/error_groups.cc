#include "master/error_groups.h"

#include <algorithm>
#include <vector>

namespace aurax::load::master {

void ErrorGroups::Add(uint32_t name_id, const v1::ErrorCount& error) {
  if (error.count() == 0) return;
  Key key{name_id, error.kind(), error.message()};
  auto found = groups_.find(key);
  if (found == groups_.end()) {
    if (distinct_ >= kMaxGroups) {
      key.kind = key.message = kOther;
    } else {
      ++distinct_;
    }
    found = groups_.try_emplace(std::move(key)).first;
  }
  Group& group = found->second;
  group.first_us = group.count == 0 ? error.first_us() : std::min(group.first_us, error.first_us());
  group.last_us = group.count == 0 ? error.last_us() : std::max(group.last_us, error.last_us());
  group.count += error.count();
}

void ErrorGroups::Clear() {
  groups_.clear();
  distinct_ = 0;
}

void ErrorGroups::Save(v1::ErrorGroupsState* out) const {
  for (const auto& [key, group] : groups_) {
    v1::ErrorGroupsState::Group* saved = out->add_groups();
    saved->set_name_id(key.name_id);
    saved->mutable_error()->set_kind(key.kind);
    saved->mutable_error()->set_message(key.message);
    saved->mutable_error()->set_count(group.count);
    saved->mutable_error()->set_first_us(group.first_us);
    saved->mutable_error()->set_last_us(group.last_us);
  }
  out->set_distinct(distinct_);
}

bool ErrorGroups::Restore(const v1::ErrorGroupsState& state, uint32_t names) {
  Clear();
  for (const v1::ErrorGroupsState::Group& saved : state.groups()) {
    const bool known = names == 0 ? saved.name_id() == kNoName : saved.name_id() < names;
    if (!known) return false;
    const v1::ErrorCount& error = saved.error();
    groups_[Key{saved.name_id(), error.kind(), error.message()}] =
        Group{error.count(), error.first_us(), error.last_us()};
  }
  distinct_ = state.distinct();
  return groups_.size() == static_cast<size_t>(state.groups_size()) && distinct_ <= groups_.size();
}

void ErrorGroups::Fill(const v1::Scenario& scenario, WallTime time_zero,
                       google::protobuf::RepeatedPtrField<v1::ErrorGroup>* out) const {
  std::vector<const std::pair<const Key, Group>*> ordered;
  for (const auto& group : groups_) ordered.push_back(&group);
  std::stable_sort(ordered.begin(), ordered.end(), [](const auto* a, const auto* b) {
    return a->second.first_us < b->second.first_us;
  });
  const int64_t zero_us = ToUnixMicros(time_zero);
  for (const auto* entry : ordered) {
    const auto& [key, group] = *entry;
    v1::ErrorGroup* error = out->Add();
    if (key.name_id != kNoName) {
      const v1::RequestName& name = scenario.request_names(static_cast<int>(key.name_id));
      error->set_method(name.method());
      error->set_name(name.name());
    }
    error->set_kind(key.kind);
    error->set_message(key.message);
    error->set_occurrences(group.count);
    error->set_first_unix_us(zero_us + group.first_us);
    error->set_last_unix_us(zero_us + group.last_us);
  }
}

}  // namespace aurax::load::master
