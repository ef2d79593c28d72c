// What must hold when a simulated run is over.
#ifndef AURAX_TESTS_SIMULATION_END_CHECK_H_
#define AURAX_TESTS_SIMULATION_END_CHECK_H_

#include <string>

#include "aurax/load/v1/report.pb.h"
#include "tests/simulation/truth.h"

namespace aurax::load::simulation {

// In words; empty when the report is what the truth is:
//   - the ledger is complete, every digest equal;
//   - of each worker that could deliver, exactly what it did; of a killed one, what it did lies
//     within its unknown window;
//   - planned = offered + not offered, offered no more than planned;
//   - no shard was held, and no user ran, in two places at one time.
// `waited`: the end of the run waited for workers that were missing.
std::string WrongAtEnd(const v1::Report& report, const Truth& truth, Duration time_zero,
                       bool waited);

}  // namespace aurax::load::simulation

#endif  // AURAX_TESTS_SIMULATION_END_CHECK_H_
