// Parts of the result document, beside entries, ledger and workers. Pure functions; docs/results.md
// has the keys.
#ifndef AURAX_MASTER_VIEWS_REPORT_JSON_H_
#define AURAX_MASTER_VIEWS_REPORT_JSON_H_

#include <nlohmann/json.hpp>

#include "aurax/load/v1/report.pb.h"

namespace aurax::load::master {

nlohmann::ordered_json RunJson(const v1::RunFacts& run);
nlohmann::ordered_json ErrorsJson(const google::protobuf::RepeatedPtrField<v1::ErrorGroup>& groups);
nlohmann::ordered_json UsersJson(const v1::Report& report);
nlohmann::ordered_json GeneratorJson(const v1::Generator& generator);
nlohmann::ordered_json VerdictJson(const v1::Verdict& verdict);
nlohmann::ordered_json ThresholdsJson(const v1::Report& report);
nlohmann::ordered_json EventsJson(const google::protobuf::RepeatedPtrField<v1::RunEvent>& events);

}  // namespace aurax::load::master

#endif  // AURAX_MASTER_VIEWS_REPORT_JSON_H_
