#include "master/snapshot_check.h"

#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/histogram.h"

namespace aurax::load::master {
namespace {

constexpr int64_t kFarAwayUs = int64_t{1} << 50;  // 35 years

absl::Status Bad(const std::string& what) {
  return absl::InvalidArgumentError(absl::StrCat("snapshot refused: ", what));
}

absl::Status CheckHistogram(const std::string& place, const v1::Histogram& histogram) {
  const absl::Status valid = Histogram::Validate(histogram);
  if (valid.ok()) return valid;
  return Bad(absl::StrCat(place, ": ", std::string(valid.message())));
}

absl::Status CheckRequest(const v1::RequestStats& stats) {
  const std::string place = absl::StrCat("request name ", stats.name_id());
  if (stats.response_time().count() != stats.completed() + stats.failed()) {
    return Bad(absl::StrCat(place, ": ", stats.response_time().count(), " response times for ",
                            stats.completed() + stats.failed(), " requests"));
  }
  const std::pair<const char*, const v1::Histogram*> histograms[] = {
      {" response_time", &stats.response_time()},
      {" service_time", &stats.service_time()},
      {" dns", &stats.dns()},
      {" connect", &stats.connect()},
      {" tls", &stats.tls()},
      {" first_byte", &stats.first_byte()},
      {" transfer", &stats.transfer()},
  };
  for (const auto& [field, histogram] : histograms) {
    const absl::Status valid = CheckHistogram(place + field, *histogram);
    if (!valid.ok()) return valid;
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status CheckSnapshot(const v1::Scenario& scenario, const v1::Snapshot& snapshot) {
  const int64_t from = snapshot.from_us(), to = snapshot.to_us();
  if (from > to || from < -kFarAwayUs || to > kFarAwayUs) {
    return Bad(absl::StrCat("impossible interval [", from, ", ", to, ") us"));
  }
  const uint32_t names = static_cast<uint32_t>(scenario.request_names_size());
  for (const v1::RequestStats& stats : snapshot.requests()) {
    if (stats.name_id() >= names) return Bad(absl::StrCat("no request name ", stats.name_id()));
    if (const absl::Status valid = CheckRequest(stats); !valid.ok()) return valid;
  }
  const uint32_t classes = static_cast<uint32_t>(scenario.user_classes_size());
  for (const v1::UserStats& users : snapshot.users()) {
    if (users.class_index() >= classes) {
      return Bad(absl::StrCat("no user class ", users.class_index()));
    }
  }
  if (const absl::Status lag = CheckHistogram("loop_lag", snapshot.loop_lag()); !lag.ok()) {
    return lag;
  }
  return CheckHistogram("schedule_lag", snapshot.schedule_lag());
}

}  // namespace aurax::load::master
