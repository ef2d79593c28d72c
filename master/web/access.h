// Who may look and who may change: users with hashed passwords from --web-auth-file, sessions in
// cookies, bearer tokens, and the tokens against cross-site requests. Belongs to the web front's
// thread.
//
// The file has a line for each user, "name:role:hash", and for each token, "token:role:hash"; roles
// are viewer and operator, hashes are what `aurax-load hash-password` prints. Empty lines and lines
// that begin with # are skipped.
#ifndef AURAX_MASTER_WEB_ACCESS_H_
#define AURAX_MASTER_WEB_ACCESS_H_

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/clock.h"
#include "master/web/http_server.h"

namespace aurax::load::master {

enum class Role { kViewer, kOperator };

// "$scrypt$ln=15,r=8,p=1$<salt>$<hash>" in the PHC string format (RFC 7914's function, a random
// salt, base64 without padding). For a line of the file.
std::string HashPassword(std::string_view password);
// Constant time for hashes of equal cost; false for a hash that cannot be read.
bool PasswordMatches(std::string_view password, std::string_view hash);

class Access {
 public:
  struct Options {
    std::string auth_file;         // empty: everybody is an operator, nobody logs in
    bool secure_cookies = false;   // over TLS
    std::string base_path;         // that cookies are for
    const Clock* clock = nullptr;  // outlives it
  };
  // Errors name file and line, never what is secret in it.
  static absl::StatusOr<std::unique_ptr<Access>> Open(const Options& options);
  ~Access();

  struct Visitor {
    std::string user;  // empty where nobody logs in
    Role role = Role::kOperator;
    bool by_token = false;  // Authorization: Bearer; needs no CSRF token
    std::string csrf;       // of the session
  };
  bool login_required() const;
  // By cookie or bearer token; where nobody logs in, everybody. Nothing: not logged in.
  std::optional<Visitor> Identify(const HttpRequest& request) const;
  // Its X-CSRF-Token header (or csrf form field given as `field`) is the visitor's, and its Origin,
  // if any, is the host it was sent to; a bearer token needs neither.
  bool MayChange(const HttpRequest& request, const Visitor& visitor, std::string_view field) const;

  // The value for Set-Cookie, given on another thread's time: hashing takes some 50 ms, so `done`
  // is called through `post`, on the web front's thread. PermissionDenied; ResourceExhausted after
  // too many failures from that address (5, then one more every 10 s) .
  void Login(const std::string& user, const std::string& password, const std::string& peer,
             std::function<void(std::function<void()>)> post,
             std::function<void(absl::StatusOr<std::string>)> done);
  // The value for Set-Cookie that ends the session.
  std::string Logout(const HttpRequest& request);

  static constexpr Duration kSession = std::chrono::hours(12);  // since the last request in it

 private:
  struct Impl;
  explicit Access(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace aurax::load::master

#endif  // AURAX_MASTER_WEB_ACCESS_H_
