#include "master/web/access.h"

#include <deque>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <memory>
#include <optional>

#include "absl/strings/str_cat.h"
#include "common/mutex.h"
#include "master/web/sessions.h"
#include "tests/fakes/fake_clock.h"
#include "tests/fakes/temp_folder.h"

namespace aurax::load::master {
namespace {

using std::chrono::hours;
using std::chrono::seconds;
using ::testing::HasSubstr;
using ::testing::MatchesRegex;
using ::testing::Not;

using Code = absl::StatusCode;

// The web front's thread: what is posted runs when the test waits for it.
class Posted {
 public:
  std::function<void(std::function<void()>)> door() {
    return [this](std::function<void()> task) {
      const MutexLock lock(mutex_);
      tasks_.push_back(std::move(task));
      changed_.NotifyAll();
    };
  }
  void RunOne() {
    std::function<void()> task;
    {
      const MutexLock lock(mutex_);
      while (tasks_.empty()) changed_.Wait(mutex_);
      task = std::move(tasks_.front());
      tasks_.pop_front();
    }
    task();
  }

 private:
  Mutex mutex_;
  CondVar changed_;
  std::deque<std::function<void()>> tasks_;
};

// Of the passwords that they are called after, at a cost that a test can bear.
constexpr char kLovelace[] =
    "$scrypt$ln=4,r=8,p=1$c2FsdC1vZi1sb3ZlbGFjZQ$sqMIa7LIZ0wimILezJvqnHDHqpwEPmKOLkfayyqjVrA";
constexpr char kBuilder[] =
    "$scrypt$ln=4,r=8,p=1$c2FsdC1vZi1idWlsZGVy$x8xxxzM9CA0t28UiUMRyMO5yGvDyblo6oFOCYR+d3Eg";
constexpr char kScriptSecret[] =
    "$scrypt$ln=4,r=8,p=1$c2FsdC1vZi1zY3JpcHQtcw$8C44yg0FkfsJUpirV+X33uHUyv0DzYJ10Dpjz/pIo3E";

class AccessTest : public testing::Test {
 protected:
  static std::string File() {
    return absl::StrCat("# people\nada:operator:", kLovelace, "\r\n\n  bob:viewer:", kBuilder,
                        "\ntoken:operator:", kScriptSecret, "\n");
  }
  absl::StatusOr<std::unique_ptr<Access>> TryOpen(const std::string& text) {
    WriteBytes(folder_.File("auth"), text);
    return Access::Open({folder_.File("auth"), true, "/load", &clock_});
  }
  void Open() {
    auto access = TryOpen(File());
    ASSERT_TRUE(access.ok()) << access.status();
    access_ = *std::move(access);
  }

  absl::StatusOr<std::string> Login(const std::string& user, const std::string& password,
                                    const std::string& peer = "10.0.0.1") {
    std::optional<absl::StatusOr<std::string>> answer;
    access_->Login(user, password, peer, posted_.door(),
                   [&](absl::StatusOr<std::string> cookie) { answer = std::move(cookie); });
    EXPECT_FALSE(answer.has_value());  // never at once
    posted_.RunOne();
    return *answer;
  }
  // With the cookie that a browser would send.
  static HttpRequest With(const std::string& set_cookie) {
    HttpRequest request;
    request.peer = "10.0.0.1";
    request.headers = {{"host", "load.example:8089"},
                       {"cookie", "theme=dark; " + set_cookie.substr(0, set_cookie.find(';'))}};
    return request;
  }
  static HttpRequest WithToken(const std::string& token, const std::string& peer = "10.0.0.1") {
    HttpRequest request;
    request.peer = peer;
    request.headers = {{"authorization", "Bearer " + token}};
    return request;
  }

  const TempFolder folder_;
  FakeClock clock_;
  Posted posted_;
  std::unique_ptr<Access> access_;
};

TEST_F(AccessTest, WhereNobodyLogsInEverybodyIsAnOperator) {
  auto access = Access::Open({"", false, "", &clock_});
  ASSERT_TRUE(access.ok());
  EXPECT_FALSE((*access)->login_required());
  const auto visitor = (*access)->Identify({});
  ASSERT_TRUE(visitor.has_value());
  EXPECT_EQ(visitor->role, Role::kOperator);
  EXPECT_FALSE((*access)->MayChange({}, *visitor, ""));
  EXPECT_TRUE((*access)->MayChange({}, *visitor, visitor->csrf));
}

TEST_F(AccessTest, ALoginMakesASession) {
  Open();
  EXPECT_TRUE(access_->login_required());
  EXPECT_FALSE(access_->Identify(With("aurax_session=x")).has_value());
  const auto cookie = Login("ada", "lovelace");
  ASSERT_TRUE(cookie.ok()) << cookie.status();
  EXPECT_THAT(*cookie, MatchesRegex("aurax_session=[0-9a-f]{32}; Path=/load; HttpOnly; "
                                    "SameSite=Strict; Secure"));
  const auto visitor = access_->Identify(With(*cookie));
  ASSERT_TRUE(visitor.has_value());
  EXPECT_EQ(visitor->user, "ada");
  EXPECT_EQ(visitor->role, Role::kOperator);
  EXPECT_FALSE(visitor->by_token);
  const auto bob = Login("bob", "builder");
  EXPECT_EQ(access_->Identify(With(*bob))->role, Role::kViewer);
  EXPECT_NE(access_->Identify(With(*bob))->csrf, visitor->csrf);
}

TEST_F(AccessTest, ASessionEndsByLogoutOrDisuse) {
  Open();
  const std::string ada = *Login("ada", "lovelace"), bob = *Login("bob", "builder");
  EXPECT_THAT(access_->Logout(With(ada)), MatchesRegex("aurax_session=; Path=/load; .*Max-Age=0"));
  EXPECT_FALSE(access_->Identify(With(ada)).has_value());
  for (int i = 0; i < 3; ++i) {
    clock_.Advance(hours(11));
    EXPECT_TRUE(access_->Identify(With(bob)).has_value());
  }
  clock_.Advance(hours(12) + seconds(1));
  EXPECT_FALSE(access_->Identify(With(bob)).has_value());
}

TEST_F(AccessTest, AWrongUserIsToldTheSameAsAWrongPassword) {
  Open();
  const auto user = Login("eve", "lovelace"), password = Login("ada", "byron");
  EXPECT_EQ(user.status().code(), Code::kPermissionDenied);
  EXPECT_EQ(user.status(), password.status());
  EXPECT_EQ(Login("token", "script-secret").status().code(), Code::kPermissionDenied);
  EXPECT_EQ(Login("ada", std::string(2'000, 'x')).status().code(), Code::kPermissionDenied);
}

TEST_F(AccessTest, FailuresOfOneAddressAreThrottled) {
  Open();
  for (int i = 0; i < 5; ++i) EXPECT_EQ(Login("ada", "?").status().code(), Code::kPermissionDenied);
  EXPECT_EQ(Login("ada", "lovelace").status().code(), Code::kResourceExhausted);
  EXPECT_TRUE(Login("ada", "lovelace", "10.0.0.2").ok());
  clock_.Advance(seconds(10));
  EXPECT_EQ(Login("ada", "?").status().code(), Code::kPermissionDenied);
  EXPECT_EQ(Login("ada", "lovelace").status().code(), Code::kResourceExhausted);
  clock_.Advance(seconds(10));
  // Who knows the password may log in as often as wanted.
  for (int i = 0; i < 7; ++i) EXPECT_TRUE(Login("ada", "lovelace").ok());
}

TEST_F(AccessTest, LoginsAtOnceAreAsManyAsOneAfterAnother) {
  Open();
  int denied = 0, exhausted = 0;
  for (int i = 0; i < 20; ++i) {
    access_->Login("ada", "?", "10.0.0.1", posted_.door(), [&](const auto& cookie) {
      ++(cookie.status().code() == Code::kResourceExhausted ? exhausted : denied);
    });
  }
  for (int i = 0; i < 20; ++i) posted_.RunOne();
  EXPECT_EQ(denied, 5);
  EXPECT_EQ(exhausted, 15);
}

TEST_F(AccessTest, ALoginMayOutliveIt) {
  Open();
  bool called = false;
  access_->Login("ada", "lovelace", "10.0.0.1", posted_.door(),
                 [&](const auto&) { called = true; });
  access_.reset();
  EXPECT_FALSE(called);
}

TEST_F(AccessTest, ChangesNeedTheSessionsOwnToken) {
  Open();
  const std::string cookie = *Login("ada", "lovelace"), other = *Login("bob", "builder");
  HttpRequest request = With(cookie);
  const auto visitor = *access_->Identify(request);
  EXPECT_FALSE(access_->MayChange(request, visitor, ""));
  EXPECT_FALSE(access_->MayChange(request, visitor, access_->Identify(With(other))->csrf));
  EXPECT_TRUE(access_->MayChange(request, visitor, visitor.csrf));
  request.headers.emplace_back("x-csrf-token", visitor.csrf);
  EXPECT_TRUE(access_->MayChange(request, visitor, ""));
}

TEST_F(AccessTest, ChangesComeFromItsOwnPages) {
  Open();
  const std::string cookie = *Login("ada", "lovelace");
  const auto visitor = *access_->Identify(With(cookie));
  const auto from = [&](const std::string& origin, const std::string& host) {
    HttpRequest request = With(cookie);
    request.headers[0].second = host;
    request.headers.emplace_back("origin", origin);
    return access_->MayChange(request, visitor, visitor.csrf);
  };
  EXPECT_TRUE(from("http://load.example:8089", "load.example:8089"));
  EXPECT_TRUE(from("https://Load.example", "load.example"));
  EXPECT_TRUE(from("https://load.example", "load.example:443"));
  EXPECT_TRUE(from("http://[::1]:8089", "[::1]:8089"));
  EXPECT_FALSE(from("http://load.example:8090", "load.example:8089"));
  EXPECT_FALSE(from("http://evil.example", "load.example:8089"));
  EXPECT_FALSE(from("null", "load.example:8089"));
  EXPECT_FALSE(from("null", "null"));
}

TEST_F(AccessTest, ABearerTokenNeedsNothingElse) {
  Open();
  const auto visitor = access_->Identify(WithToken("script-secret"));
  ASSERT_TRUE(visitor.has_value());
  EXPECT_TRUE(visitor->by_token);
  EXPECT_EQ(visitor->role, Role::kOperator);
  EXPECT_TRUE(access_->MayChange(WithToken("script-secret"), *visitor, ""));
  for (const char* token : {"", "script-secre", "lovelace"}) {
    EXPECT_FALSE(access_->Identify(WithToken(token)).has_value()) << token;
  }
}

TEST_F(AccessTest, GuessesOfTokensAreThrottledButKnownOnesAreNot) {
  Open();
  EXPECT_TRUE(access_->Identify(WithToken("script-secret", "10.0.0.2")).has_value());
  for (int i = 0; i < 200; ++i) {
    EXPECT_FALSE(access_->Identify(WithToken(absl::StrCat("guess", i))).has_value());
  }
  EXPECT_TRUE(access_->Identify(WithToken("script-secret")).has_value());
  EXPECT_EQ(Login("ada", "lovelace").status().code(), Code::kResourceExhausted);
}

TEST_F(AccessTest, AMistakeInTheFileIsNamedWithoutWhatIsSecret) {
  const std::string hash = kBuilder;
  for (const std::string& line :
       {std::string("ada"), std::string("ada:operator"), "ada:root:" + hash, ":viewer:" + hash,
        std::string("ada:viewer:lovelace"), "ada:viewer:" + hash + ":", "bob:viewer:" + hash}) {
    const auto access = TryOpen("# first\nbob:viewer:" + hash + "\n" + line + "\n");
    EXPECT_EQ(access.status().code(), Code::kInvalidArgument) << line;
    const std::string message(access.status().message());
    EXPECT_THAT(message, HasSubstr(folder_.File("auth") + ":3: ")) << line;
    EXPECT_THAT(message, Not(HasSubstr("lovelace")));
    EXPECT_THAT(message, Not(HasSubstr("scrypt")));
  }
  EXPECT_THAT(std::string(TryOpen("# nobody\n").status().message()), HasSubstr("no user"));
  const auto missing = Access::Open({folder_.File("none"), false, "", &clock_});
  EXPECT_THAT(std::string(missing.status().message()),
              HasSubstr(folder_.File("none") + ": No such file or directory"));
}

TEST(Sessions, TheOneUnusedLongestMakesRoom) {
  FakeClock clock;
  Sessions sessions;
  const std::string first = sessions.Begin("first", Role::kViewer, clock.Now());
  clock.Advance(seconds(1));
  const std::string second = sessions.Begin("second", Role::kViewer, clock.Now());
  for (size_t i = 2; i < Sessions::kMost; ++i) {
    clock.Advance(seconds(1));
    sessions.Begin("other", Role::kViewer, clock.Now());
  }
  EXPECT_NE(sessions.Find(first, clock.Now()), nullptr);
  clock.Advance(seconds(1));
  sessions.Begin("one more", Role::kViewer, clock.Now());
  EXPECT_EQ(sessions.size(), Sessions::kMost);
  EXPECT_EQ(sessions.Find(second, clock.Now()), nullptr);
  EXPECT_NE(sessions.Find(first, clock.Now()), nullptr);
}

}  // namespace
}  // namespace aurax::load::master
