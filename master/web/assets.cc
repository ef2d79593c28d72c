#include "master/web/assets.h"

#include <utility>

#include "master/gzip.h"
#include "master/web/answers.h"
#include "master/web/web_assets.h"

namespace aurax::load::master {
namespace {

// "gzip" in the list, and not with q=0 (RFC 9110 12.5.3).
bool AcceptsGzip(std::string_view accept) {
  while (!accept.empty()) {
    const size_t comma = accept.find(',');
    const std::string_view item = accept.substr(0, comma);
    const size_t name = item.find("gzip");
    if (name != std::string_view::npos || item.find('*') != std::string_view::npos) {
      const size_t q = item.find("q=0");
      return q == std::string_view::npos ||
             item.substr(q + 3).find_first_of("123456789") != std::string_view::npos;
    }
    accept.remove_prefix(comma == std::string_view::npos ? accept.size() : comma + 1);
  }
  return false;
}

void AddPageHeaders(const WebAsset& asset, bool unpacked, HttpResponse* response) {
  // A tag is of one form of the body alone.
  std::string etag(asset.etag);
  if (unpacked && etag.ends_with('"')) etag.insert(etag.size() - 1, "-u");
  response->headers = {
      {"Cache-Control", "no-cache"},         {"ETag", etag},
      {"Vary", "Accept-Encoding"},           {"Content-Security-Policy", std::string(kPagesPolicy)},
      {"X-Content-Type-Options", "nosniff"}, {"Referrer-Policy", "no-referrer"}};
}

}  // namespace

HttpResponse AssetAnswer(const Call& call, const std::string& base_path) {
  if (call.path.empty()) {
    HttpResponse response = TextAnswer(308, kTextType, "");
    response.headers.emplace_back("Location", base_path + "/");
    return response;
  }
  const bool is_page = call.path == "/" || call.path == "/login";
  const std::optional<WebAsset> asset =
      FindWebAsset(is_page ? std::string_view() : std::string_view(call.path).substr(1));
  if (!asset) return ProblemAnswer(404, "no such page");
  if (call.request.method != "GET" && call.request.method != "HEAD") {
    HttpResponse response = ProblemAnswer(405, "the method is not allowed here");
    response.headers.emplace_back("Allow", "GET, HEAD");
    return response;
  }
  const bool unpacked = !AcceptsGzip(call.request.Header("accept-encoding"));
  HttpResponse response;
  AddPageHeaders(*asset, unpacked, &response);
  const std::string& etag = response.headers[1].second;
  if (call.request.Header("if-none-match").find(etag) != std::string_view::npos) {
    response.status = 304;
    return response;
  }
  response.content_type = asset->content_type;
  response.body = Shared(unpacked ? Unzipped(asset->gzip) : std::string(asset->gzip));
  if (!unpacked) response.headers.emplace_back("Content-Encoding", "gzip");
  return response;
}

}  // namespace aurax::load::master
