#include "worker/response.h"

#include "absl/strings/match.h"
#include "common/text.h"

namespace aurax::load::worker {
namespace {

std::string_view Trimmed(std::string_view text) {
  const size_t first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t\r") - first + 1);
}

}  // namespace

std::optional<std::string_view> TakeHeader(std::string_view* raw, std::string_view name) {
  const std::string_view line = raw->substr(0, raw->find('\n'));
  raw->remove_prefix(line.size() == raw->size() ? line.size() : line.size() + 1);
  if (line.size() <= name.size() || line[name.size()] != ':' ||
      !absl::EqualsIgnoreCase(AbslSv(line.substr(0, name.size())), AbslSv(name))) {
    return std::nullopt;
  }
  std::string_view value = line.substr(name.size() + 1);
  if (value.ends_with('\r')) value.remove_suffix(1);
  return Trimmed(value);
}

std::optional<std::string_view> FindHeader(std::string_view raw, std::string_view name) {
  std::optional<std::string_view> found;
  AnyHeader(raw, name, [&](std::string_view value) {
    found = value;
    return true;
  });
  return found;
}

std::optional<std::string_view> FindCookie(std::string_view raw, std::string_view name) {
  std::optional<std::string_view> found;
  AnyHeader(raw, "Set-Cookie", [&](std::string_view line) {
    const std::string_view pair = line.substr(0, line.find(';'));
    const size_t equals = pair.find('=');
    if (equals != std::string_view::npos && Trimmed(pair.substr(0, equals)) == name) {
      found = Trimmed(pair.substr(equals + 1));
    }
    return false;
  });
  return found;
}

}  // namespace aurax::load::worker
