#include "master/views/html_report.h"

#include <algorithm>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "master/gzip.h"
#include "master/views/json_text.h"
#include "master/views/result_check.h"
#include "master/views/result_trim.h"
#if __has_include("master/web/web_assets.h")
#include "master/web/web_assets.h"
#endif

namespace aurax::load::master {
namespace {

constexpr std::string_view kResultMark = "@RESULT@";
constexpr std::string_view kThemeMark = "@THEME@";
constexpr int kFast = 3, kSmall = 9;
// Of tables of numbers the small form has 0.77 to 0.80 of the fast one's bytes, of text more, and
// it takes six to ten times as long.
constexpr size_t kSmallPercent = 70;

size_t Base64Bytes(size_t bytes) { return (bytes + 2) / 3 * 4; }

// In base64, as small as has to be; empty if nothing is small enough.
std::string Packed(const nlohmann::ordered_json& result, size_t most) {
  std::string text;
  // Most of the time would be spent on making small what turns out to be too large.
  const auto hopeless = [&](const TrimLimits& limits) {
    text = CompactJson(Trimmed(result, limits));
    return Base64Bytes(Gzipped(text, kFast).size()) / 100 * kSmallPercent > most;
  };
  const TrimLimits* limits = kTrimLimits.begin();
  if (hopeless(*limits)) {
    limits = std::partition_point(limits + 1, kTrimLimits.end(), hopeless);
  }
  for (; limits != kTrimLimits.end(); ++limits) {
    if (hopeless(*limits)) continue;
    const std::string packed = Gzipped(text, kSmall);
    if (!packed.empty() && Base64Bytes(packed.size()) <= most) return absl::Base64Escape(packed);
  }
  return "";
}

}  // namespace

absl::StatusOr<std::string> HtmlReportIn(std::string_view page, std::string_view result,
                                         std::string_view theme) {
  if (!theme.empty() && theme != "light" && theme != "dark") {
    return absl::InvalidArgumentError(
        absl::StrCat("theme: light or dark, not ", std::string(theme)));
  }
  absl::StatusOr<nlohmann::ordered_json> parsed = ParseResult(result);
  if (!parsed.ok()) return parsed.status();
  parsed->erase("histograms");  // the pages draw nothing of them
  std::string html(page);
  const size_t theme_at = html.find(kThemeMark);
  if (theme_at == std::string::npos)
    return absl::InternalError("the page has no place for a theme");
  html.replace(theme_at, kThemeMark.size(), theme);
  const size_t result_at = html.find(kResultMark);
  if (result_at == std::string::npos) {
    return absl::InternalError("the page has no place for a result");
  }
  const size_t most = html.size() < kReportBytes ? kReportBytes - html.size() : 0;
  const std::string packed = Packed(*parsed, most);
  if (packed.empty()) {
    return absl::InvalidArgumentError("the result document is too large for a report");
  }
  return html.replace(result_at, kResultMark.size(), packed);
}

absl::StatusOr<std::string> HtmlReport(std::string_view result, std::string_view theme) {
#if __has_include("master/web/web_assets.h")
  const std::string_view page = ReportTemplate();
#else
  const std::string_view page;
#endif
  if (page.empty()) return absl::UnimplementedError("this program was built without the web pages");
  return HtmlReportIn(page, result, theme);
}

}  // namespace aurax::load::master
