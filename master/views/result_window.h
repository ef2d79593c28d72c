// A part of a run, as a result document of its own.
#ifndef AURAX_MASTER_VIEWS_RESULT_WINDOW_H_
#define AURAX_MASTER_VIEWS_RESULT_WINDOW_H_

#include <optional>
#include <span>
#include <string>

#include <nlohmann/json.hpp>

#include "absl/status/statusor.h"
#include "aurax/load/v1/report.pb.h"
#include "common/clock.h"
#include "master/views/histograms_json.h"

namespace aurax::load::master {

// From the start of the run, on its clock; not given: the run's beginning or end.
struct RunWindow {
  std::optional<Duration> from, to;
};

// What those names measured together in the points whose middle lies in the window: requests,
// failures, response and service times with curves, and rates over `seconds`. Other figures stay 0.
v1::Entry EntryOf(std::span<const NameHistory> histories, int64_t from_us, int64_t to_us,
                  double seconds);

// `result`, a document with histograms: "entries", "total" and "series" are those of the window,
// which "window" names: where points are wider than a second it reaches to the edges of those that
// lie in it. What is not known by second (errors, exceptions, thresholds, phases) is left out, and
// "truncated" says so. NotFound: no histograms; InvalidArgument: nothing of the run lies in it.
absl::StatusOr<nlohmann::ordered_json> ResultOfWindow(nlohmann::ordered_json result,
                                                      const RunWindow& window);

}  // namespace aurax::load::master

#endif  // AURAX_MASTER_VIEWS_RESULT_WINDOW_H_
