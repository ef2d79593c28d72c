// Who may do what: roles, tokens, sites, hosts.
#include <gtest/gtest.h>

#include "tests/fakes/temp_folder.h"
#include "tests/master/views/sample_report.h"
#include "tests/master/web/front_desk.h"

namespace aurax::load::master {
namespace {

using Headers = FrontDesk::Headers;

constexpr char kSwarm[] = "user_count=1&spawn_rate=1";

Seen Swarm(FrontDesk& desk, const Headers& headers, bool loopback) {
  HttpRequest request;
  request.method = "POST";
  request.target = "/swarm";
  request.headers = headers;
  request.body = kSwarm;
  request.loopback = loopback;
  return desk.Send(std::move(request));
}

TEST(Permission, LocustsClientsChangeWithoutATokenOnlyFromWhereNoPageCanSendThem) {
  const struct {
    std::optional<bool> locust_api;
    bool loopback;
    Headers headers;
    int status;
  } kCases[] = {
      {{}, true, {{"host", "localhost:8089"}}, 200},
      {{}, true, {{"host", "127.0.0.1:8089"}}, 200},
      {{}, true, {{"host", "[::1]:8089"}}, 200},
      {{}, true, {{"host", "evil.example:8089"}}, 403},
      {{}, true, {}, 403},
      {{}, true, {{"host", "localhost:8089"}, {"origin", "http://localhost:8089"}}, 200},
      {{}, true, {{"host", "localhost:8089"}, {"origin", "http://evil.example"}}, 403},
      {{}, true, {{"host", "localhost:8089"}, {"origin", "http://localhost:9"}}, 403},
      {{}, true, {{"host", "localhost:8089"}, {"origin", "null"}}, 403},
      {{}, true, {{"host", "localhost:8089"}, {"sec-fetch-site", "cross-site"}}, 403},
      {{}, true, {{"host", "localhost:8089"}, {"sec-fetch-site", "none"}}, 200},
      {{}, true, {{"host", "evil.example"}, {"origin", "http://evil.example"}}, 403},
      {{}, false, {{"host", "load.example:8089"}}, 403},
      {true, false, {{"host", "load.example:8089"}}, 200},
      {true, false, {{"host", "load.example:8089"}, {"origin", "http://evil.example"}}, 403},
      {true, true, {{"host", "evil.example"}}, 403},
      {false, true, {{"host", "localhost:8089"}}, 403},
  };
  int number = 0;
  for (const auto& [locust_api, loopback, headers, status] : kCases) {
    SCOPED_TRACE(number++);
    FrontDesk desk(
        [allowed = locust_api](WebFront::Options* options) { options->locust_api = allowed; });
    EXPECT_EQ(Swarm(desk, headers, loopback).status, status);
    EXPECT_EQ(desk.commands.calls(), status == 200 ? 1u : 0u);
  }
}

TEST(Permission, EveryChangeNeedsATokenAndLeavesEverythingAsItWasWithout) {
  FrontDesk desk;
  const std::string csrf = desk.csrf();
  ASSERT_FALSE(csrf.empty());
  const struct {
    const char* method;
    const char* target;
  } kChanges[] = {{"POST", "/api/v1/runs"},
                  {"PATCH", "/api/v1/runs/current"},
                  {"POST", "/api/v1/runs/current/stop"},
                  {"POST", "/api/v1/runs/current/reset"}};
  for (const auto& [method, target] : kChanges) {
    SCOPED_TRACE(target);
    EXPECT_EQ(desk.Ask(method, target).status, 403);
    EXPECT_EQ(desk.Ask(method, target, "", {{"x-csrf-token", "wrong"}}).status, 403);
    EXPECT_EQ(
        desk.Ask(method, target, "", {{"x-csrf-token", csrf}, {"origin", "http://evil.example"}})
            .status,
        403);
  }
  EXPECT_EQ(desk.commands.calls(), 0u);
  EXPECT_EQ(desk.Ask("POST", "/api/v1/runs", R"({"users":3})", {{"x-csrf-token", csrf}}).status,
            201);
  EXPECT_EQ(desk.commands.calls(), 1u);
}

TEST(Permission, APageWhoseNameWasMadeToMeanThisMachineChangesNothing) {
  FrontDesk desk;
  HttpRequest request;
  request.method = "POST";
  request.target = "/api/v1/runs";
  request.headers = {{"host", "evil.example:8089"},
                     {"origin", "http://evil.example:8089"},
                     {"x-csrf-token", desk.csrf()}};
  request.loopback = true;
  EXPECT_EQ(desk.Send(request).status, 403);
  EXPECT_EQ(desk.commands.calls(), 0u);
}

TEST(Permission, APageWhoseNameWasMadeToMeanThisMachineReadsNothing) {
  FrontDesk desk;
  desk.Publish(LocustSample());
  const auto status = [&](const std::string& target, const std::string& host) {
    HttpRequest request;
    request.method = "GET";
    request.target = target;
    request.headers = {{"host", host}};
    request.loopback = true;
    return desk.Send(request).status;
  };
  for (const char* target : {"/api/v1/scenario", "/api/v1/runs/current", "/api/v1/events",
                             "/stats/requests", "/logs", "/metrics"}) {
    EXPECT_EQ(status(target, "evil.example:8089"), 403) << target;
    EXPECT_EQ(status(target, "127.0.0.1:8089"), 200) << target;
  }
  EXPECT_EQ(status("/healthz", "evil.example:8089"), 200);
}

// A front where two tokens are known.
class WithLogin : public ::testing::Test {
 protected:
  WithLogin() {
    static const std::string kOperator = HashPassword("operators");
    static const std::string kViewer = HashPassword("viewers");
    const std::string file = folder_.File("users");
    WriteBytes(file, "token:operator:" + kOperator + "\ntoken:viewer:" + kViewer + "\n");
    desk_ =
        std::make_unique<FrontDesk>([&](WebFront::Options* options) { options->auth_file = file; });
    desk_->Publish(LocustSample());
  }
  static Headers Bearer(const std::string& token) {
    if (token.empty()) return {};
    return {{"authorization", "Bearer " + token}};
  }

  TempFolder folder_;
  std::unique_ptr<FrontDesk> desk_;
};

TEST_F(WithLogin, RolesDecideForEveryRoute) {
  for (const Route& route : desk_->dispatch->router().routes()) {
    SCOPED_TRACE(route.method + " " + route.pattern);
    std::string target = route.pattern;
    if (const size_t id = target.find("{run_id}"); id != std::string::npos) {
      target.replace(id, 8, "current");
    }
    const auto status = [&](const std::string& token) {
      return desk_->Ask(route.method, target, "", Bearer(token)).status;
    };
    const int nobody = status("");
    const int viewer = status("viewers");
    const int operators = status("operators");
    EXPECT_NE(operators, 401);
    EXPECT_NE(operators, 403);
    switch (route.need) {
      case Need::kNothing:
        EXPECT_NE(nobody, 401);
        break;
      case Need::kViewer:
        EXPECT_EQ(nobody, 401);
        EXPECT_NE(viewer, 401);
        EXPECT_NE(viewer, 403);
        break;
      case Need::kOperator:
      case Need::kLocustChange:
        EXPECT_EQ(nobody, 401);
        EXPECT_EQ(viewer, 403);
        break;
    }
  }
}

TEST_F(WithLogin, TheSessionSaysWhoIsLooking) {
  const auto nobody = desk_->Get("/api/v1/session").json();
  EXPECT_EQ(nobody["login_required"], true);
  EXPECT_TRUE(nobody["user"].is_null());
  EXPECT_EQ(nobody["role"], "viewer");
  EXPECT_EQ(nobody["csrf"], "");
  const auto one = desk_->Ask("GET", "/api/v1/session", "", Bearer("operators")).json();
  EXPECT_EQ(one["role"], "operator");
}

TEST_F(WithLogin, AForeignPageLogsNobodyIn) {
  const Headers foreign = {{"origin", "http://evil.example"}};
  EXPECT_EQ(desk_->Ask("POST", "/api/v1/login", R"({"user":"a","password":"b"})", foreign).status,
            403);
  EXPECT_EQ(desk_->Ask("POST", "/api/v1/login", R"({"user":"a"})").status, 422);
}

}  // namespace
}  // namespace aurax::load::master
