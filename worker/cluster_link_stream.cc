#include "worker/cluster_link_stream.h"

#include <utility>

#include "common/clock.h"
#include "common/protocol.h"

namespace aurax::load::worker {

LinkStream::LinkStream(std::shared_ptr<grpc::Channel> channel, std::function<void(LinkEvent)> emit)
    : emit_(std::move(emit)),
      channel_(std::move(channel)),
      stub_(v1::Cluster::NewStub(channel_)),
      queue_(kMostQueuedBytes) {}

void LinkStream::Open(const std::string& join_token) {
  if (!join_token.empty()) call_.AddMetadata("authorization", "Bearer " + join_token);
  stub_->async()->Attach(&call_, this);
  {
    MutexLock lock(mutex_);
    held_ = true;
    AddHold();
  }
  StartCall();
}

void LinkStream::Send(v1::WorkerMessage message) {
  const uint64_t bytes = message.ByteSizeLong();
  MutexLock lock(mutex_);
  if (!up_ || !held_ || closing_) return;
  if (queue_.Push(std::move(message), bytes)) {
    WriteOnLocked();
  } else {
    CancelLocked("the master does not read what it is sent");
  }
}

void LinkStream::Close() {
  MutexLock lock(mutex_);
  closing_ = true;
  if (up_) {
    WriteOnLocked();
  } else {
    CancelLocked("closed");
  }
}

void LinkStream::Cancel(const std::string& reason) {
  MutexLock lock(mutex_);
  CancelLocked(reason);
}

bool LinkStream::WaitUntilUp(Duration limit) {
  const MonotonicTime end = RealClock().Now() + limit;
  MutexLock lock(mutex_);
  while (!up_ && !done_) {
    const Duration rest = end - RealClock().Now();
    if (rest <= Duration::zero()) return false;
    changed_.WaitFor(mutex_, rest);
  }
  return up_;
}

void LinkStream::WaitUntilDone() {
  MutexLock lock(mutex_);
  while (!done_) changed_.Wait(mutex_);
}

bool LinkStream::WaitUntilDone(Duration limit) {
  const MonotonicTime end = RealClock().Now() + limit;
  MutexLock lock(mutex_);
  while (!done_) {
    const Duration rest = end - RealClock().Now();
    if (rest <= Duration::zero()) return false;
    changed_.WaitFor(mutex_, rest);
  }
  return true;
}

grpc::Status LinkStream::status() {
  MutexLock lock(mutex_);
  return status_;
}

std::string LinkStream::cancel_reason() {
  MutexLock lock(mutex_);
  return cancel_reason_;
}

void LinkStream::OnReadInitialMetadataDone(bool ok) {
  {
    MutexLock lock(mutex_);
    if (!ok) {
      LetGoLocked();
      return;
    }
    up_ = true;  // before kUp, whose receiver sends at once
    changed_.NotifyAll();
  }
  emit_({LinkEvent::Kind::kUp, {}, {}, false});
  StartRead(&incoming_);
}

void LinkStream::OnReadDone(bool ok) {
  if (!ok) {
    MutexLock lock(mutex_);
    LetGoLocked();
    return;
  }
  emit_({LinkEvent::Kind::kMessage, std::move(incoming_), {}, false});
  incoming_.Clear();
  StartRead(&incoming_);
}

void LinkStream::OnWriteDone(bool ok) {
  MutexLock lock(mutex_);
  queue_.Written();
  if (ok) {
    WriteOnLocked();
  } else {
    LetGoLocked();
  }
}

void LinkStream::OnDone(const grpc::Status& status) {
  MutexLock lock(mutex_);
  status_ = status;
  done_ = true;
  changed_.NotifyAll();
}

void LinkStream::WriteOnLocked() {
  if (!held_) return;
  if (const v1::WorkerMessage* next = queue_.Next()) StartWrite(next);
  if (closing_ && queue_.empty() && !half_closed_) {
    half_closed_ = true;
    StartWritesDone();
  }
}

void LinkStream::CancelLocked(const std::string& reason) {
  if (done_) return;
  if (cancel_reason_.empty()) cancel_reason_ = reason;
  call_.TryCancel();
}

void LinkStream::LetGoLocked() {
  if (!held_) return;
  held_ = false;
  RemoveHold();
}

}  // namespace aurax::load::worker
