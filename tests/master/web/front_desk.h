// A web front without sockets: requests go straight to its routes, commands to a fake that keeps
// them. For tests of what is answered.
#ifndef AURAX_TESTS_MASTER_WEB_FRONT_DESK_H_
#define AURAX_TESTS_MASTER_WEB_FRONT_DESK_H_

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <nlohmann/json.hpp>

#include "master/web/dispatch.h"
#include "tests/fakes/fake_clock.h"

namespace aurax::load::master {

class FakeCommands final : public RunCommands {
 public:
  void Start(const RunRequest& request,
             std::function<void(absl::StatusOr<RunStarted>)> done) override {
    started.push_back(request);
    done(start_answer);
  }
  void Change(std::optional<int64_t> users, std::optional<double> spawn_rate,
              std::function<void(absl::Status)> done) override {
    changed.emplace_back(users, spawn_rate);
    done(status);
  }
  void Stop(bool at_once, std::function<void(absl::Status)> done) override {
    stopped.push_back(at_once);
    done(status);
  }
  void Reset(std::function<void(absl::Status)> done) override {
    ++resets;
    done(status);
  }

  size_t calls() const { return started.size() + changed.size() + stopped.size() + resets; }

  absl::StatusOr<RunStarted> start_answer = RunStarted{"run-2", {}};
  absl::Status status;
  std::vector<RunRequest> started;
  std::vector<std::pair<std::optional<int64_t>, std::optional<double>>> changed;
  std::vector<bool> stopped;
  size_t resets = 0;
};

// An answer as a client sees it.
struct Seen {
  int status = 0;  // 0: not answered
  std::string body;
  std::string content_type;
  std::vector<std::pair<std::string, std::string>> headers;

  nlohmann::json json() const { return nlohmann::json::parse(body); }
  std::string Header(std::string_view name) const;
};

class FrontDesk {
 public:
  // `change`: what is different from a front on this machine where nobody logs in.
  explicit FrontDesk(const std::function<void(WebFront::Options*)>& change = {});

  // A run of tests/master/views/sample_report.h.
  void Publish(const v1::Report& report, const std::string& state = "running");
  void Publish(Publication publication);

  using Headers = std::vector<std::pair<std::string, std::string>>;
  // From a client on this machine, sent to localhost:8089.
  Seen Ask(const std::string& method, const std::string& target, const std::string& body = "",
           const Headers& headers = {});
  Seen Get(const std::string& target) { return Ask("GET", target); }
  // With the CSRF token.
  Seen Post(const std::string& target, const std::string& body = "");
  // As it is, with nothing added.
  Seen Send(HttpRequest request);
  std::string csrf();

  FakeClock clock;
  FakeCommands commands;
  RunFeed feed;
  LogLines logs;
  std::vector<std::string> events;  // of all streams
  bool stream_open = true;
  std::unique_ptr<FrontParts> parts;
  std::unique_ptr<Dispatch> dispatch;
};

// The data of a server-sent event.
nlohmann::json DataOf(const std::string& event);

}  // namespace aurax::load::master

#endif  // AURAX_TESTS_MASTER_WEB_FRONT_DESK_H_
