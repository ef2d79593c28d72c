#include "worker/response.h"

#include <gtest/gtest.h>
#include <vector>

namespace aurax::load::worker {
namespace {

constexpr std::string_view kRaw =
    "HTTP/1.1 200 OK\r\n"
    "Content-Type:application/json\r\n"
    "x-cache: \t MISS \r\n"
    "X-Empty:\r\n"
    "X-Cache: HIT\r\n"
    "X-CacheAge: 5\r\n"
    "Set-Cookie: id=1; Path=/; HttpOnly\r\n"
    "set-cookie: theme = dark\r\n"
    "Set-Cookie: id=2\r\n\r\n";

TEST(Response, HeadersAreFoundByNameWhateverItsCase) {
  EXPECT_EQ(FindHeader(kRaw, "content-type"), "application/json");
  EXPECT_EQ(FindHeader(kRaw, "X-Cache"), "MISS");
  EXPECT_EQ(FindHeader(kRaw, "X-Empty"), "");
  EXPECT_EQ(FindHeader(kRaw, "Cache"), std::nullopt);
  EXPECT_EQ(FindHeader("", "X"), std::nullopt);
  EXPECT_EQ(FindHeader("X: no line end", "X"), "no line end");
}

TEST(Response, EveryLineOfANameIsOffered) {
  std::vector<std::string_view> seen;
  EXPECT_FALSE(AnyHeader(kRaw, "X-Cache", [&](std::string_view value) {
    seen.push_back(value);
    return false;
  }));
  EXPECT_EQ(seen, (std::vector<std::string_view>{"MISS", "HIT"}));
}

TEST(Response, TheLastCookieOfANameCounts) {
  EXPECT_EQ(FindCookie(kRaw, "id"), "2");
  EXPECT_EQ(FindCookie(kRaw, "theme"), "dark");
  EXPECT_EQ(FindCookie(kRaw, "Path"), std::nullopt);
}

}  // namespace
}  // namespace aurax::load::worker
