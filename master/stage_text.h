// Stages of the planned load as people read them: log, events, --show-profile.
#ifndef AURAX_MASTER_STAGE_TEXT_H_
#define AURAX_MASTER_STAGE_TEXT_H_

#include <google/protobuf/repeated_ptr_field.h>
#include <string>

#include "aurax/load/v1/scenario.pb.h"
#include "common/load_profile.h"

namespace aurax::load::master {

// "Stage 2 of 3 (peak): to 1000 users over 10s". `index` from 0, of a stage that does not go on
// with the one before it.
std::string StageText(const google::protobuf::RepeatedPtrField<v1::LoadStage>& stages, int index);

// The whole plan: a drawing of users over time, 60 columns wide, and a table of its pieces.
// `stages`: what the profile was made of, empty for a ramp.
std::string ProfileText(const LoadProfile& profile,
                        const google::protobuf::RepeatedPtrField<v1::LoadStage>& stages);

}  // namespace aurax::load::master

#endif  // AURAX_MASTER_STAGE_TEXT_H_
