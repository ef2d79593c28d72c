#include "common/grpc_credentials.h"

#include <cerrno>
#include <cstring>
#include <fstream>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <sstream>
#include <string>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"

namespace aurax::load {
namespace {

constexpr char kPair[] =
    "a certificate and its key go together: give both --cluster-tls-cert and --cluster-tls-key";

using Bytes = std::unique_ptr<BIO, decltype(&BIO_free)>;
using Certificate = std::unique_ptr<X509, decltype(&X509_free)>;
using Key = std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)>;

// No prompt on the terminal for a key that is encrypted: it counts as unreadable.
int NoPassphrase(char*, int, int, void*) { return -1; }

Bytes Open(const std::string& pem) {
  return Bytes(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())), BIO_free);
}
Certificate ParseCertificate(const std::string& pem) {
  return Certificate(PEM_read_bio_X509(Open(pem).get(), nullptr, NoPassphrase, nullptr), X509_free);
}
Key ParseKey(const std::string& pem) {
  return Key(PEM_read_bio_PrivateKey(Open(pem).get(), nullptr, NoPassphrase, nullptr),
             EVP_PKEY_free);
}

absl::StatusOr<std::string> Read(const std::string& path) {
  errno = 0;
  std::ifstream in(path, std::ios::binary);
  std::ostringstream text;
  if (in) text << in.rdbuf();
  if (in && !text.str().empty()) return text.str();
  const int error = errno;
  const std::string why = absl::StrCat(path, ": ", error ? std::strerror(error) : "is empty");
  if (error == EACCES) return absl::PermissionDeniedError(why);
  return error == ENOENT ? absl::NotFoundError(why) : absl::InvalidArgumentError(why);
}

struct Texts {
  std::string certificate, key, ca;
};

absl::Status ReadCertificate(const std::string& path, std::string& text) {
  absl::StatusOr<std::string> pem = Read(path);
  if (!pem.ok()) return pem.status();
  if (!ParseCertificate(*pem)) {
    return absl::InvalidArgumentError(absl::StrCat(path, ": no PEM certificate in it"));
  }
  text = *std::move(pem);
  return absl::OkStatus();
}

absl::Status ReadKey(const TlsFiles& tls, Texts& texts) {
  absl::StatusOr<std::string> pem = Read(*tls.key);
  if (!pem.ok()) return pem.status();
  const Key key = ParseKey(*pem);
  if (!key) {
    return absl::InvalidArgumentError(
        absl::StrCat(*tls.key, ": no PEM private key without a passphrase in it"));
  }
  if (X509_check_private_key(ParseCertificate(texts.certificate).get(), key.get()) != 1) {
    return absl::InvalidArgumentError(
        absl::StrCat(*tls.key, ": not the key of the certificate ", *tls.certificate));
  }
  texts.key = *std::move(pem);
  return absl::OkStatus();
}

absl::StatusOr<Texts> ReadAll(const TlsFiles& tls) {
  if (tls.certificate.has_value() != tls.key.has_value()) {
    return absl::InvalidArgumentError(kPair);
  }
  Texts texts;
  absl::Status status;
  if (tls.certificate) status = ReadCertificate(*tls.certificate, texts.certificate);
  if (status.ok() && tls.key) status = ReadKey(tls, texts);
  if (status.ok() && tls.ca) status = ReadCertificate(*tls.ca, texts.ca);
  if (!status.ok()) return status;
  return texts;
}

}  // namespace

absl::StatusOr<std::shared_ptr<grpc::ServerCredentials>> ServerCredentialsOf(const TlsFiles& tls) {
  if (!tls.any()) return grpc::InsecureServerCredentials();
  if (!tls.certificate && !tls.key) {
    return absl::InvalidArgumentError(
        "--cluster-tls-ca alone is not enough for a master: give --cluster-tls-cert and "
        "--cluster-tls-key");
  }
  const absl::StatusOr<Texts> texts = ReadAll(tls);
  if (!texts.ok()) return texts.status();
  grpc::SslServerCredentialsOptions options(
      tls.ca ? GRPC_SSL_REQUEST_AND_REQUIRE_CLIENT_CERTIFICATE_AND_VERIFY
             : GRPC_SSL_DONT_REQUEST_CLIENT_CERTIFICATE);
  options.pem_root_certs = texts->ca;
  options.pem_key_cert_pairs.push_back({texts->key, texts->certificate});
  return grpc::SslServerCredentials(options);
}

absl::StatusOr<std::shared_ptr<grpc::ChannelCredentials>> ChannelCredentialsOf(
    const TlsFiles& tls) {
  if (!tls.any()) return grpc::InsecureChannelCredentials();
  if (!tls.ca) {
    return absl::InvalidArgumentError(
        "a worker needs --cluster-tls-ca to know its master by, beside --cluster-tls-cert and "
        "--cluster-tls-key");
  }
  const absl::StatusOr<Texts> texts = ReadAll(tls);
  if (!texts.ok()) return texts.status();
  return grpc::SslCredentials({texts->ca, texts->key, texts->certificate});
}

}  // namespace aurax::load
