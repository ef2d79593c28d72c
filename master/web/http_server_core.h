// What all connections of a server share; outlives them. Part of http_server.cc, as
// http_connection.h is; belongs to the server's thread.
#ifndef AURAX_MASTER_WEB_HTTP_SERVER_CORE_H_
#define AURAX_MASTER_WEB_HTTP_SERVER_CORE_H_

#include <memory>
#include <optional>
#include <unordered_set>
#include <utility>

#include <boost/asio/io_context.hpp>

#include "master/web/address_budget.h"
#include "master/web/byte_channel.h"
#include "master/web/connection_slots.h"
#include "master/web/http_reply.h"
#include "master/web/http_server.h"

namespace aurax::load::master {

namespace asio = boost::asio;

class HttpConnection;

struct ServerCore {
  explicit ServerCore(HttpServer::Options given)
      : options(std::move(given)),
        slots(options.limits.connections),
        budget(options.limits.requests_per_s, 2 * options.limits.requests_per_s) {}

  const HttpServer::Options options;
  std::optional<TlsIdentity> identity;
  asio::io_context io{1};
  std::shared_ptr<TaskDoor> door;
  ConnectionSlots slots;
  AddressBudget budget;
  bool draining = false;
  std::unordered_set<std::shared_ptr<HttpConnection>> connections;
};

}  // namespace aurax::load::master

#endif  // AURAX_MASTER_WEB_HTTP_SERVER_CORE_H_
