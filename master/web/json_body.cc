#include "master/web/json_body.h"

#include <algorithm>
#include <cmath>
#include <set>

#include "absl/strings/str_cat.h"
#include "common/nearest_name.h"
#include "common/utf8.h"
#include "master/web/answers.h"

namespace aurax::load::master {
namespace {

using Json = nlohmann::json;

constexpr size_t kMostShown = 80;  // bytes of what a client sent, in a message

// Looked at before parsing: nlohmann's destructor and our walks never see more.
bool TooDeep(std::string_view text) {
  int depth = 0;
  bool in_string = false;
  for (size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (in_string) {
      if (c == '\\') ++i;
      if (c == '"') in_string = false;
    } else if (c == '"') {
      in_string = true;
    } else if (c == '{' || c == '[') {
      if (++depth > JsonBody::kMostDepth) return true;
    } else if (c == '}' || c == ']') {
      --depth;
    }
  }
  return false;
}

// Parses; a key that is there twice is an error, because a check and its use could see different
// ones.
Json Parsed(std::string_view text, std::string* error) {
  std::vector<std::set<std::string>> keys;
  const Json::parser_callback_t look = [&](int, Json::parse_event_t event, Json& parsed) {
    if (event == Json::parse_event_t::object_start) keys.emplace_back();
    if (event == Json::parse_event_t::object_end) keys.pop_back();
    if (event == Json::parse_event_t::key && !keys.back().insert(parsed.get<std::string>()).second)
      *error = absl::StrCat("the key \"", ValidUtf8(parsed.get<std::string>(), kMostShown),
                            "\" is there twice");
    return true;
  };
  try {
    return Json::parse(text, look);
  } catch (const Json::parse_error& e) {
    *error = absl::StrCat("not JSON: it cannot be read from byte ", e.byte, " on");
  } catch (const Json::exception&) {
    *error = "not JSON: a number in it is out of range";
  }
  return Json::object();
}

std::optional<int64_t> AsWhole(const Json& value) {
  if (value.is_number_unsigned()) {
    const uint64_t n = value.get<uint64_t>();
    return n <= uint64_t{INT64_MAX} ? std::optional(static_cast<int64_t>(n)) : std::nullopt;
  }
  if (value.is_number_integer()) return value.get<int64_t>();
  if (!value.is_number_float()) return std::nullopt;
  const double d = value.get<double>();
  if (d != std::floor(d) || std::abs(d) > 9e15) return std::nullopt;
  return static_cast<int64_t>(d);
}

}  // namespace

JsonBody::JsonBody(std::string_view text) {
  if (text.find_first_not_of(" \t\r\n") == std::string_view::npos) return;
  if (TooDeep(text)) {
    unreadable_ = absl::StrCat("JSON nested deeper than ", kMostDepth);
    return;
  }
  json_ = Parsed(text, &unreadable_);
  if (unreadable_.empty() && !json_.is_object()) unreadable_ = "the body must be a JSON object";
  if (!json_.is_object()) json_ = Json::object();
}

const Json* JsonBody::Member(const std::string& field) {
  known_.push_back(field);
  const auto member = json_.find(field);
  return member == json_.end() ? nullptr : &*member;
}

std::optional<int64_t> JsonBody::WholeNumber(const std::string& field) {
  const Json* member = Member(field);
  if (member == nullptr) return std::nullopt;
  const std::optional<int64_t> value = AsWhole(*member);
  if (!value) AddMistake(field, "must be a whole number");
  return value;
}

std::optional<double> JsonBody::Number(const std::string& field) {
  const Json* member = Member(field);
  if (member == nullptr) return std::nullopt;
  if (!member->is_number() || !std::isfinite(member->get<double>())) {
    AddMistake(field, "must be a number");
    return std::nullopt;
  }
  return member->get<double>();
}

std::optional<bool> JsonBody::Flag(const std::string& field) {
  const Json* member = Member(field);
  if (member == nullptr) return std::nullopt;
  if (!member->is_boolean()) {
    AddMistake(field, "must be true or false");
    return std::nullopt;
  }
  return member->get<bool>();
}

std::optional<std::string> JsonBody::Text(const std::string& field) {
  const Json* member = Member(field);
  if (member == nullptr) return std::nullopt;
  if (!member->is_string()) {
    AddMistake(field, "must be a text");
    return std::nullopt;
  }
  return member->get<std::string>();
}

std::optional<std::vector<std::string>> JsonBody::Texts(const std::string& field) {
  const Json* member = Member(field);
  if (member == nullptr) return std::nullopt;
  const auto is_text = [](const Json& item) { return item.is_string(); };
  if (!member->is_array() || !std::all_of(member->begin(), member->end(), is_text)) {
    AddMistake(field, "must be a list of texts");
    return std::nullopt;
  }
  return member->get<std::vector<std::string>>();
}

std::map<std::string, double> JsonBody::Numbers(const std::string& field) {
  std::map<std::string, double> values;
  const Json* member = Member(field);
  if (member == nullptr) return values;
  if (!member->is_object()) {
    AddMistake(field, "must be an object of numbers");
    return values;
  }
  for (const auto& [key, item] : member->items()) {
    if (item.is_number() && std::isfinite(item.get<double>()))
      values[key] = item.get<double>();
    else
      AddMistake(absl::StrCat(field, ".", ValidUtf8(key, kMostShown)), "must be a number");
  }
  return values;
}

bool JsonBody::IsNull(const std::string& field) {
  const auto member = json_.find(field);
  if (member == json_.end() || !member->is_null()) return false;
  known_.push_back(field);
  return true;
}

void JsonBody::AddMistake(const std::string& field, const std::string& message) {
  mistakes_.push_back({field, message});
}

std::optional<HttpResponse> JsonBody::Problem() {
  if (!unreadable_.empty()) return ProblemAnswer(400, unreadable_);
  for (const auto& [key, value] : json_.items()) {
    if (std::find(known_.begin(), known_.end(), key) != known_.end()) continue;
    std::string message = "is not known";
    if (const auto nearest = NearestName(key, known_)) {
      absl::StrAppend(&message, "; did you mean '", *nearest, "'?");
    }
    AddMistake(ValidUtf8(key, kMostShown), message);
    if (mistakes_.size() >= 100) break;
  }
  if (mistakes_.empty()) return std::nullopt;
  return MistakesAnswer(mistakes_);
}

}  // namespace aurax::load::master
