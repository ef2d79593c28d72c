// A master's workers: those that connect, and those that are processes of its own.
#ifndef AURAX_CLI_CLUSTER_PORT_H_
#define AURAX_CLI_CLUSTER_PORT_H_

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>

#include "cli/child_workers.h"
#include "cli/options.h"
#include "cli/worker_port.h"
#include "common/mailbox.h"
#include "master/cluster_server.h"

namespace aurax::load::cli {

class ClusterPort final : public WorkerPort {
 public:
  struct Settings {
    std::string join_token;
    ChildWorkers* children = nullptr;  // our own workers, where there are any; outlives the port
    std::string local_name;            // the abstract Unix socket they come by
  };
  // `options` and `clock` outlive it.
  ClusterPort(const Options& options, const Clock* clock, Settings settings)
      : options_(options), clock_(clock), settings_(std::move(settings)) {}

  absl::Status Open(const Say& say) override;
  void Serve(master::Coordinator* coordinator) override;
  void Turn() override;
  bool Tick(const Say& say) override;
  void Close() override;
  bool distributed() const override { return true; }

 private:
  struct Peer {
    std::string address;
    std::optional<v1::WorkerMessage> hello;  // once it has said it
  };
  void Take(master::ClusterEvent event);
  void Attach(uint64_t connection, const Peer& peer);
  void EndChildren();

  const Options& options_;
  const Clock* const clock_;
  const Settings settings_;
  Mailbox<master::ClusterEvent> inbox_;
  Mailbox<std::string> warnings_;
  std::map<uint64_t, Peer> peers_;  // by connection
  std::unique_ptr<master::ClusterServer> server_;
  master::Coordinator* coordinator_ = nullptr;
};

}  // namespace aurax::load::cli

#endif  // AURAX_CLI_CLUSTER_PORT_H_
