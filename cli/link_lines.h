// What a worker's log says of its link to the master: everything that changes, and that it still
// tries, but not every attempt.
#ifndef AURAX_CLI_LINK_LINES_H_
#define AURAX_CLI_LINK_LINES_H_

#include <optional>
#include <string>

#include "common/clock.h"

namespace aurax::load::cli {

class LinkLines {
 public:
  // `master`: its address, for people.
  explicit LinkLines(std::string master) : master_(std::move(master)) {}

  // The stream is there. Nothing after one that the master refused: Welcome() says it then.
  std::optional<std::string> Up();
  // The master takes this worker. Nothing where Up() has said it.
  std::optional<std::string> Welcome();
  // The master does not take this worker, which is said elsewhere: the stream's end is no loss.
  void Refused();
  // It is gone, or did not come about. Nothing where that would only be said again within
  // kInterval.
  std::optional<std::string> Down(const std::string& why, MonotonicTime now);

  static constexpr Duration kInterval = std::chrono::seconds(5);

 private:
  std::string Connected();

  const std::string master_;
  bool up_ = false;
  bool refused_ = false;  // the present stream, or the one before
  bool told_ = false;     // that the present stream is there
  std::string why_;       // as last said; empty: not since the stream was last there
  MonotonicTime said_{};
};

}  // namespace aurax::load::cli

#endif  // AURAX_CLI_LINK_LINES_H_
