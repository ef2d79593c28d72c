#include "cli/cluster_options.h"

#include <cstdio>
#include <fstream>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "cli/parse_command_line.h"
#include "tests/fakes/fake_environment.h"

namespace aurax::load::cli {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::UnorderedElementsAre;

using Arguments = std::vector<std::string>;

ParsedCommandLine Parsed(const Arguments& arguments, const FakeEnvironment& environment = {}) {
  return ParseCommandLine(arguments, environment.Get());
}

TEST(ClusterOptionsTest, EveryContradictionIsOneLineAndExitCode2) {
  const std::pair<Arguments, std::string> cases[] = {
      {{"-f", "s", "--master", "--worker"}, "--master and --worker: a process is"},
      {{"-f", "s", "--master", "--processes", "2"}, "--master and --processes: "},
      {{"-f", "s", "--processes", "0"}, "--processes: '0' is neither"},
      {{"-f", "s", "--processes=-2"}, "'-2' is not a whole number from -1 to 1024"},
      {{"-f", "s", "--master", "--expect-workers", "0"}, "'0' is not a whole number from 1 to"},
      {{"-f", "s", "--master", "--master-bind-port", "65536"}, "from 0 to 65535"},
      {{"--worker", "--master-port", "0"}, "from 1 to 65535"},
      {{"--worker", "--capacity", "0"}, "--capacity: '0'"},
      {{"--worker", "--master-host", "http://box"}, "'http://box' is a URL"},
      {{"--worker", "--master-host", "box:5557"}, "the port goes to --master-port"},
      {{"--worker", "--master-host", "[::1]:5557"}, "is a host and a port"},
      {{"--worker", "--state-dir", "d"}, "--state-dir is the master's"},
      {{"--worker", "--worker-id", "a\nb"}, "--worker-id: at most"},
      {{"--worker", "--worker-id", std::string(201, 'x')}, "--worker-id: at most"},
      {{"-f", "s", "--master", "--cluster-tls-cert", "c"}, "needs --cluster-tls-key"},
      {{"-f", "s", "--master", "--cluster-tls-key", "k"}, "needs --cluster-tls-cert"},
      {{"-f", "s", "--master", "--cluster-tls-ca", "a"}, "--cluster-tls-ca on a master needs"},
      {{"--worker", "--cluster-tls-cert", "c", "--cluster-tls-key", "k"}, "to know the master by"},
      {{"--master"}, "no scenario"},
      {{"--worker", "--check"}, "no scenario"},
  };
  for (const auto& [arguments, words] : cases) {
    const ParsedCommandLine parsed = Parsed(arguments);
    EXPECT_EQ(parsed.exit_code, 2) << words;
    EXPECT_THAT(parsed.error, HasSubstr(words));
    EXPECT_EQ(std::count(parsed.error.begin(), parsed.error.end(), '\n'), 2) << parsed.error;
  }
}

TEST(ClusterOptionsTest, AWorkerNeedsNoScenarioAndIgnoresOne) {
  for (const Arguments& arguments : {Arguments{"--worker"}, Arguments{"--worker", "-f", "-"},
                                     Arguments{"--worker", "-f", "x.yaml", "-u", "5"},
                                     Arguments{"--worker", "--processes", "-1"}}) {
    const ParsedCommandLine parsed = Parsed(arguments);
    EXPECT_EQ(parsed.error, "");
    EXPECT_TRUE(parsed.options.worker);
    EXPECT_TRUE(NeedsNoScenario(parsed.options));
  }
}

TEST(ClusterOptionsTest, LocustsVariablesAreUnderstood) {
  FakeEnvironment environment;
  environment.variables = {{"LOCUST_MODE_MASTER", "true"},
                           {"LOCUST_MASTER_BIND_HOST", "10.0.0.1"},
                           {"LOCUST_MASTER_BIND_PORT", "6000"},
                           {"LOCUST_EXPECT_WORKERS", "3"},
                           {"LOCUST_EXPECT_WORKERS_MAX_WAIT", "60"}};
  const Options master = Parsed({"-f", "s"}, environment).options;
  EXPECT_TRUE(IsMaster(master));
  EXPECT_EQ(HostAndPort(BindHost(master), master.master_bind_port), "10.0.0.1:6000");
  EXPECT_EQ(master.expect_workers, 3);
  EXPECT_EQ(master.expect_workers_max_wait, std::chrono::seconds(60));
  environment.variables = {{"LOCUST_MODE_WORKER", "1"},
                           {"LOCUST_PROCESSES", "4"},
                           {"LOCUST_MASTER_NODE_HOST", "[fe80::1]"},
                           {"LOCUST_MASTER_NODE_PORT", "6000"}};
  const Options worker = Parsed({}, environment).options;
  EXPECT_TRUE(worker.worker);
  EXPECT_FALSE(IsMaster(worker));
  EXPECT_EQ(worker.processes, 4);
  EXPECT_EQ(HostAndPort(MasterHost(worker), worker.master_port), "[fe80::1]:6000");
}

TEST(ClusterOptionsTest, ProcessesAloneAreAMasterThatOnlyThisMachineReaches) {
  const Options alone = Parsed({"-f", "s", "--processes", "2"}).options;
  EXPECT_TRUE(IsMaster(alone));
  EXPECT_EQ(BindHost(alone), "127.0.0.1");
  EXPECT_THAT(ExposureWarnings(alone), IsEmpty());
  const Options open = Parsed({"-f", "s", "--processes", "2", "--master-bind-host=*"}).options;
  EXPECT_EQ(BindHost(open), "*");
  EXPECT_EQ(ExposureWarnings(open).size(), 2u);
  EXPECT_EQ(ProcessCount(2), 2);
  EXPECT_GE(ProcessCount(-1), 1);
}

TEST(ClusterOptionsTest, AHostAloneIsAMastersHost) {
  for (const char* host : {"box", "box.example", "10.0.0.1", "::1", "[::1]", "fe80::1"}) {
    EXPECT_EQ(Parsed({"--worker", "--master-host", host}).exit_code, std::nullopt) << host;
  }
}

TEST(ClusterOptionsTest, OptionsOfAMasterAreWarnedOfWhereThereIsNone) {
  const Arguments of_masters = {"-f",
                                "s",
                                "--expect-workers",
                                "2",
                                "--expect-workers-max-wait",
                                "5",
                                "--master-bind-host",
                                "::1",
                                "--master-bind-port",
                                "1"};
  EXPECT_THAT(Parsed(of_masters).warnings,
              UnorderedElementsAre("--expect-workers has no effect without --master",
                                   "--expect-workers-max-wait has no effect without --master",
                                   "--master-bind-host has no effect without --master",
                                   "--master-bind-port has no effect without --master"));
  for (const Arguments& mode : {Arguments{"--master"}, Arguments{"--processes", "2"}}) {
    Arguments arguments = of_masters;
    arguments.insert(arguments.end(), mode.begin(), mode.end());
    const ParsedCommandLine parsed = Parsed(arguments);
    EXPECT_EQ(parsed.exit_code, std::nullopt) << parsed.error;
    EXPECT_THAT(parsed.warnings, IsEmpty());
  }
  EXPECT_THAT(Parsed({"-f", "s", "-u", "1"}).warnings, IsEmpty());
}

TEST(ClusterOptionsTest, WhatAWorkerIgnoresIsOneWarning) {
  EXPECT_THAT(Parsed({"--worker", "-f", "s", "--capacity", "2", "--loops", "1"}).warnings,
              IsEmpty());
  EXPECT_THAT(Parsed({"--worker", "-u", "5", "-r", "1", "-t", "1m", "-H", "http://h", "--csv", "c",
                      "--json-file", "j", "--expect-workers", "2"})
                  .warnings,
              ElementsAre("Ignored by a worker: --host, --users, --spawn-rate, --run-time, --csv, "
                          "--json-file, --expect-workers"));
}

TEST(ClusterOptionsTest, EachMissingSafeguardOfAnOpenPortIsNamed) {
  Options options;
  options.master = true;
  EXPECT_THAT(ExposureWarnings(options),
              ElementsAre(HasSubstr("--cluster-tls-cert"), HasSubstr("--join-token-file")));
  options.join_token_file = "t";
  EXPECT_THAT(ExposureWarnings(options), ElementsAre(HasSubstr("--cluster-tls-cert")));
  options.cluster_tls_cert = options.cluster_tls_key = "x";
  EXPECT_THAT(ExposureWarnings(options), IsEmpty());
  options.join_token_file.reset();
  EXPECT_THAT(ExposureWarnings(options), ElementsAre(HasSubstr("--join-token-file")));
  options.cluster_tls_ca = "ca";  // only who has its certificate comes in
  EXPECT_THAT(ExposureWarnings(options), IsEmpty());
  for (const char* loopback : {"127.0.0.1", "127.8.0.1", "::1", "[::1]", "localhost"}) {
    Options closed;
    closed.master = true;
    closed.master_bind_host = loopback;
    EXPECT_THAT(ExposureWarnings(closed), IsEmpty()) << loopback;
  }
}

TEST(ClusterOptionsTest, ErrorsOfTheJoinTokenNameTheOptionAndTheFileAndNotTheToken) {
  EXPECT_EQ(JoinTokenOf(Options())->text, "");
  Options options;
  options.join_token_file = ::testing::TempDir() + "/cluster_options_test_token.txt";
  std::ofstream(*options.join_token_file) << "s3cret\n";
  EXPECT_EQ(JoinTokenOf(options)->text, "s3cret");
  std::ofstream(*options.join_token_file) << "s3cret\x01";
  const std::string error(JoinTokenOf(options).status().message());
  std::remove(options.join_token_file->c_str());
  EXPECT_THAT(error, HasSubstr("--join-token-file: "));
  EXPECT_THAT(error, HasSubstr("cluster_options_test_token.txt"));
  EXPECT_THAT(error, Not(HasSubstr("s3cret")));
}

}  // namespace
}  // namespace aurax::load::cli
