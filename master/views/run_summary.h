// What a list of runs says of one. A pure function of its report.
#ifndef AURAX_MASTER_VIEWS_RUN_SUMMARY_H_
#define AURAX_MASTER_VIEWS_RUN_SUMMARY_H_

#include "aurax/load/v1/report.pb.h"
#include "master/run_store.h"

namespace aurax::load::master {

StoredSummary SummaryOf(const v1::Report& report);

}  // namespace aurax::load::master

#endif  // AURAX_MASTER_VIEWS_RUN_SUMMARY_H_
