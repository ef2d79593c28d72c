// A request on its way to the one that answers it, and the way back. Values; belong to the web
// front's thread but for Reply, which may be used from any.
#ifndef AURAX_MASTER_WEB_ROUTE_H_
#define AURAX_MASTER_WEB_ROUTE_H_

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "master/web/access.h"
#include "master/web/http_server.h"

namespace aurax::load::master {

// Takes whole server-sent events. False: the client is gone.
using EventSink = std::function<bool(std::shared_ptr<const std::string> event)>;

// The answer to one request: one of the two, once. HttpReply behind a seam that tests can stand in
// for.
struct Reply {
  std::function<void(HttpResponse)> send;
  std::function<EventSink(std::vector<std::pair<std::string, std::string>> headers)> stream;
};

struct Call {
  HttpRequest request;
  std::string path;                               // below the base path, as sent
  std::map<std::string, std::string> parameters;  // of the path, decoded
  std::vector<std::pair<std::string, std::string>> query;
  std::optional<Access::Visitor> visitor;
  Reply reply;

  // The first of that name; empty: there is none.
  std::string_view Query(std::string_view name) const;
};

// Who gets through to a route; all others are answered 401 or 403 before.
enum class Need {
  kNothing,       // anybody
  kViewer,        // who may look
  kOperator,      // who may change, by CSRF or bearer token
  kLocustChange,  // the same, or one of Locust's clients, who have no token (change_rules.h)
};

struct Route {
  std::string method;
  std::string pattern;  // "/api/v1/runs/{run_id}": a parameter is one segment, not empty
  Need need = Need::kViewer;
  std::function<void(Call)> handle;
};

}  // namespace aurax::load::master

#endif  // AURAX_MASTER_WEB_ROUTE_H_
