#include "master/histogram_text.h"

#include <cstdint>
#include <optional>

#include "absl/strings/escaping.h"
#include "common/histogram.h"

namespace aurax::load::master {
namespace {

constexpr char kEmpty[] = "-";
constexpr unsigned kMore = 0x80;
constexpr uint64_t kMostSamples = uint64_t{1} << 48;  // of a bucket: their sum is none too large

void AppendVarint(uint64_t value, std::string* out) {
  for (; value >= kMore; value >>= 7) out->push_back(static_cast<char>(value | kMore));
  out->push_back(static_cast<char>(value));
}

std::optional<uint64_t> TakeVarint(std::string_view* bytes) {
  uint64_t value = 0;
  for (unsigned shift = 0; shift < 64 && !bytes->empty(); shift += 7) {
    const auto byte = static_cast<unsigned char>(bytes->front());
    bytes->remove_prefix(1);
    value |= uint64_t{byte & (kMore - 1)} << shift;
    if (byte < kMore) return value;
  }
  return std::nullopt;
}

}  // namespace

std::string HistogramText(const v1::Histogram& histogram) {
  if (histogram.count() == 0) return kEmpty;
  std::string bytes;
  AppendVarint(histogram.min_us(), &bytes);
  AppendVarint(histogram.max_us(), &bytes);
  AppendVarint(histogram.sum_us(), &bytes);
  uint32_t last = 0;
  Histogram::ForEachBucketOf(histogram, [&](uint32_t bucket, uint64_t count) {
    AppendVarint(bucket - last, &bytes);
    AppendVarint(count, &bytes);
    last = bucket;
  });
  return absl::Base64Escape(bytes);
}

absl::StatusOr<v1::Histogram> ParseHistogramText(std::string_view text) {
  const absl::Status odd = absl::InvalidArgumentError("no histogram's text");
  v1::Histogram histogram;
  if (text == kEmpty) return histogram;
  std::string decoded;
  if (!absl::Base64Unescape(std::string(text), &decoded)) return odd;
  std::string_view bytes = decoded;
  const auto min = TakeVarint(&bytes), max = TakeVarint(&bytes), sum = TakeVarint(&bytes);
  if (!min || !max || !sum || bytes.empty()) return odd;
  histogram.set_min_us(*min);
  histogram.set_max_us(*max);
  histogram.set_sum_us(*sum);
  uint64_t next = 0;  // the bucket behind the last one
  int run = -1;       // where the present run's length stands
  for (bool first = true; !bytes.empty(); first = false) {
    const auto distance = TakeVarint(&bytes), count = TakeVarint(&bytes);
    if (!distance || !count || *distance > Histogram::kBuckets || *count > kMostSamples) return odd;
    if (!first && *distance == 0) return odd;
    const uint64_t gap = first ? *distance : *distance - 1;
    if (run < 0 || gap > 0) {
      histogram.add_spans(gap);
      run = histogram.spans_size();
      histogram.add_spans(0);
    }
    histogram.set_spans(run, histogram.spans(run) + 1);
    histogram.add_spans(*count);
    histogram.set_count(histogram.count() + *count);
    next += gap + 1;
    if (next > Histogram::kBuckets) return odd;
  }
  if (!Histogram::Validate(histogram).ok()) return odd;
  return histogram;
}

}  // namespace aurax::load::master
