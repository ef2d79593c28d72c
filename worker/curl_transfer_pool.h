// The easy handles of one engine. There are as many as were ever in flight at once, so a user that
// waits holds none. Belongs to the loop's thread.
#ifndef AURAX_WORKER_CURL_TRANSFER_POOL_H_
#define AURAX_WORKER_CURL_TRANSFER_POOL_H_

#include <functional>
#include <memory>
#include <vector>

#include "worker/curl_transfer.h"

namespace aurax::load::worker {

class CurlTransferPool {
 public:
  using Factory = std::function<std::unique_ptr<CurlTransfer>()>;
  explicit CurlTransferPool(Factory factory) : factory_(std::move(factory)) {}

  // A transfer attached to `session`: the one that carried its last request if possible (nothing
  // needs to be set then), else the one used last.
  CurlTransfer* Take(CurlSession* session);
  // `transfer` came from Take and is not in a multi any more.
  void Put(CurlTransfer* transfer);
  // Called by a session before it goes: a share cannot be closed while a handle is attached to it.
  void Detach(CurlSession* session);

 private:
  void RemoveIdle(CurlTransfer* transfer);

  const Factory factory_;
  std::vector<std::unique_ptr<CurlTransfer>> all_;
  std::vector<CurlTransfer*> idle_;
};

}  // namespace aurax::load::worker

#endif  // AURAX_WORKER_CURL_TRANSFER_POOL_H_
