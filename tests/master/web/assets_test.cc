// Pages and their files as a browser gets them; where the program is built without, there are none.
#include "master/web/assets.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "master/web/web_assets.h"
#include "tests/master/web/front_desk.h"

namespace aurax::load::master {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

class Assets : public ::testing::Test {
 protected:
  void SetUp() override {
    if (!FindWebAsset("")) GTEST_SKIP() << "built without the pages";
  }
  Seen Get(const std::string& target, const FrontDesk::Headers& headers = {}) {
    return desk_.Ask("GET", target, "", headers);
  }
  FrontDesk desk_;
};

TEST_F(Assets, ComePackedOrUnpackedAsTheClientSays) {
  const Seen packed = Get("/", {{"accept-encoding", "br, gzip"}});
  EXPECT_EQ(packed.status, 200);
  EXPECT_EQ(packed.Header("Content-Encoding"), "gzip");
  EXPECT_EQ(packed.body, FindWebAsset("")->gzip);
  for (const FrontDesk::Headers& headers :
       {FrontDesk::Headers{}, {{"accept-encoding", "br"}}, {{"accept-encoding", "gzip;q=0"}}}) {
    const Seen unpacked = Get("/", headers);
    EXPECT_EQ(unpacked.Header("Content-Encoding"), "");
    EXPECT_THAT(unpacked.body, HasSubstr("</html>"));
    EXPECT_NE(unpacked.Header("ETag"), packed.Header("ETag"));
  }
}

TEST_F(Assets, AreNotSentAgainToWhoHasThem) {
  const Seen first = Get("/app.js", {{"accept-encoding", "gzip"}});
  ASSERT_EQ(first.status, 200);
  const Seen again =
      Get("/app.js", {{"accept-encoding", "gzip"}, {"if-none-match", first.Header("ETag")}});
  EXPECT_EQ(again.status, 304);
  EXPECT_EQ(again.body, "");
  EXPECT_EQ(Get("/app.js", {{"if-none-match", first.Header("ETag")}}).status, 200);
}

TEST_F(Assets, MayLoadNothingFromElsewhere) {
  const Seen page = Get("/");
  EXPECT_THAT(page.Header("Content-Security-Policy"), StartsWith("default-src 'none'"));
  EXPECT_EQ(page.Header("X-Content-Type-Options"), "nosniff");
  EXPECT_EQ(page.Header("Referrer-Policy"), "no-referrer");
}

TEST_F(Assets, AreReadAlone) {
  EXPECT_EQ(desk_.Ask("POST", "/app.js").status, 405);
  EXPECT_EQ(desk_.Ask("HEAD", "/app.js").body, "");
  EXPECT_EQ(Get("/no-such-file").status, 404);
  EXPECT_EQ(Get("//app.js").status, 404);
  EXPECT_EQ(Get("/%61pp.js").status, 404);
}

}  // namespace
}  // namespace aurax::load::master
