// How many connections are open, in all and from each address. Not thread-safe.
#ifndef AURAX_MASTER_WEB_CONNECTION_SLOTS_H_
#define AURAX_MASTER_WEB_CONNECTION_SLOTS_H_

#include <cstddef>
#include <string>
#include <unordered_map>

#include "master/web/client_address.h"

namespace aurax::load::master {

class ConnectionSlots {
 public:
  // Of one address at most half of `most`, rounded up.
  explicit ConnectionSlots(size_t most) : most_(most), most_of_one_((most + 1) / 2) {}

  // False: there is none for `address`. Else it is to be given back by Leave().
  bool Enter(const std::string& address) {
    if (open_ >= most_) return false;
    size_t& of_one = by_address_[AddressGroup(address)];
    if (of_one >= most_of_one_) return false;
    ++of_one;
    ++open_;
    return true;
  }
  void Leave(const std::string& address) {
    const auto found = by_address_.find(AddressGroup(address));
    if (--found->second == 0) by_address_.erase(found);
    --open_;
  }
  size_t open() const { return open_; }

 private:
  const size_t most_, most_of_one_;
  size_t open_ = 0;
  std::unordered_map<std::string, size_t> by_address_;
};

}  // namespace aurax::load::master

#endif  // AURAX_MASTER_WEB_CONNECTION_SLOTS_H_
