#include "master/web/dispatch.h"

#include <utility>

#include "absl/strings/str_join.h"
#include "master/web/answers.h"
#include "master/web/assets.h"
#include "master/web/change_rules.h"
#include "master/web/url_text.h"

namespace aurax::load::master {
namespace {

// Splits the target; false for what is no path of ours.
bool Split(const std::string& target, const std::string& base_path, std::string* path,
           std::string* query) {
  const size_t mark = target.find('?');
  *path = target.substr(0, mark);
  *query = mark == std::string::npos ? "" : target.substr(mark + 1);
  if (path->empty() || (*path)[0] != '/') return false;
  if (base_path.empty()) return true;
  if (!path->starts_with(base_path)) return false;
  path->erase(0, base_path.size());
  return path->empty() || (*path)[0] == '/';
}

// The same without its body, which a client that asked by HEAD does not wait for.
Reply WithoutBody(Reply reply) {
  return {.send =
              [send = reply.send](HttpResponse response) {
                response.body = nullptr;
                send(std::move(response));
              },
          .stream = nullptr};
}

HttpResponse NotAllowed(const std::vector<std::string>& allow) {
  HttpResponse response = ProblemAnswer(405, "the method is not allowed here");
  response.headers.emplace_back("Allow", absl::StrJoin(allow, ", "));
  return response;
}

HttpResponse NotLoggedIn() {
  HttpResponse response = ProblemAnswer(401, "not logged in");
  response.headers.emplace_back("WWW-Authenticate", "Bearer");
  return response;
}

}  // namespace

std::vector<Route> AllRoutes(FrontParts* front) {
  std::vector<Route> all;
  for (auto* part : {&SessionRoutes, &ScenarioRoutes, &LiveRoutes, &RunRoutes, &RunChangeRoutes,
                     &HealthRoutes, &LocustReadRoutes, &LocustFileRoutes, &LocustChangeRoutes}) {
    for (Route& route : (*part)(front)) all.push_back(std::move(route));
  }
  return all;
}

Dispatch::Dispatch(FrontParts* front) : front_(front), router_(AllRoutes(front)) {}

std::optional<HttpResponse> Dispatch::Refusal(const Call& call, Need need) const {
  if (need == Need::kNothing) return std::nullopt;
  const Access& access = *front_->access;
  const WebFront::Options& options = front_->options;
  // A page whose name was made to mean this machine reads what it likes, its own CSRF token too.
  if (!access.login_required() && !HostIsOurs(call.request, options.host)) {
    return ProblemAnswer(403, "sent to a host name that is not this machine's");
  }
  if (need == Need::kLocustChange && !access.login_required() &&
      LocustClientMayChange(call.request, options.locust_api, options.host)) {
    return std::nullopt;
  }
  if (!call.visitor) return NotLoggedIn();
  if (need == Need::kViewer) return std::nullopt;
  if (call.visitor->role != Role::kOperator) return ProblemAnswer(403, "needs the role operator");
  if (!access.MayChange(call.request, *call.visitor, "")) {
    return ProblemAnswer(403, "needs the X-CSRF-Token of GET /api/v1/session, or a bearer token");
  }
  return std::nullopt;
}

void Dispatch::Handle(HttpRequest request, Reply reply) const {
  Call call;
  std::string query;
  const bool ours = Split(request.target, front_->options.base_path, &call.path, &query);
  const bool head = request.method == "HEAD";
  call.reply = head ? WithoutBody(std::move(reply)) : std::move(reply);
  call.request = std::move(request);
  if (!ours) return call.reply.send(ProblemAnswer(404, "no such page"));
  std::optional<Fields> fields = FormFields(query);
  if (!fields) return call.reply.send(ProblemAnswer(400, "the query cannot be read"));
  call.query = std::move(*fields);
  Router::Match match = router_.Find(call.request.method, call.path);
  if (match.route == nullptr) {
    if (match.allow.empty()) return call.reply.send(AssetAnswer(call, front_->options.base_path));
    return call.reply.send(NotAllowed(match.allow));
  }
  call.parameters = std::move(match.parameters);
  call.visitor = front_->access->Identify(call.request);
  if (std::optional<HttpResponse> refusal = Refusal(call, match.route->need)) {
    return call.reply.send(std::move(*refusal));
  }
  if (head && match.route->pattern == "/api/v1/events") {
    HttpResponse response;
    response.content_type = "text/event-stream";
    return call.reply.send(std::move(response));
  }
  match.route->handle(std::move(call));
}

}  // namespace aurax::load::master
