// What a snapshot must be before anything of it is applied.
#ifndef AURAX_MASTER_SNAPSHOT_CHECK_H_
#define AURAX_MASTER_SNAPSHOT_CHECK_H_

#include "absl/status/status.h"
#include "aurax/load/v1/scenario.pb.h"
#include "aurax/load/v1/snapshot.pb.h"

namespace aurax::load::master {

// InvalidArgument, naming the place, if `snapshot` is not one that a worker running `scenario`
// writes: an id out of range, a histogram that is not on the grid, an interval that ends before it
// begins or lies years away, response times that are not one for each request completed or failed,
// counts beyond reason, more entries than names or classes, a status above 999, an error of no
// known kind or with a message longer than workers write.
absl::Status CheckSnapshot(const v1::Scenario& scenario, const v1::Snapshot& snapshot);

// The same of the statistics of one request name.
absl::Status CheckRequestStats(const v1::Scenario& scenario, const v1::RequestStats& stats);

}  // namespace aurax::load::master

#endif  // AURAX_MASTER_SNAPSHOT_CHECK_H_
