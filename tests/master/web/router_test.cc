#include "master/web/router.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "master/web/url_text.h"

namespace aurax::load::master {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Pair;

Router Sample() {
  return Router({{"GET", "/runs/{id}", Need::kViewer, {}},
                 {"GET", "/runs/{id}/{file}", Need::kViewer, {}},
                 {"PATCH", "/runs/current", Need::kOperator, {}},
                 {"GET", "/runs/{id}/entry", Need::kViewer, {}}});
}

TEST(Router, TakesFixedSegmentsBeforeParametersAndDecodesThese) {
  const Router router = Sample();
  EXPECT_EQ(router.Find("GET", "/runs/a/entry").route->pattern, "/runs/{id}/entry");
  const Router::Match match = router.Find("GET", "/runs/a%2Fb%20c/x");
  EXPECT_EQ(match.route->pattern, "/runs/{id}/{file}");
  EXPECT_THAT(match.parameters, ElementsAre(Pair("file", "x"), Pair("id", "a/b c")));
  EXPECT_EQ(router.Find("PATCH", "/runs/current").route->pattern, "/runs/current");
  EXPECT_EQ(router.Find("GET", "/runs/current").route->pattern, "/runs/{id}");
}

TEST(Router, SaysWhichMethodsAPathHas) {
  const Router router = Sample();
  EXPECT_EQ(router.Find("DELETE", "/runs/current").route, nullptr);
  EXPECT_THAT(router.Find("DELETE", "/runs/current").allow, ElementsAre("GET", "HEAD", "PATCH"));
  EXPECT_NE(router.Find("HEAD", "/runs/a").route, nullptr);
  for (const char* path : {"", "/", "/runs", "/runs/", "/runs/a/", "/runs/a/b/c", "/runs/%zz",
                           "/runs/%ff", "/runs/%00", "runs/a"}) {
    EXPECT_EQ(router.Find("GET", path).route, nullptr) << path;
    EXPECT_THAT(router.Find("GET", path).allow, IsEmpty()) << path;
  }
}

TEST(UrlText, FormsAreReadAsBrowsersWriteThem) {
  EXPECT_THAT(*FormFields("a=1+2&b=%C3%BC%26&a=&c&&d=x=y"),
              ElementsAre(Pair("a", "1 2"), Pair("b", "ü&"), Pair("a", ""), Pair("c", ""),
                          Pair("d", "x=y")));
  EXPECT_THAT(*FormFields(""), IsEmpty());
}

TEST(UrlText, WhatCannotBeReadIsNothing) {
  for (const char* text : {"a=%", "a=%4", "a=%GG", "%ff=1", "a=%00", "a=%c0%80", "a=%ed%a0%80"}) {
    EXPECT_FALSE(FormFields(text).has_value()) << text;
  }
  std::string many;
  for (size_t i = 0; i <= kMostFields; ++i) many += "a=1&";
  EXPECT_FALSE(FormFields(many).has_value());
}

TEST(UrlText, AHostIsWithoutSchemeAndPort) {
  EXPECT_EQ(HostOf("http://Example.com:8089"), "example.com");
  EXPECT_EQ(HostOf("localhost"), "localhost");
  EXPECT_EQ(HostOf("[::1]:8089"), "[::1]");
  EXPECT_EQ(HostOf("[::1"), "[::1");
  EXPECT_EQ(HostOf(""), "");
  EXPECT_TRUE(IsAddress("127.0.0.1"));
  EXPECT_TRUE(IsAddress("[::1]"));
  EXPECT_FALSE(IsAddress("127.0.0.1.evil.example"));
  EXPECT_FALSE(IsAddress(""));
}

}  // namespace
}  // namespace aurax::load::master
