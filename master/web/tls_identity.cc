#include <cerrno>
#include <cstring>
#include <openssl/err.h>
#include <openssl/ssl.h>

#include "absl/strings/str_cat.h"
#include "master/web/byte_channel.h"

namespace aurax::load::master {
namespace {

constexpr unsigned char kHttp11[] = "\x08http/1.1";

// The first error is the cause; those after it say where it was noticed.
std::string WhatIsWrong() {
  const unsigned long error = ERR_get_error();
  ERR_clear_error();
  if (error == 0) return "unknown error";
  if (ERR_SYSTEM_ERROR(error)) return std::strerror(ERR_GET_REASON(error));
  const char* const reason = ERR_reason_error_string(error);
  return reason == nullptr ? absl::StrCat("TLS error ", error) : reason;
}

absl::Status Wrong(const std::string& what, const std::string& file) {
  return absl::InvalidArgumentError(
      absl::StrCat("cannot use ", what, " ", file, ": ", WhatIsWrong()));
}

// Instead of OpenSSL's own, which asks the terminal.
int NoPassphrase(char*, int, int, void*) { return -1; }

int SelectHttp11(SSL*, const unsigned char** out, unsigned char* size, const unsigned char* offered,
                 unsigned int offered_size, void*) {
  unsigned char* selected = nullptr;
  if (SSL_select_next_proto(&selected, size, kHttp11, sizeof(kHttp11) - 1, offered, offered_size) !=
      OPENSSL_NPN_NEGOTIATED) {
    return SSL_TLSEXT_ERR_NOACK;
  }
  *out = selected;
  return SSL_TLSEXT_ERR_OK;
}

}  // namespace

absl::StatusOr<TlsIdentity> TlsIdentity::Load(const std::string& cert_file,
                                              const std::string& key_file) {
  ERR_clear_error();
  const std::shared_ptr<SSL_CTX> ssl(SSL_CTX_new(TLS_server_method()), SSL_CTX_free);
  if (ssl == nullptr) return absl::InternalError("no memory for TLS");
  SSL_CTX_set_min_proto_version(ssl.get(), TLS1_2_VERSION);
  SSL_CTX_set_options(ssl.get(), SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION |
                                     SSL_OP_CIPHER_SERVER_PREFERENCE |
                                     SSL_OP_IGNORE_UNEXPECTED_EOF);
  SSL_CTX_set_mode(ssl.get(), SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER |
                                  SSL_MODE_RELEASE_BUFFERS);
  SSL_CTX_set_session_cache_mode(ssl.get(), SSL_SESS_CACHE_OFF);
  SSL_CTX_set_default_passwd_cb(ssl.get(), &NoPassphrase);
  SSL_CTX_set_alpn_select_cb(ssl.get(), &SelectHttp11, nullptr);
  if (SSL_CTX_use_certificate_chain_file(ssl.get(), cert_file.c_str()) != 1) {
    return Wrong("the TLS certificate", cert_file);
  }
  if (SSL_CTX_use_PrivateKey_file(ssl.get(), key_file.c_str(), SSL_FILETYPE_PEM) != 1) {
    return Wrong("the TLS key", key_file);
  }
  if (SSL_CTX_check_private_key(ssl.get()) != 1) {
    return Wrong(absl::StrCat("the TLS certificate ", cert_file, " with the key"), key_file);
  }
  return TlsIdentity(ssl);
}

}  // namespace aurax::load::master
