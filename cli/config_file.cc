#include "cli/config_file.h"

#include <map>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "cli/locust_option.h"
#include "common/nearest_name.h"

namespace aurax::load::cli {
namespace {

constexpr char kBlanks[] = " \t";

struct Line {
  std::string key;
  std::string value;
};

// A comment begins at # or ; after a blank, or at the very start.
size_t CommentStart(const std::string& text) {
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '#' && text[i] != ';') continue;
    if (i == 0 || absl::ascii_isspace(static_cast<unsigned char>(text[i - 1]))) return i;
  }
  return text.size();
}

std::string WithoutComment(const std::string& text) {
  return std::string(absl::StripAsciiWhitespace(text.substr(0, CommentStart(text))));
}

// The text in quotes at the start of `text`, if nothing but a comment follows it.
std::optional<std::string> Quoted(const std::string& text) {
  if (text.empty() || (text[0] != '"' && text[0] != '\'')) return std::nullopt;
  for (size_t end = text.find(text[0], 1); end != std::string::npos;
       end = text.find(text[0], end + 1)) {
    const std::string rest = text.substr(end + 1);
    if (rest.empty() || (absl::ascii_isspace(static_cast<unsigned char>(rest[0])) &&
                         WithoutComment(rest).empty())) {
      return text.substr(1, end - 1);
    }
  }
  return std::nullopt;
}

std::optional<Line> ParseLine(const std::string& text) {
  const size_t key_end = std::min(text.find_first_of(":=;# \t"), text.size());
  if (key_end == 0) return std::nullopt;
  Line line{.key = text.substr(0, key_end), .value = ""};
  const size_t next = std::min(text.find_first_not_of(kBlanks, key_end), text.size());
  const bool assigned = next < text.size() && (text[next] == '=' || text[next] == ':');
  std::string rest(absl::StripAsciiWhitespace(text.substr(assigned ? next + 1 : next)));
  const std::optional<std::string> quoted = Quoted(rest);
  line.value = quoted ? *quoted : WithoutComment(rest);
  if (!assigned && !quoted && line.value.empty()) line.value = "true";  // "headless"
  if (absl::StartsWith(line.key, "--")) line.key.erase(0, 2);
  return line;
}

std::string UnknownKey(const std::string& key) {
  std::vector<std::string> known;
  for (const OptionSpec& option : OptionTable()) {
    if (option.command_line_only || option.name == "config") continue;
    known.emplace_back(option.name);
    if (!option.alias.empty()) known.emplace_back(option.alias);
  }
  const std::optional<std::string> nearest = NearestName(key, known);
  return absl::StrCat("unknown key '", key, "'",
                      nearest ? absl::StrCat(", did you mean '", *nearest, "'?") : "");
}

bool IsLocustConf(const std::string& path) {
  return path == "locust.conf" || absl::EndsWith(path, "/locust.conf");
}

}  // namespace

ConfigFile ParseConfigFile(std::string_view text, const std::string& path) {
  ConfigFile file;
  std::map<const OptionSpec*, int> first_line;
  int number = 0;
  for (const absl::string_view raw : absl::StrSplit(std::string(text), '\n')) {
    ++number;
    const std::string stripped(absl::StripAsciiWhitespace(raw));
    if (stripped.empty() || absl::StrContains("#;[", stripped.substr(0, 1)) ||
        absl::StartsWith(stripped, "---")) {
      continue;
    }
    const std::string place = absl::StrCat(path, ":", number);
    const std::optional<Line> line = ParseLine(stripped);
    if (!line) {
      file.mistakes.push_back(absl::StrCat(place, ": not of the form 'key = value'"));
      continue;
    }
    const OptionSpec* const option = FindOption(line->key);
    if (option != nullptr && !option->command_line_only && option->name != "config") {
      const std::string label = absl::StrCat(place, ": ", line->key);
      if (const auto [first, fresh] = first_line.emplace(option, number); !fresh) {
        file.warnings.push_back(
            absl::StrCat(label, " was set in line ", first->second, " already; this one counts"));
      }
      file.settings.push_back({option, {line->value}, place, label});
    } else if (option != nullptr) {
      file.mistakes.push_back(
          absl::StrCat(place, ": '", line->key, "' cannot be set in a config file"));
    } else if (const LocustOption* locust = FindUnsupportedLocustOption(line->key);
               locust != nullptr && line->key.size() > 1) {
      if (!IsLocustConf(path) && !locust->needless) {
        file.mistakes.push_back(absl::StrCat(place, ": ", line->key, ": ", locust->Reason()));
      } else if (!locust->IsOff(line->value)) {
        file.warnings.push_back(
            absl::StrCat(place, ": ", line->key, ": ", locust->Reason(), ", ignored"));
      }
    } else {
      file.mistakes.push_back(absl::StrCat(place, ": ", UnknownKey(line->key)));
    }
  }
  return file;
}

std::string ConfigLine(std::string_view key, const std::string& value) {
  const bool plain =
      !value.empty() && value == WithoutComment(value) && value.find_first_of("'\"") != 0;
  const char quote = value.find('"') == std::string::npos ? '"' : '\'';
  return plain ? absl::StrCat(std::string(key), " = ", value)
               : absl::StrCat(std::string(key), " = ", std::string(1, quote), value,
                              std::string(1, quote));
}

}  // namespace aurax::load::cli
