#include "cli/web_options.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace aurax::load::cli {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

TEST(WebOptionsTest, ContradictionsAreMistakes) {
  EXPECT_THAT(WebMistakes(Options()), IsEmpty());
  Options options;
  options.autoquit = 0;
  options.web_base_path = "load";
  options.web_tls_cert = "c";
  options.web_login = true;
  EXPECT_THAT(WebMistakes(options),
              ElementsAre("--autoquit needs --autostart", HasSubstr("does not begin with /"),
                          "--web-tls-cert needs --web-tls-key", HasSubstr("--web-auth-file")));
  options = Options();
  options.autoquit = 0;
  options.autostart = true;
  options.web_base_path = "/load";
  options.web_tls_cert = options.web_tls_key = "f";
  options.web_login = true;
  options.web_auth_file = "f";
  EXPECT_THAT(WebMistakes(options), IsEmpty());
}

TEST(WebOptionsTest, TheWebUiIsForThisMachineUnlessSomebodySaysOtherwise) {
  Options options;
  EXPECT_EQ(WebHost(options), "127.0.0.1");
  EXPECT_THAT(WebExposureWarnings(options), IsEmpty());
  options.web_host = "*";
  EXPECT_THAT(WebExposureWarnings(options), ElementsAre(HasSubstr("--web-auth-file")));
  options.web_auth_file = "f";
  EXPECT_THAT(WebExposureWarnings(options), ElementsAre(HasSubstr("--web-tls-cert")));
  options.web_tls_cert = options.web_tls_key = "f";
  EXPECT_THAT(WebExposureWarnings(options), IsEmpty());
  options.web_host = "[::1]";
  options.web_auth_file.reset();
  EXPECT_EQ(WebHost(options), "::1");
  EXPECT_THAT(WebExposureWarnings(options), IsEmpty());
}

TEST(WebOptionsTest, WithoutAWebUiItsOptionsAreSaidToBeOfNoUse) {
  Options options;
  EXPECT_THAT(WebWarnings(options, {"web-port", "web-host"}), IsEmpty());
  options.headless = true;
  EXPECT_THAT(WebWarnings(options, {"web-port", "allowed-hosts", "users"}),
              ElementsAre(AllOf(HasSubstr("--web-port"), Not(HasSubstr("allowed")))));
  EXPECT_THAT(WebWarnings(options, {"web-host"}), SizeIs(1));
  options.metrics_port = 0;
  EXPECT_THAT(WebWarnings(options, {"web-host"}), IsEmpty());
}

}  // namespace
}  // namespace aurax::load::cli
