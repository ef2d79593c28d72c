// TLS files for tests, made by the openssl command in a folder of their own.
#ifndef AURAX_TESTS_CLUSTER_CERTIFICATES_H_
#define AURAX_TESTS_CLUSTER_CERTIFICATES_H_

#include <string>

#include "common/tls_files.h"
#include "tests/fakes/temp_folder.h"

namespace aurax::load {

// An authority, and the certificates it gave to localhost (127.0.0.1, ::1) and to a worker.
class Certificates {
 public:
  Certificates();

  std::string Path(const std::string& name) const { return folder_.File(name); }
  std::string Write(const std::string& name, const std::string& text) const;

  std::string ca() const { return Path("ca.pem"); }
  TlsFiles master() const { return {Path("master.pem"), Path("master.key"), {}}; }
  TlsFiles mutual_master() const { return {Path("master.pem"), Path("master.key"), ca()}; }
  TlsFiles worker() const { return {Path("worker.pem"), Path("worker.key"), ca()}; }
  TlsFiles worker_without_certificate() const { return {{}, {}, ca()}; }

 private:
  void Authority() const;
  void Leaf(const std::string& name) const;

  TempFolder folder_;
};

}  // namespace aurax::load

#endif  // AURAX_TESTS_CLUSTER_CERTIFICATES_H_
