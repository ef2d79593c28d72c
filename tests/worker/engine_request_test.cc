// What the engine sends: methods, headers, bodies, cookies, redirects.
#include "gmock/gmock.h"
#include "tests/worker/engine_fixture.h"

namespace aurax::load::worker {
namespace {

using testing::EndsWith;
using testing::HasSubstr;
using testing::MatchesRegex;
using testing::Not;
using testing::StartsWith;

class EngineRequest : public EngineFixture {
 protected:
  std::string Sent(Exchange& e) {
    Run(e);
    EXPECT_EQ(e.outcome, Outcome::kAnswered) << e.error;
    EXPECT_EQ(e.bytes_sent, echo_.requests().back().size());
    return echo_.requests().back();
  }
  std::string Url() { return echo_.Url("/path?q=1"); }

  ScriptedServer echo_{[](Peer& peer) {
    while (peer.ReadRequest()) {
      peer.Send(peer.request().starts_with("HEAD") ? "HTTP/1.1 200 OK\r\n\r\n" : HttpAnswer("ok"));
    }
  }};
};

TEST_F(EngineRequest, AGetSaysWhatItMustAndNothingElse) {
  const auto e = NewExchange(Url());
  EXPECT_THAT(Sent(*e), MatchesRegex("GET /path\\?q=1 HTTP/1.1\r\n"
                                     "Host: 127.0.0.1:[0-9]+\r\n"
                                     "User-Agent: aurax-load/[0-9.]+\r\n"
                                     "Accept: \\*/\\*\r\n\r\n"));
}

TEST_F(EngineRequest, EveryMethodIsSentByItsNameInAnyOrderOnOneConnection) {
  const std::vector<std::string_view> methods = {"GET",    "HEAD", "POST",    "PUT",  "PATCH",
                                                 "DELETE", "GET",  "OPTIONS", "POST", "HEAD",
                                                 "PURGE",  "PUT",  "DELETE"};
  for (std::string_view method : methods) {
    const auto e = NewExchange(Url(), method);
    EXPECT_THAT(Sent(*e), StartsWith(std::string(method) + " /path?q=1 HTTP/1.1\r\n"));
  }
  EXPECT_EQ(echo_.connections(), 1);
}

TEST_F(EngineRequest, AnyMethodButHeadCarriesABody) {
  for (std::string_view method : {"POST", "PUT", "PATCH", "DELETE", "GET"}) {
    const auto e = NewExchange(Url(), method);
    e->has_body = true;
    e->body = std::string("a\0b", 3);
    const std::string sent = Sent(*e);
    EXPECT_THAT(sent, StartsWith(std::string(method)));
    EXPECT_THAT(sent, HasSubstr("\r\nContent-Length: 3\r\n"));
    EXPECT_THAT(sent, EndsWith("\r\n\r\n" + e->body));
    EXPECT_THAT(sent, Not(HasSubstr("Content-Type"))) << "nobody said what it is";
  }
}

TEST_F(EngineRequest, APostWithoutABodySaysLengthZero) {
  for (std::string_view method : {"POST", "PUT", "PATCH"}) {
    EXPECT_THAT(Sent(*NewExchange(Url(), method)), HasSubstr("\r\nContent-Length: 0\r\n"));
  }
  EXPECT_THAT(Sent(*NewExchange(Url(), "DELETE")), Not(HasSubstr("Content-Length")));
}

TEST_F(EngineRequest, ABodyOfAnySizeIsCountedOnce) {
  for (size_t size : {0, 1, 1'000, 65'535, 65'536, 65'537, 300'000}) {
    Sent(*Post(Url(), std::string(size, 'x')));  // compares bytes_sent
  }
}

TEST_F(EngineRequest, ALargeBodyIsSentAtOnceWithoutAskingForContinue) {
  const auto e = Post(Url(), std::string(3 << 20, 'x'));
  EXPECT_THAT(Sent(*e), Not(HasSubstr("Expect:")));
  EXPECT_LT(e->ended - e->sent, std::chrono::milliseconds(900)) << "curl waits a second for 100";
}

TEST_F(EngineRequest, HeadersAreSentAsWrittenFixedAndOwn) {
  const HeaderLines fixed = {"X-Fixed: f", "Content-Type: application/json", "User-Agent: mine"};
  const auto e = Post(Url(), "{}");
  e->fixed_headers = &fixed;
  e->headers = {"X-Own: o", "X-Empty:", "X-Left-Over: no"};
  e->header_count = 2;
  const std::string sent = Sent(*e);
  for (const char* line : {"X-Fixed: f", "Content-Type: application/json", "User-Agent: mine",
                           "X-Own: o", "X-Empty:"}) {
    EXPECT_THAT(sent, HasSubstr("\r\n" + std::string(line) + "\r\n"));
  }
  EXPECT_THAT(sent, Not(HasSubstr("aurax-load/")));
  EXPECT_THAT(sent, Not(HasSubstr("X-Left-Over")));
  e->header_count = 0;
  e->fixed_headers = nullptr;
  EXPECT_THAT(Sent(*e), Not(HasSubstr("X-")));
}

TEST_F(EngineRequest, ChangedFixedHeadersAtTheSameAddressAreSeen) {
  HeaderLines fixed = {"X-Fixed: 1"};
  const auto e = NewExchange(Url());
  e->fixed_headers = &fixed;
  EXPECT_THAT(Sent(*e), HasSubstr("X-Fixed: 1\r\n"));
  fixed = {"X-Fixed: 2"};
  EXPECT_THAT(Sent(*e), HasSubstr("X-Fixed: 2\r\n"));
}

class EngineCookies : public EngineFixture {};

TEST_F(EngineCookies, BelongToTheirSessionAlone) {
  ScriptedServer server([](Peer& peer) {
    while (peer.ReadRequest()) peer.Send(HttpAnswer("", "Set-Cookie: id=1; Path=/\r\n"));
  });
  Fetch(server.Url("/"));
  Fetch(server.Url("/"));
  v1::HttpSettings settings;
  const auto other_session = engine().NewSession(settings);
  const auto other = NewExchange(server.Url("/"));
  other->session = other_session.get();
  Run(*other);
  Fetch(server.Url("/"));
  const auto requests = server.requests();
  EXPECT_THAT(requests[0], Not(HasSubstr("Cookie:")));
  EXPECT_THAT(requests[1], HasSubstr("\r\nCookie: id=1\r\n"));
  EXPECT_THAT(requests[2], Not(HasSubstr("Cookie:"))) << "another user's";
  EXPECT_THAT(requests[3], HasSubstr("\r\nCookie: id=1\r\n")) << "kept meanwhile";
}

class EngineRedirects : public EngineFixture {
 protected:
  // /N leads to /N-1 with `status_`; /0 answers.
  ScriptedServer server_{[this](Peer& peer) {
    while (peer.ReadRequest()) {
      const std::string& r = peer.request();
      const int left = r[r.find(' ') + 2] - '0';
      peer.Send(left == 0 ? HttpAnswer("end", "X-End: 1\r\n")
                          : "HTTP/1.1 " + status_ + " Moved\r\nLocation: /" +
                                std::to_string(left - 1) + "\r\nContent-Length: 5\r\n\r\nmoved");
    }
  }};
  std::string status_ = "302";
};

TEST_F(EngineRedirects, AreAnswersLikeAnyOtherUnlessFollowed) {
  const auto e = Fetch(server_.Url("/1"));
  EXPECT_EQ(e->status, 302u);
  EXPECT_EQ(e->response_body, "moved");
}

TEST_F(EngineRedirects, AreFollowedToTheLastResponse) {
  const auto e = NewExchange(server_.Url("/3"));
  e->max_redirects = 3;
  Run(*e);
  EXPECT_EQ(e->status, 200u);
  EXPECT_EQ(e->response_body, "end");
  EXPECT_EQ(e->response_headers, "X-End: 1\r\nContent-Length: 3\r\n");
  EXPECT_EQ(server_.requests().size(), 4u);
  EXPECT_EQ(server_.connections(), 1);
}

TEST_F(EngineRedirects, BeyondTheLimitAreAnOutcomeOfTheirOwn) {
  const auto e = NewExchange(server_.Url("/3"));
  e->max_redirects = 2;
  Run(*e);
  EXPECT_EQ(e->outcome, Outcome::kRedirects);
  EXPECT_EQ(e->error, "more than 2 redirects");
}

TEST_F(EngineRedirects, AreNotFollowedByALaterRequestThatDoesNotWantIt) {
  const auto e = NewExchange(server_.Url("/1"));
  e->max_redirects = 5;
  Run(*e);
  e->max_redirects = 0;
  EXPECT_EQ(Run(*e).status, 302u);
}

struct Rule {
  const char* method;
  const char* status;
  const char* becomes;
};

class EngineRedirectMethods : public EngineRedirects, public testing::WithParamInterface<Rule> {};

TEST_P(EngineRedirectMethods, FollowTheRulesOfBrowsers) {
  status_ = GetParam().status;
  const auto e = Post(server_.Url("/1"), "body");
  e->method = GetParam().method;
  e->max_redirects = 5;
  Run(*e);
  ASSERT_EQ(server_.requests().size(), 2u);
  const std::string second = server_.requests()[1];
  EXPECT_THAT(second, StartsWith(std::string(GetParam().becomes) + " /0 "));
  EXPECT_EQ(second.ends_with("body"), GetParam().becomes != std::string("GET"));
}

INSTANTIATE_TEST_SUITE_P(All, EngineRedirectMethods,
                         testing::Values(Rule{"POST", "301", "GET"}, Rule{"POST", "302", "GET"},
                                         Rule{"POST", "303", "GET"}, Rule{"POST", "307", "POST"},
                                         Rule{"POST", "308", "POST"}, Rule{"PUT", "303", "GET"},
                                         Rule{"PUT", "302", "PUT"}, Rule{"PUT", "307", "PUT"},
                                         Rule{"DELETE", "303", "GET"}),
                         [](const auto& rule) {
                           return std::string(rule.param.method) + rule.param.status;
                         });

class EngineProxy : public EngineFixture {
 protected:
  ScriptedServer proxy_{[](Peer& peer) {
    while (peer.ReadRequest()) peer.Send(HttpAnswer("by proxy"));
  }};
};

TEST_F(EngineProxy, IsUsedWhenSet) {
  UseSettings([&](v1::HttpSettings& s) { s.set_proxy(proxy_.Url("")); });
  EXPECT_EQ(Fetch("http://service.invalid/x")->response_body, "by proxy");
  EXPECT_THAT(proxy_.requests()[0], StartsWith("GET http://service.invalid/x HTTP/1.1\r\n"));
}

TEST_F(EngineProxy, IsNeverTakenFromTheEnvironment) {
  setenv("http_proxy", proxy_.Url("").c_str(), 1);
  const auto e = Fetch("http://service.invalid/x");
  unsetenv("http_proxy");
  EXPECT_EQ(e->outcome, Outcome::kDns);
  EXPECT_EQ(proxy_.connections(), 0);
}

}  // namespace
}  // namespace aurax::load::worker
