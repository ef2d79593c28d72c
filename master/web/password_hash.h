// Hashes of passwords: scrypt (RFC 7914) in the PHC string format,
// "$scrypt$ln=15,r=8,p=1$<salt>$<hash>", base64 without padding. HashPassword and PasswordMatches
// are in access.h. Thread-safe.
#ifndef AURAX_MASTER_WEB_PASSWORD_HASH_H_
#define AURAX_MASTER_WEB_PASSWORD_HASH_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace aurax::load::master {

struct PasswordHash {
  uint64_t n = 0;  // 2^ln
  uint64_t r = 0, p = 0;
  std::string salt, hash;
};

// Nothing for what is none, or would take more than some 512 MB or seconds to check.
std::optional<PasswordHash> ParsePasswordHash(std::string_view text);

// `bytes` from the system's generator for secrets, as lower-case hexadecimal digits.
std::string RandomHex(size_t bytes);
std::string Sha256(std::string_view bytes);
// Takes the same time wherever the two differ.
bool SecretsEqual(std::string_view a, std::string_view b);

}  // namespace aurax::load::master

#endif  // AURAX_MASTER_WEB_PASSWORD_HASH_H_
