#include "tests/fakes/allocation_count.h"

#include <cstddef>
#include <cstdlib>
#include <new>

namespace {
thread_local uint64_t allocations = 0;
}  // namespace

// A file of its own, so that the compiler does not see malloc behind a new elsewhere.
void* operator new(size_t size) {
  ++allocations;
  if (void* const memory = std::malloc(size == 0 ? 1 : size)) return memory;
  throw std::bad_alloc();
}
void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, size_t) noexcept { std::free(memory); }

namespace aurax::load {
uint64_t AllocationCount() { return allocations; }
}  // namespace aurax::load
