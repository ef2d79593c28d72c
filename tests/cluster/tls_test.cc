#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/cluster/certificates.h"
#include "tests/cluster/ends.h"

namespace aurax::load {
namespace {

using ::testing::HasSubstr;

class Tls : public ::testing::Test {
 protected:
  static LinkEvent DownOf(const MasterEnd& master, const TlsFiles& tls,
                          const std::string& host = "127.0.0.1") {
    WorkerEnd worker(ClusterLink::Options{.host = host, .port = master.port(), .tls = tls});
    EXPECT_TRUE(worker.status().ok()) << worker.status();
    return worker.Down();
  }
  static void ExpectThrough(MasterEnd& master, const TlsFiles& tls, const std::string& host) {
    WorkerEnd worker(ClusterLink::Options{.host = host, .port = master.port(), .tls = tls});
    worker.Up();
    const uint64_t connection = master.Opened();
    worker->Send(Beat(1));
    EXPECT_EQ(master.Message().message->heartbeat().number(), 1u);
    master->Send(connection, Ack(1));
    EXPECT_EQ(worker.Message().heartbeat_ack().number(), 1u);
    worker.Stop();
    master.Closed();
  }
  void ExpectMasterError(const TlsFiles& tls, absl::StatusCode code, const std::string& text) {
    MasterEnd master({.tls = tls});
    ASSERT_FALSE(master.started()) << text;
    EXPECT_EQ(master.status().code(), code) << master.status();
    EXPECT_THAT(std::string(master.status().message()), HasSubstr(text));
  }
  const Certificates files_;
};

TEST_F(Tls, AWorkerThatKnowsTheAuthorityIsLetIn) {
  MasterEnd master({.tls = files_.master()});
  ASSERT_TRUE(master.started()) << master.status();
  ExpectThrough(master, files_.worker_without_certificate(), "127.0.0.1");
  ExpectThrough(master, files_.worker_without_certificate(), "localhost");
}

TEST_F(Tls, AnIpv6AddressIsVerifiedToo) {
  MasterEnd master({.host = "::1", .tls = files_.master()});
  ASSERT_TRUE(master.started()) << master.status();
  ExpectThrough(master, files_.worker_without_certificate(), "::1");
}

TEST_F(Tls, BothSidesVerifyEachOther) {
  MasterEnd master({.tls = files_.mutual_master()});
  ASSERT_TRUE(master.started()) << master.status();
  ExpectThrough(master, files_.worker(), "127.0.0.1");
}

TEST_F(Tls, AWorkerWithoutACertificateIsRefusedWhereOneIsAskedFor) {
  MasterEnd master({.tls = files_.mutual_master()});
  EXPECT_FALSE(DownOf(master, files_.worker_without_certificate()).permanent);
  EXPECT_FALSE(master.Next(Duration::zero()));
}

TEST_F(Tls, AnotherAuthorityIsNotBelieved) {
  const Certificates strangers;
  MasterEnd master({.tls = files_.mutual_master()});
  TlsFiles tls = files_.worker();
  tls.ca = strangers.ca();
  EXPECT_THAT(DownOf(master, tls).text, HasSubstr("TLS"));
  TlsFiles rogue = strangers.worker();
  rogue.ca = files_.ca();
  DownOf(master, rogue);
  EXPECT_FALSE(master.Next(Duration::zero()));
}

TEST_F(Tls, ACertificateForAnotherNameIsNotBelieved) {
  MasterEnd master({.host = "*", .tls = files_.master()});
  EXPECT_THAT(DownOf(master, files_.worker_without_certificate(), "127.0.0.2").text,
              HasSubstr("TLS"));
}

TEST_F(Tls, PlainTextDoesNotMeetTls) {
  MasterEnd secure({.tls = files_.master()});
  EXPECT_FALSE(DownOf(secure, {}).permanent);
  MasterEnd plain;
  EXPECT_THAT(DownOf(plain, files_.worker_without_certificate()).text, HasSubstr("TLS"));
  EXPECT_FALSE(secure.Next(Duration::zero()));
  EXPECT_FALSE(plain.Next(Duration::zero()));
}

TEST_F(Tls, AFileThatCannotBeUsedIsNamed) {
  const std::string text = files_.Write("text.pem", "no certificate\n");
  const std::string empty = files_.Write("empty.pem", "");
  TlsFiles tls = files_.mutual_master();
  tls.certificate = "/nowhere/cert.pem";
  ExpectMasterError(tls, absl::StatusCode::kNotFound, "/nowhere/cert.pem: No such file");
  tls.certificate = text;
  ExpectMasterError(tls, absl::StatusCode::kInvalidArgument, text + ": no PEM certificate in it");
  tls.certificate = empty;
  ExpectMasterError(tls, absl::StatusCode::kInvalidArgument, empty + ": is empty");
  tls.certificate = testing::TempDir();
  ExpectMasterError(tls, absl::StatusCode::kInvalidArgument, testing::TempDir());
  tls = files_.mutual_master();
  tls.key = text;
  ExpectMasterError(tls, absl::StatusCode::kInvalidArgument, text + ": no PEM private key");
  tls.key = files_.Path("worker.key");
  ExpectMasterError(tls, absl::StatusCode::kInvalidArgument,
                    *tls.key + ": not the key of the certificate " + *tls.certificate);
  tls = files_.mutual_master();
  tls.ca = text;
  ExpectMasterError(tls, absl::StatusCode::kInvalidArgument, text + ": no PEM certificate in it");
}

TEST_F(Tls, AFileWithoutItsPartnerIsNamed) {
  TlsFiles tls = files_.master();
  tls.key.reset();
  ExpectMasterError(tls, absl::StatusCode::kInvalidArgument, "--cluster-tls-key");
  ExpectMasterError({{}, {}, files_.ca()}, absl::StatusCode::kInvalidArgument,
                    "--cluster-tls-cert");
  WorkerEnd worker(ClusterLink::Options{.port = 1, .tls = files_.master()});
  EXPECT_EQ(worker.status().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_THAT(std::string(worker.status().message()), HasSubstr("--cluster-tls-ca"));
}

}  // namespace
}  // namespace aurax::load
