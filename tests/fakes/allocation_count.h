// Counts allocations by operator new: a program that links this has it replaced. Not under a
// sanitizer, which does that itself to see more.
#ifndef AURAX_TESTS_FAKES_ALLOCATION_COUNT_H_
#define AURAX_TESTS_FAKES_ALLOCATION_COUNT_H_

#include <cstdint>

namespace aurax::load {

// Whether this build counts.
bool CountsAllocations();
// Of the calling thread so far.
uint64_t AllocationCount();

}  // namespace aurax::load

#endif  // AURAX_TESTS_FAKES_ALLOCATION_COUNT_H_
