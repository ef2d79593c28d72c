#include "tests/fakes/allocation_count.h"

#include <cstddef>
#include <cstdlib>
#include <new>

#if defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define AURAX_SANITIZED 1
#endif
#endif
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define AURAX_SANITIZED 1
#endif

namespace {
thread_local uint64_t allocations = 0;
}  // namespace

#ifndef AURAX_SANITIZED
// A file of its own, so that the compiler does not see malloc behind a new elsewhere.
void* operator new(size_t size) {
  ++allocations;
  if (void* const memory = std::malloc(size == 0 ? 1 : size)) return memory;
  throw std::bad_alloc();
}
void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, size_t) noexcept { std::free(memory); }
constexpr bool kCounts = true;
#else
constexpr bool kCounts = false;
#endif

namespace aurax::load {
bool CountsAllocations() { return kCounts; }
uint64_t AllocationCount() { return allocations; }
}  // namespace aurax::load
