#include "master/web/byte_channel.h"

#include <algorithm>
#include <cerrno>
#include <climits>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <sys/socket.h>

namespace aurax::load::master {

ByteChannel::ByteChannel(int socket, const TlsIdentity* identity)
    : socket_(socket), tls_(identity != nullptr) {
  if (!tls_) return;
  ssl_ = SSL_new(identity->get());
  if (ssl_ != nullptr && SSL_set_fd(ssl_, socket) == 1) SSL_set_accept_state(ssl_);
}

ByteChannel::~ByteChannel() { SSL_free(ssl_); }

ByteChannel::State ByteChannel::TlsState(int result) const {
  switch (SSL_get_error(ssl_, result)) {
    case SSL_ERROR_WANT_READ:
      return State::kWaitToRead;
    case SSL_ERROR_WANT_WRITE:
      return State::kWaitToWrite;
    case SSL_ERROR_ZERO_RETURN:
      return State::kEnded;
    default:
      return State::kBroken;
  }
}

ByteChannel::State ByteChannel::Handshake() {
  if (!tls_) return State::kMoved;
  if (ssl_ == nullptr) return State::kBroken;  // never without TLS where there is to be TLS
  ERR_clear_error();
  const int result = SSL_do_handshake(ssl_);
  return result == 1 ? State::kMoved : TlsState(result);
}

ByteChannel::Moved ByteChannel::Read(char* bytes, size_t size) {
  if (ssl_ != nullptr) {
    ERR_clear_error();
    const int n = SSL_read(ssl_, bytes, static_cast<int>(std::min<size_t>(size, INT_MAX)));
    return n > 0 ? Moved{State::kMoved, static_cast<size_t>(n)} : Moved{TlsState(n), 0};
  }
  const ssize_t n = recv(socket_, bytes, size, 0);
  if (n > 0) return {State::kMoved, static_cast<size_t>(n)};
  if (n == 0) return {State::kEnded, 0};
  return {errno == EAGAIN || errno == EINTR ? State::kWaitToRead : State::kBroken, 0};
}

ByteChannel::Moved ByteChannel::Write(const char* bytes, size_t size) {
  if (ssl_ != nullptr) {
    ERR_clear_error();
    const int n = SSL_write(ssl_, bytes, static_cast<int>(std::min<size_t>(size, INT_MAX)));
    return n > 0 ? Moved{State::kMoved, static_cast<size_t>(n)} : Moved{TlsState(n), 0};
  }
  const ssize_t n = send(socket_, bytes, size, MSG_NOSIGNAL);
  if (n >= 0) return {State::kMoved, static_cast<size_t>(n)};
  return {errno == EAGAIN || errno == EINTR ? State::kWaitToWrite : State::kBroken, 0};
}

void ByteChannel::EndWriting() {
  if (ssl_ != nullptr && SSL_is_init_finished(ssl_)) {
    ERR_clear_error();
    SSL_shutdown(ssl_);
  }
  shutdown(socket_, SHUT_WR);
}

}  // namespace aurax::load::master
