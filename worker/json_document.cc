#include "worker/json_document.h"

#include <charconv>
#include <cstdint>
#include <simdjson.h>

#include "absl/strings/str_cat.h"

namespace aurax::load::worker {
namespace {

using simdjson::dom::element;
using simdjson::dom::element_type;

bool Equal(const element& a, const element& b);

bool EqualNumbers(const element& a, const element& b) {
  if (a.is<int64_t>() && b.is<int64_t>()) return int64_t(a) == int64_t(b);
  if (a.is<uint64_t>() && b.is<uint64_t>()) return uint64_t(a) == uint64_t(b);
  return double(a) == double(b);
}

bool EqualArrays(const simdjson::dom::array& a, const simdjson::dom::array& b) {
  if (a.size() != b.size()) return false;
  auto other = b.begin();
  for (const element& item : a) {
    if (!Equal(item, *other)) return false;
    ++other;
  }
  return true;
}

bool EqualObjects(const simdjson::dom::object& a, const simdjson::dom::object& b) {
  if (a.size() != b.size()) return false;
  for (const auto& member : a) {
    element other;
    if (b.at_key(member.key).get(other) != simdjson::SUCCESS || !Equal(member.value, other)) {
      return false;
    }
  }
  return true;
}

bool Equal(const element& a, const element& b) {
  if (a.is_number() && b.is_number()) return EqualNumbers(a, b);
  if (a.type() != b.type()) return false;
  switch (a.type()) {
    case element_type::ARRAY:
      return EqualArrays(a.get_array(), b.get_array());
    case element_type::OBJECT:
      return EqualObjects(a.get_object(), b.get_object());
    case element_type::STRING:
      return std::string_view(a.get_string()) == std::string_view(b.get_string());
    case element_type::BOOL:
      return bool(a) == bool(b);
    default:
      return true;  // null
  }
}

// The usual expectations without parsing them. nullopt: not one of those.
std::optional<bool> EqualQuickly(const element& value, std::string_view expected) {
  switch (value.type()) {
    case element_type::BOOL:
      return expected == (bool(value) ? "true" : "false");
    case element_type::STRING:
      if (expected.size() < 2 || expected.front() != '"') return false;
      if (expected.find('\\') != std::string_view::npos) return std::nullopt;
      return std::string_view(value.get_string()) == expected.substr(1, expected.size() - 2);
    case element_type::INT64: {
      int64_t number = 0;
      const char* end = expected.data() + expected.size();
      const auto parsed = std::from_chars(expected.data(), end, number);
      if (parsed.ec != std::errc() || parsed.ptr != end) return std::nullopt;
      return number == int64_t(value);
    }
    default:
      return std::nullopt;
  }
}

}  // namespace

absl::Status CheckJsonPointer(const std::string& pointer) {
  bool good = pointer.empty() || pointer.front() == '/';
  for (size_t i = 0; i < pointer.size(); ++i) {
    if (pointer[i] != '~') continue;
    good = good && i + 1 < pointer.size() && (pointer[i + 1] == '0' || pointer[i + 1] == '1');
  }
  if (good) return absl::OkStatus();
  return absl::InvalidArgumentError(absl::StrCat("'", pointer, "' is not a JSON pointer"));
}

struct JsonDocument::Impl {
  simdjson::dom::parser parser, expected_parser;
  simdjson::internal::string_builder<> builder;
  std::string* text = nullptr;
  std::string expected, written;
  element root;
  bool parsed = false, good = false;

  bool Parse() {
    if (parsed) return good;
    parsed = true;
    good = text != nullptr && ParseInto(&parser, text, &root);
    return good;
  }

  static bool ParseInto(simdjson::dom::parser* into, std::string* source, element* out) {
    // simdjson reads past the end; without the room it would copy the text to fresh memory each
    // time.
    if (source->capacity() - source->size() < simdjson::SIMDJSON_PADDING) {
      source->reserve(source->size() + simdjson::SIMDJSON_PADDING);
    }
    return into->parse(source->data(), source->size(), /*realloc_if_needed=*/false).get(*out) ==
           simdjson::SUCCESS;
  }

  bool At(const std::string& pointer, element* out) {
    return Parse() && root.at_pointer(pointer).get(*out) == simdjson::SUCCESS;
  }
};

JsonDocument::JsonDocument() : impl_(std::make_unique<Impl>()) {}
JsonDocument::~JsonDocument() = default;

void JsonDocument::Reset(std::string* text) {
  impl_->text = text;
  impl_->parsed = false;
}

bool JsonDocument::valid() { return impl_->Parse(); }

std::optional<JsonDocument::Value> JsonDocument::Find(const std::string& pointer) {
  element value;
  if (!impl_->At(pointer, &value)) return std::nullopt;
  std::string_view text;
  if (value.get_string().get(text) == simdjson::SUCCESS) return Value{text, true};
  impl_->builder.clear();
  impl_->builder.append(value);
  return Value{impl_->builder.str(), false};
}

JsonDocument::Match JsonDocument::Compare(const std::string& pointer,
                                          std::string_view expected_json) {
  element value;
  if (!impl_->At(pointer, &value)) return Match::kMissing;
  std::optional<bool> equal = EqualQuickly(value, expected_json);
  if (!equal.has_value()) {
    element expected;
    impl_->expected.assign(expected_json);
    equal = Impl::ParseInto(&impl_->expected_parser, &impl_->expected, &expected) &&
            Equal(value, expected);
  }
  return *equal ? Match::kEqual : Match::kDifferent;
}

}  // namespace aurax::load::worker
