// What Locust's web API answers, with the keys of 2.12 and of the newest version together, times in
// ms. Integer fields are JSON integers, and so are medians and percentiles without a fraction
// (Locust's own are whole numbers). Pure functions.
#ifndef AURAX_MASTER_WEB_LOCUST_JSON_H_
#define AURAX_MASTER_WEB_LOCUST_JSON_H_

#include <string>
#include <vector>

#include "common/clock.h"
#include "master/web/log_lines.h"
#include "master/web/run_feed.h"

namespace aurax::load::master {

inline constexpr int kLocustEntries = 500;  // and as many errors, as in Locust

std::string LocustStats(const Publication& publication);       // GET /stats/requests
std::string LocustExceptions(const Publication& publication);  // GET /exceptions
// GET /tasks: the ratio of each class among the users that run now, and of its tasks: in the class
// ("per_class"), in the whole ("total").
std::string LocustTasks(const Publication& publication);
std::string LocustLogs(const std::vector<LogLine>& lines);  // GET /logs

// "Locust_2026-11-23-08h12_aurax_http___localhost_8000" and the suffix, in local time.
std::string LocustFileName(const Publication& publication, WallTime now, const std::string& suffix);

}  // namespace aurax::load::master

#endif  // AURAX_MASTER_WEB_LOCUST_JSON_H_
