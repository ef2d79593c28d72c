// The head of a response as it goes over the wire (RFC 9112).
#ifndef AURAX_MASTER_WEB_HTTP_HEAD_H_
#define AURAX_MASTER_WEB_HTTP_HEAD_H_

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "master/web/http_server.h"

namespace aurax::load::master {

// How a connection goes on after a response.
enum class After { kClose, kKeepAlive, kKeepAliveHttp10 };

std::string_view ReasonPhrase(int status);
// Whether a response with that status has a body at all (RFC 9110, 6.4.1).
bool StatusHasBody(int status);

// Up to the empty line. Headers that would end the line early are left out.
std::string ResponseHead(const HttpResponse& response, After after);
// Of a stream of events: its length is not known, so the connection ends with it.
std::string EventStreamHead(const std::vector<std::pair<std::string, std::string>>& headers);
// For what the server itself says: the reason as text.
HttpResponse PlainResponse(int status);

}  // namespace aurax::load::master

#endif  // AURAX_MASTER_WEB_HTTP_HEAD_H_
