// A run as one HTML file: the web UI's pages without a server, around a result document.
#ifndef AURAX_MASTER_VIEWS_HTML_REPORT_H_
#define AURAX_MASTER_VIEWS_HTML_REPORT_H_

#include <string>
#include <string_view>

#include "absl/status/statusor.h"

namespace aurax::load::master {

// `result`: a document as ResultJson() writes it, also of an older version. The file opens offline,
// asks nobody for anything, and stays under kReportBytes: where names, errors or points have to go
// for that, the document's "truncated" says so. `theme`: "light", "dark" or empty (as the reader's
// system). Errors: InvalidArgument (no result document, with what is wrong), Unimplemented (built
// without the web pages).
absl::StatusOr<std::string> HtmlReport(std::string_view result, std::string_view theme);

// The same in any page: "@RESULT@" becomes the document, gzipped and in base64 (so nothing in it
// can be taken for HTML), "@THEME@" the theme; each once. Internal: the page lacks one.
absl::StatusOr<std::string> HtmlReportIn(std::string_view page, std::string_view result,
                                         std::string_view theme);

inline constexpr size_t kReportBytes = 1'000'000;

}  // namespace aurax::load::master

#endif  // AURAX_MASTER_VIEWS_HTML_REPORT_H_
