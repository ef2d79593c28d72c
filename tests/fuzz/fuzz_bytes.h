// A fuzz input as a sequence of steps: a byte that says which, and what the step needs.
//
//   byte     1 byte
//   number   4 bytes, little endian
//   block    its length in 2 bytes, little endian, and as many bytes; all that is left if fewer are
//
// Reading past the end gives zeros and empty blocks, so every input means something.
#ifndef AURAX_TESTS_FUZZ_FUZZ_BYTES_H_
#define AURAX_TESTS_FUZZ_FUZZ_BYTES_H_

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <google/protobuf/stubs/logging.h>
#include <string>
#include <string_view>

namespace aurax::load {

// What of `bytes` parses, or nothing; without a word about strings that are not UTF-8.
template <typename Message>
Message ParseQuietly(std::string_view bytes) {
  const google::protobuf::LogSilencer silence;
  Message message;
  if (!message.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) message.Clear();
  return message;
}

class FuzzReader {
 public:
  FuzzReader(const uint8_t* bytes, size_t size)
      : left_(reinterpret_cast<const char*>(bytes), size) {}

  bool done() const { return left_.empty(); }
  uint8_t Byte() { return static_cast<uint8_t>(Number(1)); }
  uint32_t Number(size_t bytes = 4) {
    uint32_t number = 0;
    for (size_t i = 0; i < bytes && !left_.empty(); ++i) {
      number |= uint32_t{static_cast<uint8_t>(left_[0])} << (8 * i);
      left_.remove_prefix(1);
    }
    return number;
  }
  std::string_view Block() {
    const size_t size = std::min<size_t>(Number(2), left_.size());
    const std::string_view block = left_.substr(0, size);
    left_.remove_prefix(size);
    return block;
  }
  template <typename Message>
  Message Parsed() {
    return ParseQuietly<Message>(Block());
  }

 private:
  std::string_view left_;
};

class FuzzWriter {
 public:
  FuzzWriter& Byte(uint8_t byte) { return Number(byte, 1); }
  FuzzWriter& Number(uint32_t number, size_t bytes = 4) {
    for (size_t i = 0; i < bytes; ++i) bytes_.push_back(static_cast<char>(number >> (8 * i)));
    return *this;
  }
  FuzzWriter& Block(std::string_view block) {
    Number(static_cast<uint32_t>(block.size()), 2);
    bytes_ += block;
    return *this;
  }
  const std::string& bytes() const { return bytes_; }

 private:
  std::string bytes_;
};

// Ends the run as a crash that the fuzzer keeps the input of.
inline void Require(bool property, const char* what) {
  if (property) return;
  std::fprintf(stderr, "property broken: %s\n", what);
  std::abort();
}

}  // namespace aurax::load

#endif  // AURAX_TESTS_FUZZ_FUZZ_BYTES_H_
