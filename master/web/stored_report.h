// A past run's report, as far as its result document says: what the CSV files need. A pure
// function.
#ifndef AURAX_MASTER_WEB_STORED_REPORT_H_
#define AURAX_MASTER_WEB_STORED_REPORT_H_

#include <nlohmann/json.hpp>

#include "aurax/load/v1/report.pb.h"
#include "master/time_series.h"

namespace aurax::load::master {

// `document`: "aurax-load/result/1". What it lacks or has wrong is left empty.
v1::Report ReportOfResult(const nlohmann::json& document);
// Its series, without distributions.
Series SeriesOfResult(const nlohmann::json& document);

}  // namespace aurax::load::master

#endif  // AURAX_MASTER_WEB_STORED_REPORT_H_
