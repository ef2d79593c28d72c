#include "worker/template_renderer.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdio>
#include <ctime>

#include "worker/text_encoding.h"

namespace aurax::load::worker {
namespace {

using Encoding = v1::TemplatePart;

struct Rendered {
  std::string_view text;
  bool is_json = false;  // written bare where a JSON value stands
};

void AppendEncoded(Rendered value, Encoding::Encoding encoding, std::string* out) {
  switch (encoding) {
    case Encoding::ENCODING_JSON_VALUE:
      if (value.is_json) {
        out->append(value.text);
        return;
      }
      out->push_back('"');
      AppendJsonText(value.text, out);
      out->push_back('"');
      return;
    case Encoding::ENCODING_JSON_TEXT:
      return AppendJsonText(value.text, out);
    case Encoding::ENCODING_URL:
      return AppendUrlText(value.text, out);
    case Encoding::ENCODING_HEADER:
      return AppendHeaderText(value.text, out);
    default:
      out->append(value.text);
  }
}

}  // namespace

// One rendering: a visitor of segment values, with room for what they are written into.
class TemplateRenderer::Run {
 public:
  Run(TemplateRenderer* renderer, UserValues* user, const Response* response, size_t depth)
      : renderer_(*renderer), user_(*user), response_(response), depth_(depth) {}

  std::string_view own_message;

  bool Append(const TextTemplate& source, std::string* out) {
    for (const Segment& segment : source.segments()) {
      if (const auto* literal = std::get_if<Literal>(&segment.value)) {
        out->append(literal->text);
        continue;
      }
      failed_ = false;
      const Rendered value = std::visit(*this, segment.value);
      if (failed_ && response_ == nullptr) return false;
      AppendEncoded(value, segment.encoding, out);
    }
    return true;
  }

  Rendered operator()(const Literal& literal) { return {literal.text}; }

  Rendered operator()(const VariableText& variable) {
    const Variable& held = user_.memory->variables[variable.slot];
    if (!held.captured) return Fail(renderer_.tables_.variables[variable.slot].missing);
    return {held.text, held.is_json};
  }

  Rendered operator()(const ColumnCell& cell) {
    const DataTable& table = renderer_.tables_.data[cell.source];
    DataTable::Cursor& cursor = user_.memory->cursors[cell.source];
    if (cursor.held_in != user_.row_span) {
      const std::optional<uint32_t> row = table.RowFor(user_.number, user_.iteration, &user_.rows);
      if (!row.has_value()) return Fail(table.no_row_message());
      cursor.row = *row;
      cursor.held_in = user_.row_span;
    }
    const DataTable::Cell& held = table.At(cursor.row, cell.column);
    return {held.text, held.is_json};
  }

  Rendered operator()(const FreshPick& pick) {
    const DataTable& table = renderer_.tables_.data[pick.source];
    const auto row = static_cast<uint32_t>(user_.rows.Below(table.rows()));
    const DataTable::Cell& drawn = table.At(row, 0);
    return {drawn.text, drawn.is_json};
  }

  Rendered operator()(const IntDraw& range) {
    return Number(user_.values.Between(range.low, range.high));
  }

  Rendered operator()(const FloatDraw& range) {
    // As a weighted mean, so that a range wider than the largest double does not overflow.
    const double at = user_.values.Unit();
    const double value = std::clamp(range.low * (1 - at) + range.high * at, range.low, range.high);
    const auto end = std::to_chars(buffer_.data(), buffer_.data() + buffer_.size(), value,
                                   std::chars_format::fixed, range.digits);
    return Written(end.ptr, true);
  }

  Rendered operator()(const SequenceNumber& sequence) {
    const uint64_t count = user_.memory->sequences[sequence.slot]++;
    return Number(static_cast<int64_t>(static_cast<uint64_t>(sequence.start) +
                                       count * static_cast<uint64_t>(sequence.step)));
  }

  Rendered operator()(const WallTimeNow& now) {
    const int64_t ms = ToUnixMicros(renderer_.clock_.WallNow()) / 1000;
    if (now.format == v1::Now::FORMAT_SECONDS) return Number(ms / 1000);
    if (now.format == v1::Now::FORMAT_MILLISECONDS) return Number(ms);
    const time_t seconds = ms / 1000;
    std::tm day{};
    gmtime_r(&seconds, &day);
    const size_t length = std::strftime(buffer_.data(), buffer_.size(), "%Y-%m-%dT%H:%M:%S", &day);
    const int rest = std::snprintf(buffer_.data() + length, buffer_.size() - length, ".%03dZ",
                                   static_cast<int>(ms % 1000));
    return Written(buffer_.data() + length + rest, false);
  }

  Rendered operator()(const Base64Of& base64) {
    return Argument(*base64.argument,
                    [](std::string_view text, std::string* out) { AppendBase64(text, out); });
  }

  Rendered operator()(const UrlEncoded& url) {
    return Argument(*url.argument,
                    [](std::string_view text, std::string* out) { AppendUrlText(text, out); });
  }

  Rendered operator()(const Uuid&) {  // RFC 9562, version 4
    const uint64_t high = (user_.values.Next() & ~uint64_t{0xF000}) | 0x4000;
    const uint64_t low = (user_.values.Next() & ~(uint64_t{3} << 62)) | (uint64_t{2} << 62);
    constexpr std::string_view kDigits = "0123456789abcdef";
    char* next = buffer_.data();
    for (int nibble = 0; nibble < 32; ++nibble) {
      if (nibble == 8 || nibble == 12 || nibble == 16 || nibble == 20) *next++ = '-';
      const uint64_t half = nibble < 16 ? high : low;
      *next++ = kDigits[(half >> (60 - 4 * (nibble % 16))) & 15];
    }
    return Written(next, false);
  }

  Rendered operator()(const UserNumber&) { return Number(user_.number); }
  Rendered operator()(const IterationNumber&) { return Number(user_.iteration); }

  Rendered operator()(const ResponseJson& json) {
    const auto found = response_->json.Find(json.pointer);
    if (!found.has_value()) return {own_message};
    return {found->text, !found->is_text};
  }
  Rendered operator()(const ResponseStatus&) { return Number(response_->exchange.status); }
  Rendered operator()(const ResponseBody&) {
    return {std::string_view(response_->exchange.response_body).substr(0, kBodyInMessage)};
  }

 private:
  template <typename Int>
  Rendered Number(Int value) {
    return Written(std::to_chars(buffer_.data(), buffer_.data() + buffer_.size(), value).ptr, true);
  }

  Rendered Written(const char* end, bool is_json) {
    return {std::string_view(buffer_.data(), static_cast<size_t>(end - buffer_.data())), is_json};
  }

  Rendered Fail(std::string_view why) {
    failed_ = true;
    renderer_.failure_ = why;
    return {};
  }

  template <typename Encode>
  Rendered Argument(const TextTemplate& argument, Encode encode) {
    std::string& plain = renderer_.Scratch(depth_);
    std::string& encoded = renderer_.Scratch(depth_ + 1);
    plain.clear();
    encoded.clear();
    Run inner(&renderer_, &user_, response_, depth_ + 2);
    failed_ = !inner.Append(argument, &plain);
    encode(plain, &encoded);
    return {encoded};
  }

  TemplateRenderer& renderer_;
  UserValues& user_;
  const Response* response_;  // null: a missing value is a failure
  const size_t depth_;
  bool failed_ = false;
  std::array<char, 352>
      buffer_;  // the longest double in fixed notation: 309 digits, point, 17 more
};

TemplateRenderer::TemplateRenderer(const ScriptTables& tables, const Clock& clock)
    : tables_(tables), clock_(clock) {}

std::string& TemplateRenderer::Scratch(size_t depth) {
  while (scratch_.size() <= depth) scratch_.emplace_back();
  return scratch_[depth];
}

bool TemplateRenderer::Append(const TextTemplate& source, UserValues* user, std::string* out) {
  return Run(this, user, nullptr, 0).Append(source, out);
}

void TemplateRenderer::AppendMessage(const TextTemplate& source, UserValues* user,
                                     const Response& response, std::string_view own,
                                     std::string* out) {
  Run run(this, user, &response, 0);
  run.own_message = own;
  run.Append(source, out);
}

}  // namespace aurax::load::worker
