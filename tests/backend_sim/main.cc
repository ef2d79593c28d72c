// aurax-backend-sim: a stand-in for the AURAX backend. Exit codes: 0 ended by SIGTERM or SIGINT, 1
// the port cannot be had, 2 bad options.
#include <csignal>
#include <cstdio>
#include <pthread.h>
#include <string>
#include <vector>

#include "tests/backend_sim/options.h"
#include "tests/backend_sim/server.h"

namespace {

int Complain(const absl::Status& status, int exit_code) {
  std::fprintf(stderr, "aurax-backend-sim: %s\n", std::string(status.message()).c_str());
  return exit_code;
}

}  // namespace

int main(int argc, char** argv) {
  using aurax::load::sim::Server;
  const auto options =
      aurax::load::sim::ParseOptions(std::vector<std::string>(argv + 1, argv + argc));
  if (!options.ok()) return Complain(options.status(), 2);
  if (!options->help.empty()) {
    std::fputs(options->help.c_str(), stdout);
    return 0;
  }
  sigset_t ends;
  sigemptyset(&ends);
  sigaddset(&ends, SIGTERM);
  sigaddset(&ends, SIGINT);
  pthread_sigmask(SIG_BLOCK, &ends, nullptr);  // before the threads: they inherit it
  std::signal(SIGPIPE, SIG_IGN);
  aurax::load::sim::RaiseFileLimit();
  const auto server = Server::Start(*options);
  if (!server.ok())
    return Complain(server.status(), absl::IsInvalidArgument(server.status()) ? 2 : 1);
  const bool is_v6 = options->host.find(':') != std::string::npos;
  std::printf("aurax-backend-sim listening on http://%s%s%s:%d\n", is_v6 ? "[" : "",
              options->host.c_str(), is_v6 ? "]" : "", (*server)->port());
  std::fflush(stdout);
  int received = 0;
  sigwait(&ends, &received);
  (*server)->Stop();
  return 0;
}
