// A worker in this process, with the cluster's messages going to and from it over in-process
// queues.
#ifndef AURAX_CLI_LOCAL_PORT_H_
#define AURAX_CLI_LOCAL_PORT_H_

#include <cstdint>
#include <memory>
#include <optional>

#include "cli/options.h"
#include "cli/worker_port.h"
#include "common/mailbox.h"
#include "worker/worker.h"

namespace aurax::load::cli {

class LocalPort final : public WorkerPort {
 public:
  // Both outlive it.
  LocalPort(const Options& options, const Clock* clock) : options_(options), clock_(clock) {}

  absl::Status Open(const Say& say) override;
  void Serve(master::Coordinator* coordinator) override;
  void Turn() override;
  bool Tick(const Say& say) override;
  void Close() override {}
  bool distributed() const override { return false; }

 private:
  const Options& options_;
  const Clock* const clock_;
  Mailbox<v1::WorkerMessage> inbox_;
  std::optional<v1::WorkerMessage> hello_;  // the worker's, once it has said it
  std::unique_ptr<worker::Worker> worker_;  // ends before the inbox that it writes to
  master::Coordinator* coordinator_ = nullptr;
};

// --loops, or one per core.
uint32_t LoopCount(const Options& options);

}  // namespace aurax::load::cli

#endif  // AURAX_CLI_LOCAL_PORT_H_
