// What MetricsText() is made of. Each part begins its own families.
#ifndef AURAX_MASTER_VIEWS_METRICS_PARTS_H_
#define AURAX_MASTER_VIEWS_METRICS_PARTS_H_

#include <string>
#include <vector>

#include "aurax/load/v1/report.pb.h"
#include "master/views/metrics_families.h"
#include "master/web/run_feed.h"

namespace aurax::load::master {

// A request name with series of its own, or the sum of the others.
struct MetricRow {
  MetricLabels labels;     // method, name
  const v1::Entry* entry;  // of the report or of MetricRows
};

class MetricRows {
 public:
  // `report` outlives it.
  explicit MetricRows(const v1::Report& report);
  MetricRows(const MetricRows&) = delete;
  MetricRows& operator=(const MetricRows&) = delete;

  const std::vector<MetricRow>& named() const { return named_; }
  // The named ones and, where names were left out, their sum. It has no percentiles, min and max:
  // those of a sum are not the sum of those.
  const std::vector<MetricRow>& all() const { return all_; }
  size_t left_out() const { return left_out_; }
  // Whether that name has series of its own.
  bool Has(const std::string& method, const std::string& name) const;

 private:
  std::vector<MetricRow> named_, all_;
  v1::Entry others_;
  size_t left_out_ = 0;
};

void AddRunMetrics(const Publication& publication, MetricFamilies& out);
// A series each; none where there are no thresholds.
void AddThresholdMetrics(const v1::Report& report, MetricFamilies& out);
void AddLedgerMetrics(const v1::Report& report, MetricFamilies& out);
void AddGeneratorMetrics(const v1::Generator& generator, MetricFamilies& out);
void AddRequestMetrics(const v1::Report& report, const MetricRows& rows, MetricFamilies& out);
void AddWorkerMetrics(const v1::Report& report, MetricFamilies& out);
// The names of containersol/locust_exporter 0.5, as it fills them from Locust's /stats/requests.
void AddExporterMetrics(const Publication& publication, const v1::Report& report,
                        const MetricRows& rows, MetricFamilies& out);

// Every worker once, in its latest incarnation.
std::vector<const v1::WorkerStatus*> LatestWorkers(const v1::Report& report);

}  // namespace aurax::load::master

#endif  // AURAX_MASTER_VIEWS_METRICS_PARTS_H_
