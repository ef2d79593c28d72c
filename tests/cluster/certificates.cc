#include "tests/cluster/certificates.h"

#include <cstdlib>
#include <gtest/gtest.h>

namespace aurax::load {
namespace {

constexpr char kCurve[] = " -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes ";

void Run(const std::string& command) {
  ASSERT_EQ(std::system((command + " >/dev/null 2>&1").c_str()), 0) << command;
}

}  // namespace

Certificates::Certificates() {
  Authority();
  Leaf("master");
  Leaf("worker");
}

std::string Certificates::Write(const std::string& name, const std::string& text) const {
  WriteBytes(Path(name), text);
  return Path(name);
}

void Certificates::Authority() const {
  Run("openssl req -x509 -days 1 -subj '/CN=aurax test authority'" + std::string(kCurve) +
      "-keyout " + Path("ca.key") + " -out " + ca());
}

void Certificates::Leaf(const std::string& name) const {
  const std::string request = Path(name + ".csr");
  const std::string names = Write("names", "subjectAltName=DNS:localhost,IP:127.0.0.1,IP:::1\n");
  Run("openssl req -subj /CN=" + name + kCurve + "-keyout " + Path(name + ".key") + " -out " +
      request);
  Run("openssl x509 -req -days 1 -in " + request + " -CA " + ca() + " -CAkey " + Path("ca.key") +
      " -CAcreateserial -extfile " + names + " -out " + Path(name + ".pem"));
}

}  // namespace aurax::load
