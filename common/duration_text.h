// Durations as people write them. The one parser of durations: options, scenario files, the
// stand-in backend.
#ifndef AURAX_COMMON_DURATION_TEXT_H_
#define AURAX_COMMON_DURATION_TEXT_H_

#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "common/clock.h"

namespace aurax::load {

// `text`: a bare number of seconds (20, 0.5), or numbers with units in descending order, each unit
// at most once: d, h, m, s, ms, us (1h20m, 1.5s, 300ms). Only the last number may have a fraction.
// Locust's time spans (reference 1.1: 20, 20s, 3m, 2h, 1h20m, 3h30m10s) are a subset; its rejects
// ("1h30") are rejected too. Errors: InvalidArgument, with a message fit for people. Never
// negative; at most 10 years.
absl::StatusOr<Duration> ParseDuration(std::string_view text);

// The shortest text that ParseDuration reads back as `d` to the microsecond: "1h20m", "1.5s",
// "300ms", "0s". Requires d >= 0.
std::string FormatDuration(Duration d);

}  // namespace aurax::load

#endif  // AURAX_COMMON_DURATION_TEXT_H_
