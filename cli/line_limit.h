// Keeps what would only be said again out of a log.
#ifndef AURAX_CLI_LINE_LIMIT_H_
#define AURAX_CLI_LINE_LIMIT_H_

#include <string>

#include "common/clock.h"

namespace aurax::load::cli {

class LineLimit {
 public:
  // False for the line that was said last, within kInterval of that.
  bool Allows(const std::string& line, MonotonicTime now);

  static constexpr Duration kInterval = std::chrono::seconds(5);

 private:
  std::string last_;
  MonotonicTime said_{};
};

}  // namespace aurax::load::cli

#endif  // AURAX_CLI_LINE_LIMIT_H_
