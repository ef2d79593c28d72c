// Load profiles of any shape, for properties that must hold for all of them.
#ifndef AURAX_TESTS_COMMON_RANDOM_PROFILE_H_
#define AURAX_TESTS_COMMON_RANDOM_PROFILE_H_

#include "common/load_profile.h"
#include "common/random.h"

namespace aurax::load {

// Up to six stages: lines up and down, and jumps.
inline LoadProfile RandomStages(RandomStream& random) {
  google::protobuf::RepeatedPtrField<v1::LoadStage> stages;
  for (int64_t n = random.Between(1, 6); n > 0; --n) {
    v1::LoadStage* stage = stages.Add();
    stage->set_users(static_cast<uint32_t>(random.Between(0, 60)));
    stage->set_duration_us(random.Between(1, 4'000'000));
    stage->set_jump(random.Below(2) == 0);
  }
  return LoadProfile::OfStages(stages, std::nullopt);
}

// A profile with a few random changes in mid-course.
inline LoadProfile RandomProfile(RandomStream& random) {
  LoadProfile profile = random.Below(3) == 0
                            ? RandomStages(random)
                            : LoadProfile::Ramp(static_cast<uint32_t>(random.Between(1, 60)),
                                                0.3 + 40 * random.Unit(), std::nullopt);
  Duration at{0};
  for (int64_t n = random.Between(0, 4); n > 0; --n) {
    at += std::chrono::milliseconds(random.Between(1, 4000));
    profile = profile.WithChange(at, static_cast<uint32_t>(random.Between(0, 60)),
                                 0.3 + 40 * random.Unit());
  }
  if (random.Below(2) == 0) {
    profile = profile.EndingAt(at + std::chrono::milliseconds(random.Between(1, 9000)));
  }
  return profile;
}

}  // namespace aurax::load

#endif  // AURAX_TESTS_COMMON_RANDOM_PROFILE_H_
