#include "tests/backend_sim/read_buffer.h"

#include <algorithm>
#include <cstring>
#include <utility>

namespace aurax::load::sim {

std::span<char> ReadBuffer::Room(bool amid_request) {
  const size_t held = end_ - begin_;
  const size_t larger =
      std::min(capacity_ * 8, kLargest);  // what fills a small one is the start of more
  if (capacity_ == 0 || (held == 0 && !amid_request)) {
    MoveTo(kSmall);
  } else if (end_ == capacity_) {
    MoveTo(held < capacity_ / 2 && held > 0 ? capacity_ : larger);
  }
  return {bytes_.get() + end_, capacity_ - end_};
}

void ReadBuffer::MoveTo(size_t capacity) {
  if (begin_ == end_ && capacity == capacity_) {
    begin_ = end_ = 0;
    return;
  }
  auto bytes = std::make_unique_for_overwrite<char[]>(capacity);
  const size_t held = end_ - begin_;
  if (held > 0) std::memcpy(bytes.get(), bytes_.get() + begin_, held);
  bytes_ = std::move(bytes);
  capacity_ = capacity;
  begin_ = 0;
  end_ = held;
}

}  // namespace aurax::load::sim
