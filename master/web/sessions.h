// Who is logged in: sessions by the secret that a cookie carries. Kept by the secret's digest, so
// that no lookup's time tells anything about it. Not thread-safe.
#ifndef AURAX_MASTER_WEB_SESSIONS_H_
#define AURAX_MASTER_WEB_SESSIONS_H_

#include <cstddef>
#include <string>
#include <unordered_map>

#include "common/clock.h"
#include "master/web/access.h"

namespace aurax::load::master {

class Sessions {
 public:
  struct Session {
    std::string user;
    Role role = Role::kViewer;
    std::string csrf;
    MonotonicTime last_used;
  };
  // The secret of a new one: 128 random bits in hexadecimal digits.
  std::string Begin(const std::string& user, Role role, MonotonicTime now);
  // Null: there is none, or it was not used for Access::kSession. Else it has been used now.
  const Session* Find(const std::string& secret, MonotonicTime now);
  void End(const std::string& secret);

  static constexpr size_t kMost = 1000;  // the one that was unused longest goes
  size_t size() const { return sessions_.size(); }

 private:
  std::unordered_map<std::string, Session> sessions_;
};

}  // namespace aurax::load::master

#endif  // AURAX_MASTER_WEB_SESSIONS_H_
