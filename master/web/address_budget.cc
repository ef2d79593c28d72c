#include "master/web/address_budget.h"

#include <algorithm>

#include "master/web/client_address.h"

namespace aurax::load::master {

void AddressBudget::Refill(Bucket& bucket, MonotonicTime now) const {
  if (now <= bucket.at) return;
  bucket.left = std::min(burst_, bucket.left + ToSeconds(now - bucket.at) * per_s_);
  bucket.at = now;
}

void AddressBudget::Forget(MonotonicTime now) {
  std::erase_if(buckets_, [&](const auto& entry) {
    Bucket bucket = entry.second;
    Refill(bucket, now);
    return bucket.left >= burst_;
  });
  if (buckets_.size() >= kAddresses) buckets_.clear();
}

bool AddressBudget::Take(const std::string& address, MonotonicTime now) {
  const std::string group = AddressGroup(address);
  if (buckets_.size() >= kAddresses && !buckets_.contains(group)) Forget(now);
  Bucket& bucket = buckets_.try_emplace(group, Bucket{burst_, now}).first->second;
  Refill(bucket, now);
  if (bucket.left < 1) return false;
  bucket.left -= 1;
  return true;
}

void AddressBudget::GiveBack(const std::string& address) {
  const auto found = buckets_.find(AddressGroup(address));
  if (found != buckets_.end()) found->second.left = std::min(burst_, found->second.left + 1);
}

}  // namespace aurax::load::master
