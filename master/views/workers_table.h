// The workers of a cluster for people. Pure functions.
#ifndef AURAX_MASTER_VIEWS_WORKERS_TABLE_H_
#define AURAX_MASTER_VIEWS_WORKERS_TABLE_H_

#include <string>

#include "aurax/load/v1/report.pb.h"

namespace aurax::load::master {

// The worker of a run on one machine alone; where it is the only one, nothing is said of workers.
inline constexpr char kLocalWorker[] = "local";

bool IsCluster(const v1::Report& report);

// What each worker carries and uses, then how well the master hears it; ended by an empty line.
// Nothing unless the run is a cluster's.
std::string WorkersTable(const v1::Report& report, int columns);

// "3/4": how many of the workers are here. One that came again counts once, one that left does not.
std::string WorkersPresent(const v1::Report& report);

}  // namespace aurax::load::master

#endif  // AURAX_MASTER_VIEWS_WORKERS_TABLE_H_
