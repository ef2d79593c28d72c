// Whether a run's latencies are the server's or the generator's own.
#ifndef AURAX_MASTER_VERDICT_H_
#define AURAX_MASTER_VERDICT_H_

#include "aurax/load/v1/report.pb.h"

namespace aurax::load::master {

// Each limit is on a percentile or a share of the time, so that a short spike in a calm run
// condemns nothing.
namespace limits {

// A timer that runs late delays sends and stamps answers late. 10 ms on 1 % of them is what people
// notice in a p99 of an HTTP service; at 100 ms the tail is mostly the generator's.
inline constexpr double kLagDegradedMs = 10;
inline constexpr double kLagInvalidMs = 100;
// p99 of fewer samples is their maximum or next to it, one spike; below this count p90 stands for
// it.
inline constexpr uint64_t kLagSamplesForP99 = 200;

// Share of the time with the busiest loop (or the process on all its cores) nearly full. Answers
// that come meanwhile wait for the generator: 5 % of the time is enough to move a p95.
inline constexpr double kBusyShareDegraded = 0.05;

// Share of the planned user time that may be missing because shards changed hands.
inline constexpr double kNotOfferedDegraded = 0.05;

}  // namespace limits

// Of the report's run, generator, workers and ledger; where several workers took part, those that
// were the bottleneck are named. TRUST_UNSPECIFIED, without reasons, until the generator has been
// measured; a run that ended without is degraded. Each reason is a sentence of what was seen and
// one of what to do. A pure function.
v1::Verdict Judge(const v1::Report& report);

}  // namespace aurax::load::master

#endif  // AURAX_MASTER_VERDICT_H_
