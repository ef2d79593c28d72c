#include "common/credentials.h"

#include <gtest/gtest.h>

namespace aurax::load {
namespace {

TEST(Credentials, OfAUrlAreMaskedAndNothingElse) {
  EXPECT_EQ(WithoutCredentials("http://bob:secret@host:80/a"), "http://***@host:80/a");
  EXPECT_EQ(WithoutCredentials("https://token@host"), "https://***@host");
  for (const char* plain :
       {"", "host", "http://host/a@b", "http://host?x=y@z", "bob@host", "://"}) {
    EXPECT_EQ(WithoutCredentials(plain), plain);
  }
}

}  // namespace
}  // namespace aurax::load
