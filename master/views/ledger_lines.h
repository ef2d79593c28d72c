// The ledger for people: what was planned and started, where it went, and what moved or cannot be
// known. A pure function.
#ifndef AURAX_MASTER_VIEWS_LEDGER_LINES_H_
#define AURAX_MASTER_VIEWS_LEDGER_LINES_H_

#include <string>

#include "aurax/load/v1/report.pb.h"

namespace aurax::load::master {

// Moves beyond this many are summed up in one line.
inline constexpr int kMostMovesShown = 20;

// Whole lines, ended by an empty one.
std::string LedgerLines(const v1::Ledger& ledger, int columns);

}  // namespace aurax::load::master

#endif  // AURAX_MASTER_VIEWS_LEDGER_LINES_H_
