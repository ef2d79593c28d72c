// What waits to be written to a stream that takes one message at a time. Not thread-safe.
//
//   if (!queue.Push(std::move(message), size)) { ...the peer does not read... }
//   if (const Message* next = queue.Next()) stream.StartWrite(next);   // stays where it is
//   ...when it is written:
//   queue.Written();
#ifndef AURAX_COMMON_SEND_QUEUE_H_
#define AURAX_COMMON_SEND_QUEUE_H_

#include <algorithm>
#include <cstdint>
#include <deque>
#include <utility>

namespace aurax::load {

template <typename Message>
class SendQueue {
 public:
  explicit SendQueue(uint64_t most_bytes) : most_bytes_(most_bytes) {}

  // False, and nothing kept, where `bytes` more would be too much beside what already waits. One
  // message fits an empty queue, however large.
  bool Push(Message message, uint64_t bytes) {
    if (!items_.empty() && bytes > most_bytes_ - std::min(bytes_, most_bytes_)) return false;
    bytes_ += bytes;
    items_.push_back({std::move(message), bytes});
    return true;
  }

  // The message to write now, valid until Written(); null where there is none or one is being
  // written.
  const Message* Next() {
    if (writing_ || items_.empty()) return nullptr;
    writing_ = true;
    return &items_.front().message;
  }

  // Requires that one is being written.
  void Written() {
    writing_ = false;
    bytes_ -= items_.front().bytes;
    items_.pop_front();
  }

  bool writing() const { return writing_; }
  bool empty() const { return items_.empty(); }
  uint64_t bytes() const { return bytes_; }  // the one being written included

 private:
  struct Item {
    Message message;
    uint64_t bytes;
  };
  const uint64_t most_bytes_;
  std::deque<Item> items_;  // a deque: Next()'s message must not move
  uint64_t bytes_ = 0;
  bool writing_ = false;
};

}  // namespace aurax::load

#endif  // AURAX_COMMON_SEND_QUEUE_H_
