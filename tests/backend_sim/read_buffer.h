// Bytes read from a socket and not yet parsed.
#ifndef AURAX_TESTS_BACKEND_SIM_READ_BUFFER_H_
#define AURAX_TESTS_BACKEND_SIM_READ_BUFFER_H_

#include <cstddef>
#include <memory>
#include <span>
#include <string_view>

namespace aurax::load::sim {

// Small while there is little to hold, so that thousands of idle connections cost little. Not
// thread-safe.
class ReadBuffer {
 public:
  static constexpr size_t kSmall = 512;
  static constexpr size_t kLargest = 64 * 1024;

  std::string_view Unparsed() const { return {bytes_.get() + begin_, end_ - begin_}; }
  void Consume(size_t n) { begin_ += n; }

  // Room to read into, empty only when kLargest bytes are unparsed. `amid_request`: more of a
  // request is to come, so the buffer stays large; else an empty buffer becomes small again. Valid
  // until the next call; Consume() leaves it alone.
  std::span<char> Room(bool amid_request);
  void Filled(size_t n) { end_ += n; }

 private:
  void MoveTo(size_t capacity);

  std::unique_ptr<char[]> bytes_;
  size_t capacity_ = 0;
  size_t begin_ = 0;
  size_t end_ = 0;
};

}  // namespace aurax::load::sim

#endif  // AURAX_TESTS_BACKEND_SIM_READ_BUFFER_H_
