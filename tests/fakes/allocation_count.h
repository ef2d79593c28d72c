// Counts allocations by operator new: a program that links this has it replaced.
#ifndef AURAX_TESTS_FAKES_ALLOCATION_COUNT_H_
#define AURAX_TESTS_FAKES_ALLOCATION_COUNT_H_

#include <cstdint>

namespace aurax::load {

// Of the calling thread so far.
uint64_t AllocationCount();

}  // namespace aurax::load

#endif  // AURAX_TESTS_FAKES_ALLOCATION_COUNT_H_
