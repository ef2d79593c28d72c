#include "master/views/metrics_text.h"

#include "master/views/metrics_parts.h"

namespace aurax::load::master {

std::string MetricsText(const Publication& publication) {
  static const v1::Report kNoRun;
  const v1::Report& report = publication.report ? *publication.report : kNoRun;
  const MetricRows rows(report);
  MetricFamilies out;
  AddRunMetrics(publication, out);
  AddRequestMetrics(report, rows, out);
  if (publication.report) {
    AddThresholdMetrics(report, out);
    AddLedgerMetrics(report, out);
    AddGeneratorMetrics(report.generator(), out);
  }
  AddWorkerMetrics(report, out);
  AddExporterMetrics(publication, report, rows, out);
  return out.Text();
}

}  // namespace aurax::load::master
