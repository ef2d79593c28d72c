#include "master/snapshot_check.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/histogram.h"

namespace aurax::load::master {
namespace {

constexpr int64_t kFarAwayUs = int64_t{1} << 50;  // 35 years

// More than a worker can do in an interval by far, and so little that sums of a run never overflow.
constexpr uint64_t kMostCounted = uint64_t{1} << 40;
constexpr uint64_t kMostUserUs = uint64_t{1} << 60;
constexpr uint32_t kHighestStatus = 999;
constexpr size_t kLongestMessage = 1024;  // workers cut theirs at half of it

// worker/recorder.h has their meaning.
constexpr std::array kKinds = {"status", "check", "timeout",  "connect", "dns",
                               "tls",    "reset", "protocol", "other",   "exception"};

absl::Status Bad(const std::string& what) {
  return absl::InvalidArgumentError(absl::StrCat("snapshot refused: ", what));
}

// where() says the place, when it is needed.
template <typename Place>
absl::Status CheckHistogram(const v1::Histogram& histogram, const Place& where) {
  if (histogram.count() > kMostCounted) {
    return Bad(absl::StrCat(where(), ": more samples than anybody could take"));
  }
  const absl::Status valid = Histogram::Validate(histogram);
  if (valid.ok()) return valid;
  return Bad(absl::StrCat(where(), ": ", std::string(valid.message())));
}

bool FarAway(int64_t offset_us) { return offset_us < -kFarAwayUs || offset_us > kFarAwayUs; }

// No more of a kind or message is said than that it is wrong: it may be anything.
absl::Status CheckErrors(const google::protobuf::RepeatedPtrField<v1::ErrorCount>& errors) {
  for (const v1::ErrorCount& error : errors) {
    if (std::find(kKinds.begin(), kKinds.end(), error.kind()) == kKinds.end()) {
      return Bad("an error of no known kind");
    }
    if (error.message().size() > kLongestMessage) {
      return Bad(absl::StrCat("an error message of ", error.message().size(), " bytes"));
    }
    if (error.count() > kMostCounted) return Bad(absl::StrCat(error.count(), " errors"));
    if (FarAway(error.first_us()) || FarAway(error.last_us())) {
      return Bad("an error years away");
    }
  }
  return absl::OkStatus();
}

absl::Status CheckStatusCounts(const v1::RequestStats& stats) {
  for (const v1::StatusCount& status : stats.status()) {
    if (status.status() > kHighestStatus) return Bad(absl::StrCat("status ", status.status()));
    if (status.count() > kMostCounted) {
      return Bad(absl::StrCat("status ", status.status(), ": ", status.count(), " requests"));
    }
  }
  return absl::OkStatus();
}

absl::Status CheckUsers(const v1::Scenario& scenario, const v1::Snapshot& snapshot) {
  const int classes = scenario.user_classes_size();
  for (const v1::UserStats& users : snapshot.users()) {
    if (users.class_index() >= static_cast<uint32_t>(classes)) {
      return Bad(absl::StrCat("no user class ", users.class_index()));
    }
    const uint64_t most = std::max({users.started(), users.stopped(), users.ended_early(),
                                    users.resumed(), users.iterations()});
    if (most > kMostCounted || users.user_us() > kMostUserUs) {
      return Bad(absl::StrCat("user class ", users.class_index(), ": counts beyond reason"));
    }
  }
  if (snapshot.users_size() > classes) return Bad("more user entries than classes");
  return absl::OkStatus();
}

}  // namespace

absl::Status CheckRequestStats(const v1::Scenario& scenario, const v1::RequestStats& stats) {
  if (stats.name_id() >= static_cast<uint32_t>(scenario.request_names_size())) {
    return Bad(absl::StrCat("no request name ", stats.name_id()));
  }
  const auto place = [&stats] { return absl::StrCat("request name ", stats.name_id()); };
  const uint64_t most =
      std::max({stats.started(), stats.completed(), stats.failed(), stats.cancelled()});
  if (most > kMostCounted) return Bad(absl::StrCat(place(), ": ", most, " requests"));
  if (stats.response_time().count() != stats.completed() + stats.failed()) {
    return Bad(absl::StrCat(place(), ": ", stats.response_time().count(), " response times for ",
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
    const absl::Status valid =
        CheckHistogram(*histogram, [&, name = field] { return absl::StrCat(place(), name); });
    if (!valid.ok()) return valid;
  }
  if (FarAway(stats.first_start_us()) || FarAway(stats.last_end_us())) {
    return Bad(absl::StrCat(place(), ": requests years away"));
  }
  if (const absl::Status valid = CheckStatusCounts(stats); !valid.ok()) return valid;
  return CheckErrors(stats.errors());
}

absl::Status CheckSnapshot(const v1::Scenario& scenario, const v1::Snapshot& snapshot) {
  const int64_t from = snapshot.from_us(), to = snapshot.to_us();
  if (from > to || FarAway(from) || FarAway(to)) {
    return Bad(absl::StrCat("impossible interval [", from, ", ", to, ") us"));
  }
  for (const v1::RequestStats& stats : snapshot.requests()) {
    if (const absl::Status valid = CheckRequestStats(scenario, stats); !valid.ok()) return valid;
  }
  if (snapshot.requests_size() > scenario.request_names_size()) {
    return Bad("more request entries than names");
  }
  if (const absl::Status valid = CheckUsers(scenario, snapshot); !valid.ok()) return valid;
  if (const absl::Status valid = CheckErrors(snapshot.exceptions()); !valid.ok()) return valid;
  for (const double percent :
       {snapshot.generator().cpu_percent(), snapshot.generator().busiest_loop_percent()}) {
    if (!std::isfinite(percent) || percent < 0) return Bad(absl::StrCat(percent, " % of a core"));
  }
  const absl::Status lag = CheckHistogram(snapshot.loop_lag(), [] { return "loop_lag"; });
  if (!lag.ok()) return lag;
  return CheckHistogram(snapshot.schedule_lag(), [] { return "schedule_lag"; });
}

}  // namespace aurax::load::master
