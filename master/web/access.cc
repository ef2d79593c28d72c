#include "master/web/access.h"

#include <unordered_map>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "common/text.h"
#include "master/web/address_budget.h"
#include "master/web/auth_file.h"
#include "master/web/hash_thread.h"
#include "master/web/password_hash.h"
#include "master/web/sessions.h"

namespace aurax::load::master {
namespace {

constexpr std::string_view kCookie = "aurax_session";
constexpr double kFailures = 5, kFailuresPerS = 0.1;  // of one address
constexpr double kGuesses = 16, kGuessesPerS = 1;     // hashes for bearer tokens, of all addresses
constexpr size_t kMostSecretBytes = 1024;
constexpr size_t kMostKnownTokens = 256;

std::string CookieOf(const HttpRequest& request) {
  for (const auto& [name, value] : request.headers) {
    if (name != "cookie") continue;
    for (const auto piece : absl::StrSplit(value, ';')) {
      const std::string_view cookie = StdSv(absl::StripAsciiWhitespace(piece));
      if (cookie.starts_with(kCookie) && cookie.substr(kCookie.size()).starts_with('=')) {
        return std::string(cookie.substr(kCookie.size() + 1));
      }
    }
  }
  return "";
}

std::string BearerOf(const HttpRequest& request) {
  constexpr size_t kScheme = 7;
  const std::string_view value = request.Header("authorization");
  if (!absl::StartsWithIgnoreCase(AbslSv(value), "bearer ")) return "";
  return std::string(StdSv(absl::StripAsciiWhitespace(AbslSv(value.substr(kScheme)))));
}

// "HTTPS://Host:443" and "host" are the same authority; a browser leaves out the usual port.
std::string Authority(std::string_view text) {
  if (const size_t scheme = text.find("://"); scheme != std::string_view::npos) {
    text.remove_prefix(scheme + 3);
  }
  for (const std::string_view port : {":80", ":443"}) {
    if (text.ends_with(port)) text.remove_suffix(port.size());
  }
  return absl::AsciiStrToLower(AbslSv(text));
}

bool FromItself(const HttpRequest& request) {
  const std::string_view origin = request.Header("origin");
  if (origin.empty()) return true;
  const std::string from = Authority(origin);
  return origin.find("://") != std::string_view::npos && !from.empty() &&
         from == Authority(request.Header("host"));
}

}  // namespace

struct Access::Impl {
  explicit Impl(Options given) : options(std::move(given)) {}

  MonotonicTime now() const { return options.clock->Now(); }
  std::string SetCookie(const std::string& secret, std::string_view more) const {
    return absl::StrCat(AbslSv(kCookie), "=", secret,
                        "; Path=", options.base_path.empty() ? "/" : options.base_path,
                        "; HttpOnly; SameSite=Strict", options.secure_cookies ? "; Secure" : "",
                        AbslSv(more));
  }
  std::optional<Role> RoleOfToken(const std::string& token, const std::string& peer);
  std::optional<Role> GuessToken(const std::string& token);
  absl::StatusOr<std::string> EndLogin(const std::string& user, const std::string& peer,
                                       bool matches);

  const Options options;
  AuthFile file;
  const std::string csrf = RandomHex(16);  // where nobody logs in
  std::string somebodys_hash;  // for users that there are not, so that they take as long
  Sessions sessions;
  AddressBudget failures{kFailuresPerS, kFailures};
  AddressBudget guesses{kGuessesPerS, kGuesses};
  std::unordered_map<std::string, std::optional<Role>> known_tokens;  // by digest
  // Lets an answer that comes after this has gone know it.
  const std::shared_ptr<Impl*> self = std::make_shared<Impl*>(this);
  std::unique_ptr<HashThread> hashing;
};

// Hashing takes long, but a script's every request has the same token: what came of it is kept.
std::optional<Role> Access::Impl::RoleOfToken(const std::string& token, const std::string& peer) {
  if (token.empty() || token.size() > kMostSecretBytes || file.tokens.empty()) return std::nullopt;
  const std::string digest = Sha256(token);
  if (const auto found = known_tokens.find(digest); found != known_tokens.end()) {
    return found->second;
  }
  if (!failures.Take(peer, now())) return std::nullopt;
  for (size_t i = 0; i < file.tokens.size(); ++i) {
    if (guesses.Take("", now())) continue;
    failures.GiveBack(peer);
    return std::nullopt;
  }
  const std::optional<Role> role = GuessToken(token);
  if (role) failures.GiveBack(peer);
  if (known_tokens.size() >= kMostKnownTokens) {
    std::erase_if(known_tokens, [](const auto& known) { return !known.second; });
  }
  known_tokens[digest] = role;
  return role;
}

std::optional<Role> Access::Impl::GuessToken(const std::string& token) {
  for (const AuthFile::Entry& entry : file.tokens) {
    if (PasswordMatches(token, entry.hash)) return entry.role;
  }
  return std::nullopt;
}

absl::StatusOr<std::string> Access::Impl::EndLogin(const std::string& user, const std::string& peer,
                                                   bool matches) {
  const auto found = file.users.find(user);
  if (!matches || found == file.users.end()) {
    return absl::PermissionDeniedError("user or password is wrong");
  }
  failures.GiveBack(peer);
  return SetCookie(sessions.Begin(user, found->second.role, now()), "");
}

absl::StatusOr<std::unique_ptr<Access>> Access::Open(const Options& options) {
  auto impl = std::make_unique<Impl>(options);
  if (!options.auth_file.empty()) {
    auto file = ReadAuthFile(options.auth_file);
    if (!file.ok()) return file.status();
    impl->file = *std::move(file);
    impl->somebodys_hash = impl->file.users.empty() ? impl->file.tokens.front().hash
                                                    : impl->file.users.begin()->second.hash;
    impl->hashing = std::make_unique<HashThread>();
  }
  return std::unique_ptr<Access>(new Access(std::move(impl)));
}

Access::Access(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Access::~Access() = default;

bool Access::login_required() const { return impl_->hashing != nullptr; }

std::optional<Access::Visitor> Access::Identify(const HttpRequest& request) const {
  if (!login_required()) return Visitor{"", Role::kOperator, false, impl_->csrf};
  if (const std::string secret = CookieOf(request); !secret.empty()) {
    if (const auto* session = impl_->sessions.Find(secret, impl_->now()); session != nullptr) {
      return Visitor{session->user, session->role, false, session->csrf};
    }
  }
  const auto role = impl_->RoleOfToken(BearerOf(request), request.peer);
  if (!role) return std::nullopt;
  return Visitor{"token", *role, true, ""};
}

bool Access::MayChange(const HttpRequest& request, const Visitor& visitor,
                       std::string_view field) const {
  if (visitor.by_token) return true;
  if (visitor.csrf.empty() || !FromItself(request)) return false;
  return SecretsEqual(request.Header("x-csrf-token"), visitor.csrf) ||
         SecretsEqual(field, visitor.csrf);
}

void Access::Login(const std::string& user, const std::string& password, const std::string& peer,
                   std::function<void(std::function<void()>)> post,
                   std::function<void(absl::StatusOr<std::string>)> done) {
  const auto refuse = [&](const absl::Status& why) { post([done, why] { done(why); }); };
  if (!login_required()) return refuse(absl::PermissionDeniedError("nobody logs in here"));
  // Counts as a failure until it is none: many at once are as many.
  if (!impl_->failures.Take(peer, impl_->now())) {
    return refuse(absl::ResourceExhaustedError("too many failed logins; try again in 10 seconds"));
  }
  if (password.size() > kMostSecretBytes) {
    return refuse(absl::PermissionDeniedError("user or password is wrong"));
  }
  const auto found = impl_->file.users.find(user);
  const std::string hash =
      found == impl_->file.users.end() ? impl_->somebodys_hash : found->second.hash;
  const std::weak_ptr<Impl*> weak = impl_->self;
  const bool taken = impl_->hashing->Add([=] {
    const bool matches = PasswordMatches(password, hash);
    post([=] {
      if (const auto impl = weak.lock()) done((*impl)->EndLogin(user, peer, matches));
    });
  });
  if (!taken) {
    impl_->failures.GiveBack(peer);
    refuse(absl::ResourceExhaustedError("too many logins at once; try again"));
  }
}

std::string Access::Logout(const HttpRequest& request) {
  impl_->sessions.End(CookieOf(request));
  return impl_->SetCookie("", "; Max-Age=0");
}

}  // namespace aurax::load::master
