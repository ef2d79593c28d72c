// The web UI's files as they lie in the program, and the page that an HTML report is filled into.
// Constant data: any thread. Built with AURAX_WEB=OFF there are none.
#ifndef AURAX_MASTER_WEB_WEB_ASSETS_H_
#define AURAX_MASTER_WEB_WEB_ASSETS_H_

#include <optional>
#include <string_view>

namespace aurax::load::master {

struct WebAsset {
  std::string_view gzip;  // for "Content-Encoding: gzip"
  std::string_view content_type;
  std::string_view etag;  // with its quotes; another one for other bytes
};

// `path` relative to the UI's root: "app.js"; "" is "index.html". Their addresses in each other are
// relative, so any base path works. They run under this Content-Security-Policy:
std::optional<WebAsset> FindWebAsset(std::string_view path);

inline constexpr std::string_view kPagesPolicy =
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

// The whole page as text, empty without pages. Has @RESULT@ once, for base64 of gzip of a result
// document, and @THEME@ once, for "light", "dark" or nothing. It brings its own policy, which names
// the hashes of its inline script and style; served over HTTP it must not get kPagesPolicy as well,
// only kReportPolicy.
std::string_view ReportTemplate();

inline constexpr std::string_view kReportPolicy = "frame-ancestors 'none'; base-uri 'none'";

}  // namespace aurax::load::master

#endif  // AURAX_MASTER_WEB_WEB_ASSETS_H_
