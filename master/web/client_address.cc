#include "master/web/client_address.h"

#include <algorithm>
#include <arpa/inet.h>
#include <iterator>
#include <netinet/in.h>

namespace aurax::load::master {
namespace {

std::string Text(int family, const void* bytes) {
  char text[INET6_ADDRSTRLEN] = "";
  return inet_ntop(family, bytes, text, sizeof(text)) == nullptr ? "" : text;
}

ClientAddress OfIpv4(const in_addr& address) {
  return {Text(AF_INET, &address), ntohl(address.s_addr) >> 24 == 127};
}

}  // namespace

ClientAddress ClientAddressOf(const sockaddr_storage& address) {
  if (address.ss_family == AF_INET) {
    return OfIpv4(reinterpret_cast<const sockaddr_in&>(address).sin_addr);
  }
  if (address.ss_family != AF_INET6) return {};
  const in6_addr& ipv6 = reinterpret_cast<const sockaddr_in6&>(address).sin6_addr;
  if (!IN6_IS_ADDR_V4MAPPED(&ipv6)) {
    return {Text(AF_INET6, &ipv6), IN6_IS_ADDR_LOOPBACK(&ipv6) != 0};
  }
  in_addr ipv4{};
  std::copy(std::begin(ipv6.s6_addr) + 12, std::end(ipv6.s6_addr),
            reinterpret_cast<unsigned char*>(&ipv4.s_addr));
  return OfIpv4(ipv4);
}

std::string AddressGroup(const std::string& address) {
  in6_addr ipv6{};
  if (inet_pton(AF_INET6, address.c_str(), &ipv6) != 1) return address;
  std::fill(std::begin(ipv6.s6_addr) + 8, std::end(ipv6.s6_addr), uint8_t{0});
  return Text(AF_INET6, &ipv6);
}

}  // namespace aurax::load::master
