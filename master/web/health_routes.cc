// For whoever watches this process: is it alive, can it run something, what are its figures.
#include "master/views/metrics_text.h"
#include "master/web/answers.h"
#include "master/web/front_parts.h"

namespace aurax::load::master {
namespace {

// Not ready: a master whose workers are elsewhere, and none is here to run anything.
void Ready(const FrontParts& front, const Call& call) {
  const auto latest = front.Latest();
  const bool ready = !latest->distributed || latest->ready_workers > 0;
  call.reply.send(JsonAnswer(
      ready ? 200 : 503,
      {{"ready", ready}, {"state", latest->state}, {"ready_workers", latest->ready_workers}}));
}

void Metrics(FrontParts* front, const Call& call) {
  const auto latest = front->Latest();
  call.reply.send(TextAnswer(200, kMetricsContentType, front->views.Get("metrics", *latest, [&] {
    return MetricsText(*latest);
  })));
}

}  // namespace

std::vector<Route> HealthRoutes(FrontParts* front) {
  return {
      {"GET", "/healthz", Need::kNothing,
       [](const Call& call) {
         call.reply.send(JsonAnswer(200, {{"healthy", true}}));
       }},
      {"GET", "/readyz", Need::kNothing, [front](const Call& call) { Ready(*front, call); }},
      {"GET", "/metrics", Need::kViewer, [front](const Call& call) { Metrics(front, call); }},
  };
}

}  // namespace aurax::load::master
