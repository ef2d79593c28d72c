#include "master/web/web_assets.h"

#include <array>
#include <cstdint>
#include <string>

#include "absl/strings/str_format.h"

// web/assets.S.in defines them.
#if AURAX_WEB
extern "C" {
extern const char aurax_web_index_html_begin[], aurax_web_index_html_end[];
extern const char aurax_web_app_js_begin[], aurax_web_app_js_end[];
extern const char aurax_web_app_css_begin[], aurax_web_app_css_end[];
extern const char aurax_web_favicon_svg_begin[], aurax_web_favicon_svg_end[];
extern const char aurax_web_report_html_begin[], aurax_web_report_html_end[];
}
#endif

namespace aurax::load::master {

#if AURAX_WEB
namespace {

struct NamedAsset {
  std::string_view path;
  std::string_view content_type;
  std::string_view gzip;
  std::string etag;
};

// FNV-1a.
std::string EtagOf(std::string_view bytes) {
  uint64_t hash = 14695981039346656037u;
  for (const char byte : bytes) hash = (hash ^ static_cast<unsigned char>(byte)) * 1099511628211u;
  return absl::StrFormat("\"%016x\"", hash);
}

NamedAsset Named(std::string_view path, std::string_view type, const char* begin, const char* end) {
  const std::string_view bytes(begin, static_cast<size_t>(end - begin));
  return {path, type, bytes, EtagOf(bytes)};
}

const std::array<NamedAsset, 4>& Assets() {
  static const auto* const assets = new std::array<NamedAsset, 4>{
      Named("index.html", "text/html; charset=utf-8", aurax_web_index_html_begin,
            aurax_web_index_html_end),
      Named("app.js", "text/javascript; charset=utf-8", aurax_web_app_js_begin,
            aurax_web_app_js_end),
      Named("app.css", "text/css; charset=utf-8", aurax_web_app_css_begin, aurax_web_app_css_end),
      Named("favicon.svg", "image/svg+xml", aurax_web_favicon_svg_begin, aurax_web_favicon_svg_end),
  };
  return *assets;
}

}  // namespace

std::optional<WebAsset> FindWebAsset(std::string_view path) {
  if (path.empty()) path = "index.html";
  for (const NamedAsset& asset : Assets()) {
    if (asset.path == path) return WebAsset{asset.gzip, asset.content_type, asset.etag};
  }
  return std::nullopt;
}

std::string_view ReportTemplate() {
  return {aurax_web_report_html_begin,
          static_cast<size_t>(aurax_web_report_html_end - aurax_web_report_html_begin)};
}
#else
std::optional<WebAsset> FindWebAsset(std::string_view) { return std::nullopt; }

std::string_view ReportTemplate() { return {}; }
#endif

}  // namespace aurax::load::master
