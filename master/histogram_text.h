// A histogram as a short text, for result documents: the base64 (RFC 4648, with padding) of
// varints (7 bits a byte, lowest first, the high bit: more follow). First min, max and sum in
// microseconds, then for each bucket that is not empty, ascending: its distance from the one before
// (the first one's: its index), and its count. An empty histogram is "-".
//
// A text of 100 samples is some 50 to 150 characters.
#ifndef AURAX_MASTER_HISTOGRAM_TEXT_H_
#define AURAX_MASTER_HISTOGRAM_TEXT_H_

#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "aurax/load/v1/snapshot.pb.h"

namespace aurax::load::master {

// Requires a valid histogram.
std::string HistogramText(const v1::Histogram& histogram);

// A valid one. InvalidArgument: HistogramText() would not have written it.
absl::StatusOr<v1::Histogram> ParseHistogramText(std::string_view text);

}  // namespace aurax::load::master

#endif  // AURAX_MASTER_HISTOGRAM_TEXT_H_
