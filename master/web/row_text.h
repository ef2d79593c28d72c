// Lines of the statistics table (`Row` of web/src/api.ts) as JSON: the one part of the live
// messages that there are thousands of.
#ifndef AURAX_MASTER_WEB_ROW_TEXT_H_
#define AURAX_MASTER_WEB_ROW_TEXT_H_

#include <array>
#include <cstdint>

#include "aurax/load/v1/report.pb.h"
#include "master/web/json_writer.h"

namespace aurax::load::master {

// The figures of a row, in the order of its keys; equal figures make equal rows. Rates are rounded
// to a thousandth, times to a tenth of a microsecond.
using RowFigures = std::array<double, 19>;
RowFigures RowFiguresOf(const v1::Entry& entry);

// {"id": ..., ...}
void WriteRow(JsonWriter* json, int64_t id, const v1::Entry& entry, const RowFigures& figures);

}  // namespace aurax::load::master

#endif  // AURAX_MASTER_WEB_ROW_TEXT_H_
