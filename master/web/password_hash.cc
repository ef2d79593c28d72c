#include "master/web/password_hash.h"

#include <charconv>
#include <cstdlib>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/rand.h>
#include <openssl/sha.h>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "common/text.h"
#include "master/web/access.h"

namespace aurax::load::master {
namespace {

constexpr uint64_t kLn = 15, kR = 8, kP = 1;
constexpr size_t kSaltBytes = 16, kHashBytes = 32;
constexpr uint64_t kMostMemory = uint64_t{512} << 20;

// A system without random bytes has no secrets to give.
std::string RandomBytes(size_t size) {
  std::string bytes(size, '\0');
  if (RAND_bytes(reinterpret_cast<unsigned char*>(bytes.data()), static_cast<int>(size)) != 1) {
    std::abort();
  }
  return bytes;
}

std::string Base64WithoutPadding(const std::string& bytes) {
  std::string text = absl::Base64Escape(bytes);
  while (!text.empty() && text.back() == '=') text.pop_back();
  return text;
}

// Empty: there is no memory for it.
std::string Scrypt(std::string_view password, const PasswordHash& how, size_t size) {
  std::string hash(size, '\0');
  if (EVP_PBE_scrypt(password.data(), password.size(),
                     reinterpret_cast<const unsigned char*>(how.salt.data()), how.salt.size(),
                     how.n, how.r, how.p, kMostMemory,
                     reinterpret_cast<unsigned char*>(hash.data()), size) != 1) {
    return "";
  }
  return hash;
}

// "ln=15" -> 15 for the name "ln".
std::optional<uint64_t> Parameter(const std::string& text, std::string_view name, uint64_t most) {
  if (!text.starts_with(std::string(name) + "=")) return std::nullopt;
  const char* const begin = text.data() + name.size() + 1;
  const char* const end = text.data() + text.size();
  uint64_t value = 0;
  const auto [rest, error] = std::from_chars(begin, end, value);
  if (error != std::errc() || rest != end || value == 0 || value > most) return std::nullopt;
  return value;
}

}  // namespace

std::optional<PasswordHash> ParsePasswordHash(std::string_view text) {
  const std::vector<std::string> parts = absl::StrSplit(AbslSv(text), '$');
  if (parts.size() != 5 || !parts[0].empty() || parts[1] != "scrypt") return std::nullopt;
  const std::vector<std::string> cost = absl::StrSplit(parts[2], ',');
  if (cost.size() != 3) return std::nullopt;
  const auto ln = Parameter(cost[0], "ln", 18);
  const auto r = Parameter(cost[1], "r", 16);
  const auto p = Parameter(cost[2], "p", 4);
  if (!ln || !r || !p) return std::nullopt;
  PasswordHash hash{uint64_t{1} << *ln, *r, *p, "", ""};
  // scrypt's memory (RFC 7914, 2), with room for what is beside it.
  if (128 * hash.r * (hash.n + hash.p) + (uint64_t{1} << 20) > kMostMemory) return std::nullopt;
  if (!absl::Base64Unescape(parts[3], &hash.salt) || !absl::Base64Unescape(parts[4], &hash.hash) ||
      hash.salt.size() < 8 || hash.salt.size() > 64 || hash.hash.size() < 16 ||
      hash.hash.size() > 64) {
    return std::nullopt;
  }
  return hash;
}

std::string HashPassword(std::string_view password) {
  const PasswordHash how{uint64_t{1} << kLn, kR, kP, RandomBytes(kSaltBytes), ""};
  return absl::StrCat("$scrypt$ln=", kLn, ",r=", kR, ",p=", kP, "$", Base64WithoutPadding(how.salt),
                      "$", Base64WithoutPadding(Scrypt(password, how, kHashBytes)));
}

bool PasswordMatches(std::string_view password, std::string_view hash) {
  const auto wanted = ParsePasswordHash(hash);
  return wanted && SecretsEqual(Scrypt(password, *wanted, wanted->hash.size()), wanted->hash);
}

std::string RandomHex(size_t bytes) { return absl::BytesToHexString(RandomBytes(bytes)); }

std::string Sha256(std::string_view bytes) {
  std::string digest(SHA256_DIGEST_LENGTH, '\0');
  SHA256(reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size(),
         reinterpret_cast<unsigned char*>(digest.data()));
  return digest;
}

bool SecretsEqual(std::string_view a, std::string_view b) {
  return a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

}  // namespace aurax::load::master
