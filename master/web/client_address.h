// Whom a connection comes from.
#ifndef AURAX_MASTER_WEB_CLIENT_ADDRESS_H_
#define AURAX_MASTER_WEB_CLIENT_ADDRESS_H_

#include <string>
#include <sys/socket.h>

namespace aurax::load::master {

struct ClientAddress {
  std::string text;  // without port; an IPv4 address that came through IPv6 as IPv4
  bool loopback = false;
};

ClientAddress ClientAddressOf(const sockaddr_storage& address);

// What limits count as one client: an IPv4 address, or the /64 that an IPv6 host can pick its
// addresses from (RFC 6177). Any other text is as it was.
std::string AddressGroup(const std::string& address);

}  // namespace aurax::load::master

#endif  // AURAX_MASTER_WEB_CLIENT_ADDRESS_H_
