#include "master/web/web_assets.h"

#include <array>
#include <string>
#include <zlib.h>

#include "gtest/gtest.h"

namespace aurax::load::master {
namespace {

std::string Unpacked(std::string_view gzip) {
  z_stream stream = {};
  EXPECT_EQ(inflateInit2(&stream, 15 + 16), Z_OK);
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(gzip.data()));
  stream.avail_in = static_cast<uInt>(gzip.size());
  std::string text;
  std::array<char, 4096> part;
  int code = Z_OK;
  while (code == Z_OK) {
    stream.next_out = reinterpret_cast<Bytef*>(part.data());
    stream.avail_out = part.size();
    code = inflate(&stream, Z_NO_FLUSH);
    text.append(part.data(), part.size() - stream.avail_out);
  }
  EXPECT_EQ(code, Z_STREAM_END);
  inflateEnd(&stream);
  return text;
}

size_t Times(std::string_view text, std::string_view what) {
  size_t times = 0;
  for (size_t at = text.find(what); at != std::string_view::npos; at = text.find(what, at + 1)) {
    ++times;
  }
  return times;
}

class WebAssetsTest : public testing::Test {
 protected:
  void SetUp() override {
    if (ReportTemplate().empty()) GTEST_SKIP() << "built without the pages";
  }
};

TEST_F(WebAssetsTest, TheRootIsThePageAndItsPartsAreThere) {
  const auto page = FindWebAsset("");
  ASSERT_TRUE(page.has_value());
  EXPECT_EQ(page->content_type, "text/html; charset=utf-8");
  EXPECT_EQ(page->etag, FindWebAsset("index.html")->etag);
  const std::string text = Unpacked(page->gzip);
  for (const std::string_view part : {"app.js", "app.css", "favicon.svg"}) {
    ASSERT_TRUE(FindWebAsset(part).has_value()) << part;
    EXPECT_EQ(Times(text, std::string("\"") + std::string(part) + "\""), 1u) << part;
    EXPECT_FALSE(Unpacked(FindWebAsset(part)->gzip).empty());
  }
}

TEST_F(WebAssetsTest, OtherPathsAreNotThere) {
  for (const std::string_view path : {"/", "app", "../app.js", "report.html", "app.js.gz"}) {
    EXPECT_FALSE(FindWebAsset(path).has_value()) << path;
  }
}

TEST_F(WebAssetsTest, EtagsDifferAndAreQuoted) {
  const auto script = FindWebAsset("app.js");
  const auto style = FindWebAsset("app.css");
  EXPECT_NE(script->etag, style->etag);
  EXPECT_EQ(script->etag.size(), 18u);
  EXPECT_EQ(script->etag.front(), '"');
}

TEST_F(WebAssetsTest, NothingInThePageNeedsAnInlineScriptOrStyle) {
  const std::string text = Unpacked(FindWebAsset("")->gzip);
  EXPECT_EQ(Times(text, "<style"), 0u);
  EXPECT_EQ(Times(text, "style="), 0u);
  EXPECT_EQ(Times(text, "<script"), Times(text, "<script src="));
}

TEST_F(WebAssetsTest, TheReportHasEachMarkOnceAndAsksNobody) {
  EXPECT_EQ(Times(ReportTemplate(), "@RESULT@"), 1u);
  EXPECT_EQ(Times(ReportTemplate(), "@THEME@"), 1u);
  EXPECT_EQ(Times(ReportTemplate(), "<script src"), 0u);
  EXPECT_EQ(Times(ReportTemplate(), "default-src 'none'"), 1u);
  EXPECT_LT(ReportTemplate().size(), 400'000u);
}

}  // namespace
}  // namespace aurax::load::master
