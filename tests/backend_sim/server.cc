#include "tests/backend_sim/server.h"

#include <chrono>
#include <string>
#include <sys/resource.h>
#include <sys/socket.h>
#include <thread>
#include <utility>

#include <boost/asio/basic_socket_acceptor.hpp>
#include <boost/asio/basic_waitable_timer.hpp>

#include "absl/strings/str_format.h"
#include "tests/backend_sim/connection.h"

namespace aurax::load::sim {
namespace {

namespace asio = boost::asio;

using asio::ip::tcp;
using Error = boost::system::error_code;
using Executor = asio::io_context::executor_type;
using Acceptor = asio::basic_socket_acceptor<tcp, Executor>;
using ReusePort = asio::detail::socket_option::boolean<SOL_SOCKET, SO_REUSEPORT>;

// Out of file descriptors, mostly: some connection will close.
constexpr std::chrono::milliseconds kAcceptRetry(50);

absl::StatusOr<tcp::endpoint> ResolveEndpoint(const Options& options) {
  Error error;
  const auto address =
      asio::ip::make_address(options.host == "localhost" ? "127.0.0.1" : options.host, error);
  if (!error) return tcp::endpoint(address, options.port);
  return absl::InvalidArgumentError(
      absl::StrFormat("--host '%s' is not a numeric address", options.host));
}

Error Listen(Acceptor& acceptor, const tcp::endpoint& endpoint, bool share) {
  Error error;
  acceptor.open(endpoint.protocol(), error);
  if (!error) acceptor.set_option(tcp::acceptor::reuse_address(true), error);
  if (!error && share) acceptor.set_option(ReusePort(true), error);
  if (!error) acceptor.bind(endpoint, error);
  if (!error) acceptor.listen(asio::socket_base::max_listen_connections, error);
  return error;
}

}  // namespace

struct Server::Shared {
  Shared(const Options& all, tcp::endpoint where)
      : options(all), endpoint(std::move(where)), counts(options.workers) {}

  const Options options;
  tcp::endpoint endpoint;  // with the real port once the first loop listens
  SharedCounts counts;
  RequestIds ids;
};

class Server::Loop {
 public:
  Loop(Shared& shared, int index)
      : shared_(shared),
        backend_(shared.options, index, shared.counts,
                 shared.options.track_ids ? &shared.ids : nullptr) {}
  ~Loop() { Stop(); }

  Error Open() {
    const Error error = Listen(acceptor_, shared_.endpoint, shared_.options.workers > 1);
    if (!error) shared_.endpoint = acceptor_.local_endpoint();
    return error;
  }

  void Run() {
    Accept();
    thread_ = std::thread([this] { io_.run(); });
  }

  void SignalStop() { io_.stop(); }

  void Stop() {
    io_.stop();
    if (thread_.joinable()) thread_.join();
  }

 private:
  void Accept() {
    acceptor_.async_accept(
        [this](const Error& error, asio::basic_stream_socket<tcp, Executor> socket) {
          if (error) {
            retry_.expires_after(kAcceptRetry);
            retry_.async_wait([this](const Error&) { Accept(); });
            return;
          }
          Serve(std::move(socket), backend_);
          Accept();
        });
  }

  Shared& shared_;
  Backend backend_;  // outlives the connections that io_ owns
  asio::io_context io_{1};
  Acceptor acceptor_{io_};
  asio::basic_waitable_timer<std::chrono::steady_clock,
                             asio::wait_traits<std::chrono::steady_clock>, Executor>
      retry_{io_};
  std::thread thread_;
};

Server::Server(std::unique_ptr<Shared> shared) : shared_(std::move(shared)) {}
Server::~Server() { Stop(); }

absl::StatusOr<std::unique_ptr<Server>> Server::Start(const Options& options) {
  const auto endpoint = ResolveEndpoint(options);
  if (!endpoint.ok()) return endpoint.status();
  const auto taken = [&options](const Error& error) {
    return absl::UnavailableError(
        absl::StrFormat("cannot listen on %s:%d: %s", options.host, options.port, error.message()));
  };
  {
    // SO_REUSEPORT would let this bind beside another stand-in, and each would get half of the
    // load.
    asio::io_context io;
    Acceptor alone(io);
    const Error error = Listen(alone, *endpoint, false);
    if (error) return taken(error);
  }
  std::unique_ptr<Server> server(new Server(std::make_unique<Shared>(options, *endpoint)));
  for (int i = 0; i < options.workers; ++i) {
    server->loops_.push_back(std::make_unique<Loop>(*server->shared_, i));
    const Error error = server->loops_.back()->Open();
    if (error) return taken(error);
  }
  for (const auto& loop : server->loops_) loop->Run();
  return server;
}

uint16_t Server::port() const { return shared_->endpoint.port(); }

void Server::Stop() {
  for (const auto& loop : loops_) loop->SignalStop();
  for (const auto& loop : loops_) loop->Stop();
}

void RaiseFileLimit() {
  rlimit limit{};
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
  limit.rlim_cur = limit.rlim_max;
  setrlimit(RLIMIT_NOFILE, &limit);
}

}  // namespace aurax::load::sim
