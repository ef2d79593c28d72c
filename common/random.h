// Seeded random streams. A stream belongs to one purpose of one virtual user, so what it yields
// depends on the scenario's seed alone, never on which loop or worker runs the user. Not
// thread-safe; not for secrets.
#ifndef AURAX_COMMON_RANDOM_H_
#define AURAX_COMMON_RANDOM_H_

#include <cmath>
#include <cstdint>

namespace aurax::load {

// What a stream is for; a new purpose goes at the end.
enum class StreamPurpose : uint64_t { kTasks = 1, kWaits = 2, kValues = 3, kRows = 4 };

// SplitMix64's finalizer (Steele, Lea, Flood: Fast splittable pseudorandom number generators,
// 2014).
constexpr uint64_t Mix64(uint64_t x) {
  x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9;
  x = (x ^ (x >> 27)) * 0x94d049bb133111eb;
  return x ^ (x >> 31);
}

// SplitMix64: 8 bytes of state, passes BigCrush, and the stream's start is a hash of its identity.
class RandomStream {
 public:
  RandomStream() = default;
  RandomStream(uint64_t seed, uint64_t user_class, uint64_t user, StreamPurpose purpose)
      : state_(Mix64(Mix64(Mix64(seed + kGamma) + user_class * kGamma) + user * kGamma) +
               Mix64(static_cast<uint64_t>(purpose) * kGamma)) {}

  uint64_t Next() { return Mix64(state_ += kGamma); }
  // Uniform in [0, 1), 53 bits.
  double Unit() { return static_cast<double>(Next() >> 11) * 0x1.0p-53; }
  // Uniform in [0, n), unbiased to 2^-64 * n. Requires n > 0. (Lemire's multiply-shift, 2019.)
  uint64_t Below(uint64_t n) {
    __extension__ using Wide = unsigned __int128;
    return static_cast<uint64_t>((static_cast<Wide>(Next()) * n) >> 64);
  }
  // Uniform in [low, high]. Requires low <= high.
  int64_t Between(int64_t low, int64_t high) {
    const uint64_t span = static_cast<uint64_t>(high) - static_cast<uint64_t>(low) + 1;
    const uint64_t offset = span == 0 ? Next() : Below(span);
    return static_cast<int64_t>(static_cast<uint64_t>(low) + offset);
  }
  // Exponential with the given mean.
  double Exponential(double mean) { return -mean * std::log1p(-Unit()); }

 private:
  static constexpr uint64_t kGamma = 0x9e3779b97f4a7c15;
  uint64_t state_ = 0;
};

}  // namespace aurax::load

#endif  // AURAX_COMMON_RANDOM_H_
