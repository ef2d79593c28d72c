#include "tests/backend_sim/backend.h"

#include "tests/backend_sim/metrics_text.h"

namespace aurax::load::sim {
namespace {

// The stand-in's own endpoint would spoil the counts that it shows.
bool IsCounted(const Request& request) { return request.endpoint != Endpoint::kSimRequests; }

bool Allows(Endpoint endpoint, Method method) {
  const bool posts = AllowedMethods(endpoint) == "POST";
  return posts ? method == Method::kPost : method == Method::kGet || method == Method::kHead;
}

RandomStream Stream(const Options& options, int loop, StreamPurpose purpose) {
  return RandomStream(options.seed, 0, static_cast<uint64_t>(loop), purpose);
}

}  // namespace

Backend::Backend(const Options& options, int loop, SharedCounts& counts, RequestIds* ids)
    : options_(options),
      all_(counts),
      own_(counts.loop(loop)),
      ids_(ids),
      latencies_(Stream(options, loop, StreamPurpose::kWaits)),
      errors_(Stream(options, loop, StreamPurpose::kTasks)),
      api_(Stream(options, loop, StreamPurpose::kValues)) {}

Fate Backend::Decide(const Request& request) {
  if (IsCounted(request)) {
    own_.of(request.endpoint).received.Add();
    if (ids_ != nullptr && !request.id.empty()) ids_->Begin(request.id);
  }
  Fate fate;
  fate.reply = Route(request);
  if (fate.reply.status != 200) return fate;  // a bad request is refused at once
  fate.delay = options_.latency.Draw(request.endpoint, latencies_);
  fate.error = options_.errors.Draw(request.endpoint, errors_);
  if (fate.error) {
    own_.of(request.endpoint).injected[static_cast<size_t>(*fate.error)].Add();
    fate.reply = Api::Injected(*fate.error);
  }
  return fate;
}

Reply Backend::Route(const Request& request) {
  if (request.endpoint == Endpoint::kOther) return ErrorReply(404, "no such path");
  if (!Allows(request.endpoint, request.method)) {
    Reply reply = ErrorReply(405, "method not allowed");
    reply.allow = AllowedMethods(request.endpoint);
    return reply;
  }
  Reply reply;
  switch (request.endpoint) {
    case Endpoint::kMetrics:
      reply.content_type = kMetricsContentType;
      reply.body = MetricsText(all_.Sum(), ReadProcessUsage());
      return reply;
    case Endpoint::kSimRequests:
      reply.body = CountsJson(all_.Sum(), ids_);
      return reply;
    default:
      return api_.Answer(request.endpoint, request.body);
  }
}

Fate Backend::Refuse(const Request& request, uint16_t status, std::string_view why) {
  if (IsCounted(request)) own_.of(request.endpoint).received.Add();
  Fate fate;
  fate.reply = ErrorReply(status, why);
  return fate;
}

void Backend::Answered(const Request& request, uint16_t status, Duration took) {
  if (!IsCounted(request)) return;
  // First the id, so that whoever sees the answer counted sees its id finished too.
  if (ids_ != nullptr && !request.id.empty()) ids_->Finish(request.id);
  own_.of(request.endpoint).Answered(status, took);
}

void Backend::Reset(const Request& request) { own_.of(request.endpoint).reset.Add(); }

void Backend::Abandoned(const Request& request) {
  if (IsCounted(request)) own_.of(request.endpoint).abandoned.Add();
}

}  // namespace aurax::load::sim
