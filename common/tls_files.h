// The files of one side's TLS, PEM all of them.
#ifndef AURAX_COMMON_TLS_FILES_H_
#define AURAX_COMMON_TLS_FILES_H_

#include <optional>
#include <string>

namespace aurax::load {

// Nothing given: no TLS. A server needs certificate and key; with `ca` it asks its clients for a
// certificate of that authority (mutual TLS). A client needs `ca`, and certificate and key where
// the server asks for them.
struct TlsFiles {
  std::optional<std::string> certificate, key, ca;
  bool any() const { return certificate || key || ca; }
};

}  // namespace aurax::load

#endif  // AURAX_COMMON_TLS_FILES_H_
