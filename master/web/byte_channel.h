// A connected socket's bytes, through TLS or not, without ever blocking. Belongs to one thread,
// where SIGPIPE is blocked.
#ifndef AURAX_MASTER_WEB_BYTE_CHANNEL_H_
#define AURAX_MASTER_WEB_BYTE_CHANNEL_H_

#include <cstddef>
#include <memory>
#include <string>
#include <utility>

#include "absl/status/statusor.h"

struct ssl_ctx_st;
struct ssl_st;

namespace aurax::load::master {

// A server's certificate and key. Immutable.
class TlsIdentity {
 public:
  // PEM. InvalidArgument names the file and what is wrong with it.
  static absl::StatusOr<TlsIdentity> Load(const std::string& cert_file,
                                          const std::string& key_file);
  ssl_ctx_st* get() const { return ssl_.get(); }

 private:
  explicit TlsIdentity(std::shared_ptr<ssl_ctx_st> ssl) : ssl_(std::move(ssl)) {}
  std::shared_ptr<ssl_ctx_st> ssl_;
};

class ByteChannel {
 public:
  // Does not own the socket, which outlives it. `identity` null: no TLS.
  ByteChannel(int socket, const TlsIdentity* identity);
  ~ByteChannel();
  ByteChannel(const ByteChannel&) = delete;
  ByteChannel& operator=(const ByteChannel&) = delete;

  enum class State { kMoved, kWaitToRead, kWaitToWrite, kEnded, kBroken };
  struct Moved {
    State state = State::kMoved;
    size_t bytes = 0;  // of kMoved, more than 0
  };
  // Once, to its end, before anything else; kMoved: done. At once where there is no TLS.
  State Handshake();
  Moved Read(char* bytes, size_t size);  // kEnded: the other side sends no more
  Moved Write(const char* bytes, size_t size);
  // Says that nothing more will be sent.
  void EndWriting();

 private:
  State TlsState(int result) const;

  const int socket_;
  const bool tls_;
  ssl_st* ssl_ = nullptr;
};

}  // namespace aurax::load::master

#endif  // AURAX_MASTER_WEB_BYTE_CHANNEL_H_
