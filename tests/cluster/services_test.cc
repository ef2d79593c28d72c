// What others than our workers may ask a master, and others than our masters a worker.
#include <gmock/gmock.h>
#include <grpcpp/grpcpp.h>
#include <gtest/gtest.h>

#include "tests/cluster/ends.h"
#include "tests/cluster/generic_call.h"

namespace aurax::load {
namespace {

using ::testing::HasSubstr;

constexpr char kHealth[] = "/grpc.health.v1.Health/Check";
constexpr char kServing[] = "\x08\x01";  // HealthCheckResponse{status: SERVING}

std::string LengthPrefixed(char tag, const std::string& text) {
  return std::string(1, tag) + static_cast<char>(text.size()) + text;
}

TEST(Services, TheMasterSaysThatItServes) {
  MasterEnd master({.join_token = "secret"});
  for (const std::string service : {"", "aurax.load.v1.Cluster"}) {
    const GenericAnswer answer = Call(master.port(), kHealth, LengthPrefixed('\x0a', service));
    EXPECT_TRUE(answer.status.ok()) << answer.status.error_message();
    EXPECT_EQ(answer.bytes, kServing) << service;
  }
  EXPECT_EQ(Call(master.port(), kHealth, LengthPrefixed('\x0a', "other")).status.error_code(),
            grpc::StatusCode::NOT_FOUND);
}

TEST(Services, ReflectionListsThem) {
  MasterEnd master;
  const GenericAnswer answer =
      Call(master.port(), "/grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo",
           LengthPrefixed('\x3a', "*"));  // ServerReflectionRequest{list_services: "*"}
  EXPECT_TRUE(answer.status.ok()) << answer.status.error_message();
  EXPECT_THAT(answer.bytes, HasSubstr("aurax.load.v1.Cluster"));
  EXPECT_THAT(answer.bytes, HasSubstr("grpc.health.v1.Health"));
}

TEST(Services, AServerWithoutOursIsNoMaster) {
  grpc::ServerBuilder builder;
  int port = 0;
  builder.AddListeningPort("127.0.0.1:0", grpc::InsecureServerCredentials(), &port);
  const std::unique_ptr<grpc::Server> server = builder.BuildAndStart();
  WorkerEnd worker(static_cast<uint16_t>(port));
  const LinkEvent down = worker.Down();
  EXPECT_EQ(down.text, "127.0.0.1:" + std::to_string(port) + " is no aurax-load master");
  EXPECT_TRUE(down.permanent);
}

}  // namespace
}  // namespace aurax::load
