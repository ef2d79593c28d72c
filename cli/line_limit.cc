#include "cli/line_limit.h"

namespace aurax::load::cli {

bool LineLimit::Allows(const std::string& line, MonotonicTime now) {
  if (line == last_ && now - said_ < kInterval) return false;
  last_ = line;
  said_ = now;
  return true;
}

}  // namespace aurax::load::cli
