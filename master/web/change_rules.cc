#include "master/web/change_rules.h"

#include <algorithm>
#include <cctype>
#include <unistd.h>

#include "master/web/url_text.h"

namespace aurax::load::master {
namespace {

std::string Lower(std::string_view text) {
  std::string lower(text);
  std::transform(lower.begin(), lower.end(), lower.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return lower;
}

std::string MachineName() {
  char name[256] = {};
  return gethostname(name, sizeof(name) - 1) == 0 ? Lower(name) : "";
}

}  // namespace

bool HostIsOurs(const HttpRequest& request, const std::string& bind_host) {
  if (!request.loopback) return true;
  const std::string host = HostOf(request.Header("host"));
  if (host.empty()) return false;
  return host == "localhost" || IsAddress(host) || host == Lower(bind_host) ||
         host == MachineName();
}

bool SameOrigin(const HttpRequest& request) {
  const std::string_view site = request.Header("sec-fetch-site");
  if (!site.empty() && site != "same-origin" && site != "none") return false;
  const std::string_view origin = request.Header("origin");
  if (origin.empty()) return true;
  const size_t scheme = origin.find("://");
  if (scheme == std::string_view::npos) return false;  // "null": a page that hides where it is from
  return Lower(origin.substr(scheme + 3)) == Lower(request.Header("host"));
}

bool LocustClientMayChange(const HttpRequest& request, std::optional<bool> locust_api,
                           const std::string& bind_host) {
  return locust_api.value_or(request.loopback) && SameOrigin(request) &&
         HostIsOurs(request, bind_host);
}

}  // namespace aurax::load::master
