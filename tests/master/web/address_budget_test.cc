#include "master/web/address_budget.h"

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>

#include "absl/strings/str_cat.h"
#include "common/random.h"
#include "master/web/client_address.h"
#include "tests/fakes/fake_clock.h"

namespace aurax::load::master {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

TEST(AddressBudget, IsABurstAndThenARate) {
  FakeClock clock;
  AddressBudget budget(2, 5);
  const auto taken = [&](const std::string& address) {
    int count = 0;
    while (budget.Take(address, clock.Now())) ++count;
    return count;
  };
  EXPECT_EQ(taken("a"), 5);
  EXPECT_EQ(taken("b"), 5);
  clock.Advance(milliseconds(499));
  EXPECT_EQ(taken("a"), 0);
  clock.Advance(milliseconds(2));
  EXPECT_EQ(taken("a"), 1);
  clock.Advance(seconds(3600));
  EXPECT_EQ(taken("a"), 5);
  budget.GiveBack("a");
  EXPECT_EQ(taken("a"), 1);
}

TEST(AddressBudget, NeverGrantsMoreThanTheRateOverAnyTime) {
  FakeClock clock;
  AddressBudget budget(10, 20);
  RandomStream random(1, 0, 0, StreamPurpose::kValues);
  int count = 0;
  while (clock.Now() < MonotonicTime(seconds(60))) {
    clock.Advance(milliseconds(random.Between(0, 100)));
    for (int i = 0; i < 5; ++i) count += budget.Take("a", clock.Now());
  }
  EXPECT_LE(count, 20 + 10 * 60 + 2);
  EXPECT_GE(count, 10 * 60 - 2);
}

TEST(AddressBudget, RemembersNoMoreThanItMay) {
  FakeClock clock;
  AddressBudget budget(1, 1);
  for (size_t i = 0; i < 3 * AddressBudget::kAddresses; ++i) {
    EXPECT_TRUE(budget.Take(absl::StrCat(i), clock.Now()));
    EXPECT_LE(budget.addresses(), AddressBudget::kAddresses);
    clock.Advance(milliseconds(1));
  }
}

TEST(AddressBudget, AHostCannotPickAddressesToGetMore) {
  FakeClock clock;
  AddressBudget budget(1, 2);
  EXPECT_TRUE(budget.Take("2001:db8::1", clock.Now()));
  EXPECT_TRUE(budget.Take("2001:db8::2", clock.Now()));
  EXPECT_FALSE(budget.Take("2001:db8::ffff:3", clock.Now()));
  EXPECT_TRUE(budget.Take("2001:db8:0:1::1", clock.Now()));
}

sockaddr_storage Ipv6(const char* text) {
  sockaddr_storage address{};
  auto& ipv6 = reinterpret_cast<sockaddr_in6&>(address);
  ipv6.sin6_family = AF_INET6;
  inet_pton(AF_INET6, text, &ipv6.sin6_addr);
  return address;
}

TEST(ClientAddress, IsOfThisMachineOrNot) {
  EXPECT_TRUE(ClientAddressOf(Ipv6("::1")).loopback);
  EXPECT_EQ(ClientAddressOf(Ipv6("::1")).text, "::1");
  EXPECT_TRUE(ClientAddressOf(Ipv6("::ffff:127.1.2.3")).loopback);
  EXPECT_EQ(ClientAddressOf(Ipv6("::ffff:127.1.2.3")).text, "127.1.2.3");
  EXPECT_EQ(ClientAddressOf(Ipv6("::ffff:10.0.0.1")).text, "10.0.0.1");
  for (const char* text : {"::ffff:10.0.0.1", "::ffff:128.0.0.1", "2001:db8::1", "::", "fe80::1"}) {
    EXPECT_FALSE(ClientAddressOf(Ipv6(text)).loopback) << text;
  }
}

}  // namespace
}  // namespace aurax::load::master
