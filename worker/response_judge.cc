#include "worker/response_judge.h"

namespace aurax::load::worker {
namespace {

std::string_view KindOf(Outcome outcome) {
  switch (outcome) {
    case Outcome::kTimeout:
      return "timeout";
    case Outcome::kDns:
      return "dns";
    case Outcome::kConnect:
      return "connect";
    case Outcome::kTls:
      return "tls";
    case Outcome::kReset:
      return "reset";
    case Outcome::kProtocol:
      return "protocol";
    default:
      return "other";
  }
}

}  // namespace

Verdict ResponseJudge::Judge(const RequestScript& request, HttpExchange* exchange,
                             Duration response_time, UserValues* user) {
  if (exchange->outcome != Outcome::kAnswered) return {KindOf(exchange->outcome), exchange->error};
  json_.Reset(&exchange->response_body);
  const Response response{*exchange, json_, response_time};
  Verdict verdict{request.check().FirstFailure(response, user, &renderer_, &message_), {}};
  if (!verdict.good()) return {verdict.kind, message_};
  for (const Capture& capture : request.captures()) {
    const bool taken = capture.Take(response, user);
    if (!taken && verdict.good()) verdict = {"check", capture.missing_message()};
  }
  return verdict;
}

}  // namespace aurax::load::worker
