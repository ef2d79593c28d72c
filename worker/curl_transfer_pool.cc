#include "worker/curl_transfer_pool.h"

namespace aurax::load::worker {

CurlTransfer* CurlTransferPool::Take(CurlSession* session) {
  if (session->idle_ == nullptr && idle_.empty()) {
    all_.push_back(factory_());
    idle_.push_back(all_.back().get());
    idle_.back()->idle_position = idle_.size() - 1;
  }
  CurlTransfer* const transfer = session->idle_ != nullptr ? session->idle_ : idle_.back();
  RemoveIdle(transfer);
  if (transfer->session() != nullptr) transfer->session()->idle_ = nullptr;
  transfer->AttachTo(session);
  return transfer;
}

void CurlTransferPool::RemoveIdle(CurlTransfer* transfer) {
  CurlTransfer* const last = idle_.back();
  idle_[transfer->idle_position] = last;
  last->idle_position = transfer->idle_position;
  idle_.pop_back();
}

void CurlTransferPool::Put(CurlTransfer* transfer) {
  CurlSession* const session = transfer->session();
  if (session->idle_ == nullptr) {
    session->idle_ = transfer;
  } else {
    transfer->AttachTo(nullptr);  // the session remembers one: enough unless it sends in parallel
  }
  transfer->idle_position = idle_.size();
  idle_.push_back(transfer);
}

void CurlTransferPool::Detach(CurlSession* session) {
  if (session->idle_ == nullptr) return;
  session->idle_->AttachTo(nullptr);
  session->idle_ = nullptr;
}

}  // namespace aurax::load::worker
