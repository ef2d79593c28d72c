// Finds the route of a request: a table, searched in order. Immutable after construction.
#ifndef AURAX_MASTER_WEB_ROUTER_H_
#define AURAX_MASTER_WEB_ROUTER_H_

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "master/web/route.h"

namespace aurax::load::master {

class Router {
 public:
  // Fixed segments go before parameters where both fit.
  explicit Router(std::vector<Route> routes);

  struct Match {
    const Route* route = nullptr;                   // null: no such path, or not by that method
    std::map<std::string, std::string> parameters;  // percent-decoded
    std::vector<std::string> allow;                 // methods of a path that exists; sorted
  };
  // `path`: below the base path, without query, not decoded. HEAD finds GET's route.
  Match Find(std::string_view method, std::string_view path) const;

  const std::vector<Route>& routes() const { return routes_; }

 private:
  std::vector<Route> routes_;
};

}  // namespace aurax::load::master

#endif  // AURAX_MASTER_WEB_ROUTER_H_
