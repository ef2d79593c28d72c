// Who is looking: /api/v1/session, login, logout.
#include <utility>

#include "master/web/answers.h"
#include "master/web/change_rules.h"
#include "master/web/front_parts.h"
#include "master/web/json_body.h"

namespace aurax::load::master {
namespace {

using Json = nlohmann::ordered_json;

Json SessionJson(const FrontParts& front, const std::optional<Access::Visitor>& visitor) {
  const bool may_change = visitor && visitor->role == Role::kOperator;
  return {{"login_required", front.access->login_required()},
          {"user", visitor && !visitor->user.empty() ? Json(visitor->user) : Json()},
          {"role", may_change ? "operator" : "viewer"},
          {"csrf", visitor ? visitor->csrf : ""},
          {"version", front.options.version}};
}

void Login(FrontParts* front, Call call) {
  JsonBody body(call.request.body);
  const std::optional<std::string> user = body.Text("user");
  const std::optional<std::string> password = body.Text("password");
  if (!user) body.AddMistake("user", "is missing");
  if (!password) body.AddMistake("password", "is missing");
  if (std::optional<HttpResponse> problem = body.Problem()) {
    return call.reply.send(std::move(*problem));
  }
  // A foreign page must not log its visitor in as somebody else.
  if (!SameOrigin(call.request)) return call.reply.send(ProblemAnswer(403, "from another site"));
  if (!front->access->login_required()) {
    return call.reply.send(ProblemAnswer(409, "nobody has to log in"));
  }
  front->access->Login(*user, *password, call.request.peer, front->post,
                       [reply = call.reply](absl::StatusOr<std::string> cookie) {
                         if (!cookie.ok()) return reply.send(ProblemAnswer(cookie.status()));
                         HttpResponse response = JsonAnswer(200, Json::object());
                         response.headers.emplace_back("Set-Cookie", *cookie);
                         reply.send(std::move(response));
                       });
}

void Logout(FrontParts* front, const Call& call) {
  // Ending one's own session needs no role, but must not be done by a foreign page.
  if (call.visitor && !front->access->MayChange(call.request, *call.visitor, "")) {
    return call.reply.send(ProblemAnswer(403, "needs the X-CSRF-Token of GET /api/v1/session"));
  }
  HttpResponse response = JsonAnswer(200, Json::object());
  if (call.visitor) {
    response.headers.emplace_back("Set-Cookie", front->access->Logout(call.request));
  }
  call.reply.send(std::move(response));
}

}  // namespace

std::vector<Route> SessionRoutes(FrontParts* front) {
  return {
      {"GET", "/api/v1/session", Need::kNothing,
       [front](const Call& call) {
         call.reply.send(JsonAnswer(200, SessionJson(*front, call.visitor)));
       }},
      {"POST", "/api/v1/login", Need::kNothing,
       [front](Call call) { Login(front, std::move(call)); }},
      {"POST", "/api/v1/logout", Need::kNothing,
       [front](const Call& call) { Logout(front, call); }},
  };
}

}  // namespace aurax::load::master
