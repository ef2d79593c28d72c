#include "master/web/router.h"

#include <algorithm>
#include <optional>
#include <set>

#include "master/web/url_text.h"

namespace aurax::load::master {
namespace {

using Parameters = std::map<std::string, std::string>;

std::vector<std::string_view> Segments(std::string_view path) {
  std::vector<std::string_view> segments;
  while (true) {
    const size_t slash = path.find('/');
    segments.push_back(path.substr(0, slash));
    if (slash == std::string_view::npos) return segments;
    path.remove_prefix(slash + 1);
  }
}

bool IsParameter(std::string_view segment) { return !segment.empty() && segment[0] == '{'; }

std::optional<Parameters> Fit(std::string_view pattern, std::string_view path) {
  const std::vector<std::string_view> wanted = Segments(pattern);
  const std::vector<std::string_view> given = Segments(path);
  if (wanted.size() != given.size()) return std::nullopt;
  Parameters parameters;
  for (size_t i = 0; i < wanted.size(); ++i) {
    if (!IsParameter(wanted[i])) {
      if (wanted[i] != given[i]) return std::nullopt;
      continue;
    }
    const std::optional<std::string> value = PercentDecoded(given[i]);
    if (!value || value->empty()) return std::nullopt;
    parameters[std::string(wanted[i].substr(1, wanted[i].size() - 2))] = *value;
  }
  return parameters;
}

}  // namespace

std::string_view Call::Query(std::string_view name) const {
  for (const auto& [key, value] : query) {
    if (key == name) return value;
  }
  return {};
}

Router::Router(std::vector<Route> routes) : routes_(std::move(routes)) {
  std::stable_sort(routes_.begin(), routes_.end(), [](const Route& a, const Route& b) {
    const auto parameters = [](const Route& route) {
      return std::count(route.pattern.begin(), route.pattern.end(), '{');
    };
    return parameters(a) < parameters(b);
  });
}

Router::Match Router::Find(std::string_view method, std::string_view path) const {
  Match match;
  std::set<std::string> allow;
  for (const Route& route : routes_) {
    std::optional<Parameters> parameters = Fit(route.pattern, path);
    if (!parameters) continue;
    allow.insert(route.method);
    if (route.method == "GET") allow.insert("HEAD");
    if (match.route == nullptr &&
        (route.method == method || (method == "HEAD" && route.method == "GET"))) {
      match.route = &route;
      match.parameters = std::move(*parameters);
    }
  }
  match.allow.assign(allow.begin(), allow.end());
  return match;
}

}  // namespace aurax::load::master
