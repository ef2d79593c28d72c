#include "absl/strings/str_cat.h"
#include "master/scenario/load_scenario.h"

namespace aurax::load::master {

std::string Mistake::ToString() const {
  if (line == 0) return absl::StrCat(file, ": ", message);
  return absl::StrCat(file, ":", line, ":", column, ": ", message);
}

}  // namespace aurax::load::master
