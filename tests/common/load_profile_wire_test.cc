#include <gtest/gtest.h>
#include <limits>

#include "common/load_profile.h"

namespace aurax::load {
namespace {

v1::Profile To(double users) {
  v1::Profile proto;
  proto.add_segments()->set_to_users(users);
  return proto;
}

TEST(LoadProfile, MoreUsersThanCanBeNumberedAreRefused) {
  ASSERT_TRUE(LoadProfile::FromProto(To(0xffffffff)).ok());
  EXPECT_EQ(LoadProfile::FromProto(To(0xffffffff))->UsersAt(Duration(1)), 0xffffffff);
  for (const double users : {4294967296.0, 1e39, std::numeric_limits<double>::infinity(),
                             std::numeric_limits<double>::quiet_NaN(), -1.0}) {
    EXPECT_FALSE(LoadProfile::FromProto(To(users)).ok()) << users;
  }
}

}  // namespace
}  // namespace aurax::load
