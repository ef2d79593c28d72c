#include "common/histogram.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/random.h"

namespace aurax::load {
namespace {

// Calls f(bucket, count) for every count of the wire form; stops at the first oddity.
template <typename F>
absl::Status ForEachSpan(const v1::Histogram& in, F&& f) {
  const auto& spans = in.spans();
  uint64_t bucket = 0;
  for (int i = 0; i < spans.size();) {
    if (spans.size() - i < 3) return absl::InvalidArgumentError("histogram: unfinished run");
    const uint64_t gap = spans[i], length = spans[i + 1];
    if (gap == 0 && i != 0) return absl::InvalidArgumentError("histogram: runs without a gap");
    if (length == 0) return absl::InvalidArgumentError("histogram: empty run");
    // Each compared by itself first: their sum could wrap.
    if (gap > Histogram::kBuckets || length > Histogram::kBuckets ||
        bucket + gap + length > Histogram::kBuckets) {
      return absl::InvalidArgumentError("histogram: bucket beyond the grid");
    }
    i += 2;
    if (static_cast<uint64_t>(spans.size() - i) < length) {
      return absl::InvalidArgumentError("histogram: unfinished run");
    }
    bucket += gap;
    for (uint64_t n = 0; n < length; ++n) f(static_cast<uint32_t>(bucket++), spans[i++]);
  }
  return absl::OkStatus();
}

}  // namespace

uint64_t Histogram::LowerBound(uint32_t bucket) {
  if (bucket >= kBuckets) return std::numeric_limits<uint64_t>::max();
  const uint32_t page = bucket >> kSubBucketBits, index = bucket & (kSubBuckets - 1);
  if (page == 0) return index;
  return uint64_t{kSubBuckets + index} << (page - 1);
}

double Histogram::Middle(uint32_t bucket) {
  const uint64_t low = LowerBound(bucket);
  if (bucket >= kOverflowBucket) return static_cast<double>(low);
  return static_cast<double>(low) + static_cast<double>(LowerBound(bucket + 1) - low - 1) / 2;
}

uint64_t Histogram::CountAt(uint32_t bucket) const {
  if (bucket >= kOverflowBucket) return bucket == kOverflowBucket ? overflow_ : 0;
  if (!pages_) return 0;
  const Page* page = (*pages_)[bucket >> kSubBucketBits].get();
  return page == nullptr ? 0 : (*page)[bucket & (kSubBuckets - 1)];
}

double Histogram::Percentile(double percent) const {
  if (count_ == 0) return 0;
  const double low = static_cast<double>(min_us()), high = static_cast<double>(max_us_);
  if (percent >= 100) return high;
  // 99.9 is not a double: without the small allowance 99.9 % of 1000 could be rank 1000.
  const double exact = percent * static_cast<double>(count_) / 100;
  const double rank = std::ceil(exact * (1 - 4 * std::numeric_limits<double>::epsilon()));
  uint64_t left = rank < 1 ? 1 : std::min(count_, static_cast<uint64_t>(rank));
  for (uint32_t page = 0; pages_ && page < kPages; ++page) {
    const Page* counts = (*pages_)[page].get();
    if (counts == nullptr) continue;
    for (uint32_t i = 0; i < kSubBuckets; ++i) {
      if (left <= (*counts)[i]) return std::clamp(Middle(page * kSubBuckets + i), low, high);
      left -= (*counts)[i];
    }
  }
  return high;
}

void Histogram::Merge(const Histogram& other) {
  if (other.count_ == 0) return;
  for (uint32_t page = 0; other.pages_ && page < kPages; ++page) {
    const Page* from = (*other.pages_)[page].get();
    if (from == nullptr) continue;
    Page& to = *NewPage(page);
    for (uint32_t i = 0; i < kSubBuckets; ++i) to[i] += (*from)[i];
  }
  overflow_ += other.overflow_;
  count_ += other.count_;
  sum_us_ += other.sum_us_;
  min_us_ = std::min(min_us_, other.min_us_);
  max_us_ = std::max(max_us_, other.max_us_);
}

void Histogram::Subtract(const Histogram& other) {
  other.ForEachBucket([this](uint32_t bucket, uint64_t count) { Add(bucket, -count); });
  count_ -= other.count_;
  sum_us_ -= other.sum_us_;
  if (count_ == 0) {
    min_us_ = std::numeric_limits<uint64_t>::max();
    max_us_ = 0;
  }
}

void Histogram::Clear() {
  if (count_ == 0) return;
  for (uint32_t page = 0; pages_ && page < kPages; ++page) {
    if ((*pages_)[page]) (*pages_)[page]->fill(0);
  }
  count_ = sum_us_ = max_us_ = overflow_ = 0;
  min_us_ = std::numeric_limits<uint64_t>::max();
}

uint64_t Histogram::BucketSum() const {
  uint64_t sum = 0;
  ForEachBucket([&sum](uint32_t bucket, uint64_t count) { sum += count * Mix64(bucket + 1); });
  return sum;
}

void Histogram::Encode(v1::Histogram* out) const {
  out->set_count(count_);
  out->set_sum_us(sum_us_);
  out->set_min_us(min_us());
  out->set_max_us(max_us_);
  auto* spans = out->mutable_spans();
  spans->Clear();
  int length_at = 0;
  uint32_t end = 0;  // of the run before
  ForEachBucket([&](uint32_t bucket, uint64_t count) {
    if (spans->empty() || bucket != end) {
      spans->Add(bucket - end);
      length_at = spans->size();
      spans->Add(0);
    }
    spans->Set(length_at, spans->Get(length_at) + 1);
    spans->Add(count);
    end = bucket + 1;
  });
}

absl::Status Histogram::Validate(const v1::Histogram& in) {
  uint64_t total = 0;
  uint32_t first = 0, last = 0;
  bool overflow = false, zero = false;
  const absl::Status shape = ForEachSpan(in, [&](uint32_t bucket, uint64_t count) {
    if (total == 0) first = bucket;
    last = bucket;
    zero |= count == 0;
    overflow |= __builtin_add_overflow(total, count, &total);
  });
  if (!shape.ok()) return shape;
  if (zero) return absl::InvalidArgumentError("histogram: a count of 0 in a run");
  if (overflow || total != in.count()) {
    return absl::InvalidArgumentError(
        absl::StrCat("histogram: buckets hold ", total, " samples, not ", in.count()));
  }
  if (total == 0) {
    if (in.sum_us() == 0 && in.min_us() == 0 && in.max_us() == 0) return absl::OkStatus();
    return absl::InvalidArgumentError("histogram: sum, min or max without samples");
  }
  if (in.min_us() > in.max_us() || BucketOf(in.min_us()) > first || BucketOf(in.max_us()) < last) {
    return absl::InvalidArgumentError("histogram: samples outside [min, max]");
  }
  return absl::OkStatus();
}

absl::Status Histogram::MergeFrom(const v1::Histogram& in) {
  if (const absl::Status valid = Validate(in); !valid.ok()) return valid;
  MergeValid(in);
  return absl::OkStatus();
}

void Histogram::MergeValid(const v1::Histogram& in) {
  if (in.count() == 0) return;
  ForEachSpan(in, [this](uint32_t bucket, uint64_t count) { Add(bucket, count); }).IgnoreError();
  count_ += in.count();
  sum_us_ += in.sum_us();
  min_us_ = std::min(min_us_, in.min_us());
  max_us_ = std::max(max_us_, in.max_us());
}

uint64_t Histogram::BucketSumOf(const v1::Histogram& in) {
  uint64_t sum = 0;
  ForEachSpan(in, [&sum](uint32_t bucket, uint64_t count) {
    sum += count * Mix64(bucket + 1);
  }).IgnoreError();
  return sum;
}

bool Histogram::operator==(const Histogram& other) const {
  if (count_ != other.count_ || sum_us_ != other.sum_us_ || min_us() != other.min_us() ||
      max_us_ != other.max_us_ || overflow_ != other.overflow_) {
    return false;
  }
  // The counts add up to the same, so equal wherever this has some is equal everywhere.
  bool equal = true;
  ForEachBucket([&](uint32_t bucket, uint64_t n) { equal &= other.CountAt(bucket) == n; });
  return equal;
}

Histogram::Histogram(const Histogram& other) { Merge(other); }

Histogram& Histogram::operator=(const Histogram& other) {
  if (this == &other) return *this;
  Clear();
  Merge(other);
  return *this;
}

Histogram& Histogram::operator=(Histogram&& other) noexcept {
  Histogram moved(std::move(other));
  Swap(moved);
  return *this;
}

Histogram::Page* Histogram::NewPage(uint32_t page) {
  if (!pages_) pages_ = std::make_unique<Pages>();
  std::unique_ptr<Page>& slot = (*pages_)[page];
  if (!slot) slot = std::make_unique<Page>();
  return slot.get();
}

void Histogram::Swap(Histogram& other) noexcept {
  std::swap(count_, other.count_);
  std::swap(sum_us_, other.sum_us_);
  std::swap(min_us_, other.min_us_);
  std::swap(max_us_, other.max_us_);
  std::swap(overflow_, other.overflow_);
  std::swap(pages_, other.pages_);
}

}  // namespace aurax::load
