// Who may change a run without a token: Locust's own clients (scripts, curl), which have none, from
// where no browser can be made to speak for somebody else. Pure functions.
#ifndef AURAX_MASTER_WEB_CHANGE_RULES_H_
#define AURAX_MASTER_WEB_CHANGE_RULES_H_

#include <optional>
#include <string>

#include "master/web/http_server.h"

namespace aurax::load::master {

// Against DNS rebinding, where a foreign page's name is made to mean this machine, and the page so
// reads and changes what is here: where nobody logs in, a request from a loopback client must be
// sent to "localhost", an address, the machine's own name or `bind_host`. Requests from elsewhere
// pass.
bool HostIsOurs(const HttpRequest& request, const std::string& bind_host);

// The request's Origin header, if any, names the host it was sent to, and its Sec-Fetch-Site, if
// any, no other site: a browser sends both on behalf of a page.
bool SameOrigin(const HttpRequest& request);

// `locust_api`: everybody or nobody; not given: clients on this machine alone.
bool LocustClientMayChange(const HttpRequest& request, std::optional<bool> locust_api,
                           const std::string& bind_host);

}  // namespace aurax::load::master

#endif  // AURAX_MASTER_WEB_CHANGE_RULES_H_
