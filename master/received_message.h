// A message of a worker with the arena that it was read into: one of a snapshot is thousands of
// small pieces, and gRPC's threads would allocate what the control thread then frees one by one.
// Not thread-safe.
#ifndef AURAX_MASTER_RECEIVED_MESSAGE_H_
#define AURAX_MASTER_RECEIVED_MESSAGE_H_

#include <google/protobuf/arena.h>
#include <memory>

#include "aurax/load/v1/cluster.pb.h"

namespace aurax::load::master {

class ReceivedMessage {
 public:
  // None: not to be looked at.
  ReceivedMessage() = default;
  // An empty one, to be read into.
  static ReceivedMessage New() {
    google::protobuf::ArenaOptions options;
    options.start_block_size = kFirstBlock;
    options.max_block_size = kLargestBlock;
    ReceivedMessage made;
    made.arena_ = std::make_unique<google::protobuf::Arena>(options);
    made.message_ = google::protobuf::Arena::CreateMessage<v1::WorkerMessage>(made.arena_.get());
    return made;
  }

  v1::WorkerMessage* operator->() const { return message_; }
  v1::WorkerMessage& operator*() const { return *message_; }

 private:
  static constexpr size_t kFirstBlock = 1024;  // a heartbeat fits
  static constexpr size_t kLargestBlock = size_t{32} * 1024;

  std::unique_ptr<google::protobuf::Arena> arena_;
  v1::WorkerMessage* message_ = nullptr;  // the arena's
};

}  // namespace aurax::load::master

#endif  // AURAX_MASTER_RECEIVED_MESSAGE_H_
