#include "master/cluster_server_stream.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/protocol.h"

namespace aurax::load::master {
namespace {

// Messages of one stream that are read and not taken; the count alone would let one peer have
// most_untaken of the largest.
constexpr uint64_t kMostUntakenBytes = kMostMessageBytes;
constexpr char kEnded[] = "the worker ended the stream, or sent what is no message";
constexpr char kSilent[] = "it says nothing any more";

}  // namespace

ClusterStream::ClusterStream(uint64_t connection, grpc::CallbackServerContext* call,
                             const Bounds& bounds, Calls calls)
    : connection_(connection),
      peer_(call->peer()),
      most_untaken_(bounds.most_untaken),
      longest_silence_(bounds.longest_silence),
      farewell_limit_(bounds.farewell_limit),
      calls_(std::move(calls)),
      call_(call),
      queue_(kMostQueuedBytes) {}

void ClusterStream::Open() {
  self_ = shared_from_this();
  StartSendInitialMetadata();  // the worker's link is up when it sees this
  calls_.emit({ClusterEvent::Kind::kOpened, connection_, {}, peer_});
  MutexLock lock(mutex_);
  ReadOnLocked();
}

void ClusterStream::Send(v1::MasterMessage message) {
  const uint64_t bytes = message.ByteSizeLong();
  {
    MutexLock lock(mutex_);
    if (end_ || finished_) return;
    if (queue_.Push(std::move(message), bytes)) {
      WriteOnLocked();
      return;
    }
    BreakLocked(grpc::Status(grpc::StatusCode::RESOURCE_EXHAUSTED, "it does not read"));
  }
  calls_.cut_off(absl::StrCat(peer_, " does not read what it is sent"));
}

void ClusterStream::Taken() {
  MutexLock lock(mutex_);
  if (untaken_.empty()) return;
  untaken_bytes_ -= untaken_.front();
  untaken_.pop_front();
  ReadOnLocked();
}

void ClusterStream::Close(const grpc::Status& status) {
  MutexLock lock(mutex_);
  EndLocked(status);
}

void ClusterStream::Check(MonotonicTime now) {
  {
    MutexLock lock(mutex_);
    if (call_ == nullptr) return;
    if (end_) {
      if (!end_limit_) end_limit_ = now + farewell_limit_;
      // The peer does not read what was queued before the end.
      if (now >= *end_limit_) BreakLocked(*end_);
      return;
    }
    if (!reading_ || now < message_limit_) return;
    broken_ = true;
    EndLocked(grpc::Status(grpc::StatusCode::DEADLINE_EXCEEDED, kSilent));
  }
  calls_.cut_off(absl::StrCat(peer_, ": ", kSilent));
}

void ClusterStream::OnReadDone(bool ok) {
  uint64_t bytes = 0;
  if (ok) bytes = incoming_->ByteSizeLong();
  {
    MutexLock lock(mutex_);
    if (!ok) {
      reading_ = false;
      if (call_->IsCancelled()) {
        BrokenLocked();
      } else {
        EndLocked(grpc::Status(grpc::StatusCode::OK, kEnded));
      }
      return;
    }
    heard_ = true;
    untaken_.push_back(bytes);
    untaken_bytes_ += bytes;
  }
  calls_.emit({ClusterEvent::Kind::kMessage,
               connection_,
               std::exchange(incoming_, ReceivedMessage::New()),
               {}});
  MutexLock lock(mutex_);
  reading_ = false;  // not before: Taken() may come while it is being emitted
  ReadOnLocked();
}

void ClusterStream::OnWriteDone(bool ok) {
  MutexLock lock(mutex_);
  queue_.Written();
  if (!ok) broken_ = true;  // OnCancel() follows, with the end
  WriteOnLocked();
}

void ClusterStream::OnCancel() {
  MutexLock lock(mutex_);
  BrokenLocked();
}

void ClusterStream::OnDone() {
  std::string why;
  {
    MutexLock lock(mutex_);
    call_ = nullptr;
    why = end_ ? end_->error_message() : "";
  }
  calls_.emit({ClusterEvent::Kind::kClosed, connection_, {}, why});
  calls_.done(connection_);
  const std::shared_ptr<ClusterStream> last = std::move(self_);
}

void ClusterStream::ReadOnLocked() {
  if (reading_ || finished_ || untaken_.size() >= most_untaken_ ||
      untaken_bytes_ >= kMostUntakenBytes) {
    return;
  }
  reading_ = true;
  message_limit_ =
      RealClock().Now() + (heard_ ? std::min(longest_silence_, kLease) : longest_silence_);
  StartRead(&*incoming_);
}

void ClusterStream::WriteOnLocked() {
  if (!broken_ && !finished_) {
    if (const v1::MasterMessage* next = queue_.Next()) StartWrite(next);
  }
  if (!end_ || finished_ || queue_.writing() || (!broken_ && !queue_.empty())) return;
  finished_ = true;
  Finish(end_->ok() ? grpc::Status::OK : *end_);
}

void ClusterStream::EndLocked(const grpc::Status& status) {
  if (!end_) end_ = status;
  WriteOnLocked();
}

void ClusterStream::BrokenLocked() {
  broken_ = true;
  EndLocked(grpc::Status(grpc::StatusCode::CANCELLED, "the connection broke"));
}

void ClusterStream::BreakLocked(const grpc::Status& status) {
  broken_ = true;
  if (call_ != nullptr) call_->TryCancel();  // a write that waits for the peer ends by this alone
  EndLocked(status);
}

}  // namespace aurax::load::master
