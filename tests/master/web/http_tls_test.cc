#include <cstdlib>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <string>

#include "master/web/http_server.h"
#include "tests/fakes/raw_client.h"
#include "tests/fakes/temp_folder.h"
#include "tests/master/web/served.h"

namespace aurax::load::master {
namespace {

using std::chrono::milliseconds;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::StartsWith;

class HttpTls : public testing::Test {
 protected:
  HttpTls() {
    Make("web", "-nodes");
    Make("other", "-nodes");
    Make("locked", "-passout pass:secret");
  }

  void Make(const std::string& name, const std::string& how) const {
    const std::string command =
        "openssl req -x509 -days 1 -subj /CN=localhost -newkey ec -pkeyopt "
        "ec_paramgen_curve:prime256v1 " +
        how + " -keyout " + Key(name) + " -out " + Cert(name) + " >/dev/null 2>&1";
    ASSERT_EQ(std::system(command.c_str()), 0) << command;
  }
  std::string Cert(const std::string& name) const { return folder_.File(name + ".pem"); }
  std::string Key(const std::string& name) const { return folder_.File(name + ".key"); }
  HttpServer::Options With(const std::string& cert, const std::string& key) const {
    return {.host = "127.0.0.1", .tls_cert_file = cert, .tls_key_file = key};
  }
  HttpServer::Options Good() const { return With(Cert("web"), Key("web")); }

  static std::string ErrorOf(HttpServer::Options options) {
    const auto server = HttpServer::Start(std::move(options));
    EXPECT_EQ(server.status().code(), absl::StatusCode::kInvalidArgument);
    return std::string(server.status().message());
  }

  const TempFolder folder_;
};

const RawClient::From kTls{"127.0.0.1", true, 0};

TEST_F(HttpTls, ServesAsWithout) {
  Served served(Good());
  RawClient client(served.port(), kTls);
  ASSERT_TRUE(client.connected());
  EXPECT_EQ(client.Ask(Get("/ping")).body, "pong");
  const std::string body(900'000, 'x');
  EXPECT_EQ(client.Ask(Post("/a", body)).body, "POST /a " + body);
  client.Send(Get("/big") + Get("/ping"));
  EXPECT_EQ(client.Read().body, std::string(Served::kBig, 'b'));
  EXPECT_EQ(client.Read().body, "pong");
}

TEST_F(HttpTls, EventsComeThrough) {
  Served served(Good());
  RawClient client(served.port(), kTls);
  client.Send(Get("/events"));
  EXPECT_EQ(client.Read().status, 200);
  EventStream stream = served.TakeStream();
  const std::string large(3'000'000, 'x');
  stream.Send(Event(large));
  stream.Close();
  EXPECT_EQ(client.ReadToEnd(), "data: " + large + "\n\n");
  EXPECT_TRUE(client.ended());
}

TEST_F(HttpTls, WhoeverDoesNotShakeHandsInTimeIsCutOff) {
  HttpServer::Options options = Good();
  options.limits.request_time = milliseconds(100);
  Served served(options);
  RawClient silent(served.port());
  EXPECT_EQ(silent.ReadToEnd(), "");
  EXPECT_TRUE(silent.ended());
}

TEST_F(HttpTls, WithoutTlsNothingIsServed) {
  Served served(Good());
  RawClient plain(served.port());
  EXPECT_EQ(plain.Ask(Get("/ping")).status, 0);
  EXPECT_TRUE(served.requests().empty());
  RawClient client(served.port(), kTls);
  EXPECT_EQ(client.Ask(Get("/ping")).body, "pong");
}

// OpenSSL writes without MSG_NOSIGNAL.
TEST_F(HttpTls, AClientThatLeavesInTheMiddleHarmsNobody) {
  Served served(Good());
  for (int i = 0; i < 20; ++i) {
    RawClient client(served.port(), kTls);
    client.Send(Get("/big"));
    client.Reset();
  }
  RawClient client(served.port(), kTls);
  EXPECT_EQ(client.Ask(Get("/ping")).body, "pong");
}

TEST_F(HttpTls, AFileThatIsNoneIsNamed) {
  EXPECT_THAT(ErrorOf(With("/no/such.pem", Key("web"))),
              AllOf(HasSubstr("/no/such.pem"), HasSubstr("No such file or directory")));
  EXPECT_THAT(ErrorOf(With(Cert("web"), "/no/such.key")),
              AllOf(HasSubstr("/no/such.key"), HasSubstr("No such file or directory")));
  EXPECT_THAT(ErrorOf(With(Key("web"), Key("web"))), HasSubstr(Key("web")));
  EXPECT_THAT(ErrorOf(With(Cert("web"), Cert("web"))), HasSubstr(Cert("web")));
  EXPECT_THAT(ErrorOf(With(Cert("web"), Key("other"))), HasSubstr(Key("other")));
  EXPECT_THAT(ErrorOf(With(Cert("web"), "")), StartsWith("cannot use the TLS key"));
  // Nobody is asked for its password on the terminal.
  EXPECT_THAT(ErrorOf(With(Cert("locked"), Key("locked"))), HasSubstr(Key("locked")));
}

}  // namespace
}  // namespace aurax::load::master
