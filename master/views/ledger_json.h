// The parts of the result document about the ledger and the workers; keys are the report's field
// names. Pure functions.
#ifndef AURAX_MASTER_VIEWS_LEDGER_JSON_H_
#define AURAX_MASTER_VIEWS_LEDGER_JSON_H_

#include <nlohmann/json.hpp>

#include "aurax/load/v1/report.pb.h"

namespace aurax::load::master {

nlohmann::ordered_json LedgerJson(const v1::Ledger& ledger);
nlohmann::ordered_json WorkersJson(const v1::Report& report);

}  // namespace aurax::load::master

#endif  // AURAX_MASTER_VIEWS_LEDGER_JSON_H_
