// How often each of many addresses may do something: a token bucket for each, and never more of
// them than can be kept. Not thread-safe.
#ifndef AURAX_MASTER_WEB_ADDRESS_BUDGET_H_
#define AURAX_MASTER_WEB_ADDRESS_BUDGET_H_

#include <cstddef>
#include <string>
#include <unordered_map>

#include "common/clock.h"

namespace aurax::load::master {

class AddressBudget {
 public:
  // `burst` at once, then `per_s`. Requires both > 0.
  AddressBudget(double per_s, double burst) : per_s_(per_s), burst_(burst) {}

  // Whether `address` may do it now; if so, it has.
  bool Take(const std::string& address, MonotonicTime now);
  // It did not count after all.
  void GiveBack(const std::string& address);

  // More are forgotten: first those whose bucket is full again, then all.
  static constexpr size_t kAddresses = 4096;
  size_t addresses() const { return buckets_.size(); }

 private:
  struct Bucket {
    double left = 0;
    MonotonicTime at;
  };
  void Forget(MonotonicTime now);
  void Refill(Bucket& bucket, MonotonicTime now) const;

  const double per_s_, burst_;
  std::unordered_map<std::string, Bucket> buckets_;
};

}  // namespace aurax::load::master

#endif  // AURAX_MASTER_WEB_ADDRESS_BUDGET_H_
