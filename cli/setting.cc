#include "cli/setting.h"

#include <algorithm>
#include <charconv>
#include <cmath>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "common/duration_text.h"

namespace aurax::load::cli {
namespace {

absl::Status Wrong(const Setting& setting, const std::string& text) {
  return absl::InvalidArgumentError(absl::StrCat(setting.label, ": ", text));
}

template <typename Number>
std::optional<Number> ParseNumber(const std::string& text) {
  Number number{};
  const char* const end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, number);
  if (text.empty() || error != std::errc() || stop != end) return std::nullopt;
  return number;
}

std::string Unquoted(const std::string& text) {
  const bool quoted = text.size() >= 2 && (text.front() == '"' || text.front() == '\'') &&
                      text.back() == text.front();
  return quoted ? text.substr(1, text.size() - 2) : text;
}

// The elements of "a b", "a,b" or "[a, 'b']".
std::vector<std::string> Elements(std::string text) {
  if (text.size() >= 2 && text.front() == '[' && text.back() == ']') {
    text = text.substr(1, text.size() - 2);
  }
  std::vector<std::string> elements;
  std::string element;
  for (const char c : text + ",") {
    if (c != ',' && !absl::ascii_isspace(static_cast<unsigned char>(c))) {
      element += c;
      continue;
    }
    if (!element.empty()) elements.push_back(Unquoted(element));
    element.clear();
  }
  return elements;
}

// The elements of "a b" (one) or "[a b, 'c, d']" (two), quotes gone.
std::vector<std::string> WholeElements(const std::string& text) {
  if (text.size() < 2 || text.front() != '[' || text.back() != ']') return {text};
  std::vector<std::string> elements;
  std::string element;
  char quote = 0;
  for (const char c : text.substr(1, text.size() - 2) + ",") {
    if (quote == 0 && c == ',') {
      const std::string stripped(absl::StripAsciiWhitespace(element));
      if (!stripped.empty()) elements.push_back(Unquoted(stripped));
      element.clear();
      continue;
    }
    const bool begins = absl::StripAsciiWhitespace(element).empty() && (c == '"' || c == '\'');
    quote = c == quote ? 0 : begins ? c : quote;
    element += c;
  }
  return elements;
}

bool IsJson(const std::string& text) {
  const size_t first = text.find_first_not_of("[ \t\n");
  return first != std::string::npos && text[first] == '{';
}

// Stores a value by the type of its field.
struct Reader {
  const Setting& setting;
  Options& options;

  std::string Text() const { return setting.values.empty() ? "" : setting.values.back(); }

  absl::Status operator()(bool Options::*field) const {
    const std::string text = absl::AsciiStrToLower(Text());
    const bool on = text == "true" || text == "yes" || text == "1";
    if (!on && text != "false" && text != "no" && text != "0") {
      return Wrong(setting, absl::StrCat("'", Text(), "' is not true or false"));
    }
    options.*field = on;
    return absl::OkStatus();
  }

  template <typename Field>
  absl::Status WholeNumber(Field Options::*field) const {
    const OptionSpec& option = *setting.option;
    const std::optional<int64_t> number = ParseNumber<int64_t>(Text());
    if (!number || *number < option.low || *number > option.high) {
      const bool bounded = option.high != std::numeric_limits<int64_t>::max();
      return Wrong(setting,
                   absl::StrCat("'", Text(), "' is not a whole number ",
                                bounded ? absl::StrCat("from ", option.low, " to ", option.high)
                                        : absl::StrCat("of at least ", option.low)));
    }
    options.*field = *number;
    return absl::OkStatus();
  }
  absl::Status operator()(int64_t Options::*field) const { return WholeNumber(field); }
  absl::Status operator()(std::optional<int64_t> Options::*field) const {
    return WholeNumber(field);
  }

  absl::Status operator()(std::optional<double> Options::*field) const {
    const std::optional<double> number = ParseNumber<double>(Text());
    const bool zero = setting.option->may_be_zero;
    if (!number || !std::isfinite(*number) || *number < 0 || (*number == 0 && !zero)) {
      return Wrong(setting, absl::StrCat("'", Text(), "' is not a number ",
                                         zero ? "of at least 0" : "above 0"));
    }
    options.*field = number;
    return absl::OkStatus();
  }

  // Scripts look for Locust's sentence.
  absl::Status BadTime() const {
    return Wrong(setting, absl::StrCat("'", Text(),
                                       "': Invalid time span format. Valid formats: 20, 20s, 3m, "
                                       "2h, 1h20m, 3h30m10s, etc."));
  }
  absl::Status operator()(Duration Options::*field) const {
    const absl::StatusOr<Duration> duration = ParseDuration(Text());
    if (!duration.ok()) return BadTime();
    options.*field = *duration;
    return absl::OkStatus();
  }
  absl::Status operator()(std::optional<Duration> Options::*field) const {
    const absl::StatusOr<Duration> duration = ParseDuration(Text());
    if (!duration.ok()) return BadTime();
    if (*duration <= Duration::zero()) return Wrong(setting, "must be longer than 0");
    options.*field = *duration;
    return absl::OkStatus();
  }

  absl::Status operator()(std::optional<std::string> Options::*field) const {
    options.*field = Text();
    return absl::OkStatus();
  }

  absl::Status operator()(std::vector<std::string> Options::*field) const {
    std::vector<std::string> all;
    for (const std::string& value : setting.values) {
      if (setting.option->json_values && IsJson(value)) {
        all.push_back(value);
        continue;
      }
      for (std::string& element :
           setting.option->whole_values ? WholeElements(value) : Elements(value)) {
        all.push_back(std::move(element));
      }
    }
    options.*field = std::move(all);
    return absl::OkStatus();
  }

  absl::Status operator()(LogLevel Options::*field) const {
    const std::optional<LogLevel> level = ParseLogLevel(Text());
    if (!level) {
      return Wrong(setting, absl::StrCat("'", Text(),
                                         "' is not one of DEBUG, INFO, WARNING, ERROR, CRITICAL"));
    }
    options.*field = *level;
    return absl::OkStatus();
  }
};

std::string ToText(bool value) { return value ? "true" : "false"; }
std::string ToText(int64_t value) { return absl::StrCat(value); }
std::string ToText(double value) {
  char buffer[32];
  return std::string(buffer, std::to_chars(buffer, buffer + sizeof buffer, value).ptr);
}
std::string ToText(Duration value) { return FormatDuration(value); }
std::string ToText(const std::string& value) { return value; }
std::string ToText(LogLevel value) { return std::string(LogLevelName(value)); }
std::string ToText(const std::vector<std::string>& value) {
  return value.size() == 1 ? value[0] : absl::StrCat("[", absl::StrJoin(value, ", "), "]");
}
std::string Quoted(const std::string& element) {
  if (element.find(',') == std::string::npos && element.find_first_of("'\"") != 0) return element;
  const char* const quote = element.find('\'') == std::string::npos ? "'" : "\"";
  return absl::StrCat(quote, element, quote);
}

template <typename T>
std::optional<std::string> TextIfGiven(const T& value) {
  return ToText(value);
}
template <typename T>
std::optional<std::string> TextIfGiven(const std::optional<T>& value) {
  return value ? std::optional(ToText(*value)) : std::nullopt;
}
std::optional<std::string> TextIfGiven(const std::vector<std::string>& value) {
  return value.empty() ? std::nullopt : std::optional(ToText(value));
}

}  // namespace

absl::Status Apply(const Setting& setting, Options& options) {
  const Reader reader{setting, options};
  if (!setting.option->IsList() && reader.Text().empty()) {
    return absl::InvalidArgumentError(absl::StrCat(setting.label, " needs a value"));
  }
  return std::visit(reader, setting.option->field);
}

std::optional<std::string> ValueText(const OptionSpec& option, const Options& options) {
  if (const auto* list = std::get_if<std::vector<std::string> Options::*>(&option.field);
      list != nullptr && option.whole_values) {
    std::vector<std::string> elements = options.**list;
    if (elements.size() > 1)
      std::transform(elements.begin(), elements.end(), elements.begin(), Quoted);
    return TextIfGiven(elements);
  }
  return std::visit([&options](auto field) { return TextIfGiven(options.*field); }, option.field);
}

}  // namespace aurax::load::cli
