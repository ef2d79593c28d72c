#include "master/web/sessions.h"

#include <algorithm>

#include "master/web/password_hash.h"

namespace aurax::load::master {
namespace {

constexpr size_t kSecretBytes = 16;

}  // namespace

std::string Sessions::Begin(const std::string& user, Role role, MonotonicTime now) {
  if (sessions_.size() >= kMost) {
    sessions_.erase(std::min_element(
        sessions_.begin(), sessions_.end(),
        [](const auto& a, const auto& b) { return a.second.last_used < b.second.last_used; }));
  }
  std::string secret = RandomHex(kSecretBytes);
  sessions_[Sha256(secret)] = {user, role, RandomHex(kSecretBytes), now};
  return secret;
}

const Sessions::Session* Sessions::Find(const std::string& secret, MonotonicTime now) {
  const auto found = sessions_.find(Sha256(secret));
  if (found == sessions_.end()) return nullptr;
  if (now - found->second.last_used > Access::kSession) {
    sessions_.erase(found);
    return nullptr;
  }
  found->second.last_used = now;
  return &found->second;
}

void Sessions::End(const std::string& secret) { sessions_.erase(Sha256(secret)); }

}  // namespace aurax::load::master
