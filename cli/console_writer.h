// Writes the console from a thread of its own, so that a terminal or pipe that takes nothing
// (Ctrl-S, a reader that is stuck) never holds up the run.
#ifndef AURAX_CLI_CONSOLE_WRITER_H_
#define AURAX_CLI_CONSOLE_WRITER_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <thread>

#include "common/clock.h"

namespace aurax::load::cli {

// Thread-safe; no call but Drain() and the destructor waits for the console. Texts come out whole
// and in order; one that meets an error (console closed, disk full) is lost.
class ConsoleWriter {
 public:
  static constexpr size_t kLimit = size_t{256} * 1024;  // bytes that may wait

  // `fd` is open for as long as the process. Its thread takes no signals.
  explicit ConsoleWriter(int fd, size_t limit = kLimit);
  // Gives up what is still waiting: Drain() first.
  ~ConsoleWriter();
  ConsoleWriter(const ConsoleWriter&) = delete;
  ConsoleWriter& operator=(const ConsoleWriter&) = delete;

  // A text of the moment: dropped when it would make more than the limit wait.
  void Write(std::string text);
  // A text that must not be missing, whatever waits: results, terminal control.
  void WriteAlways(std::string text);
  // From now on Write() is WriteAlways(): the final texts.
  void KeepAll();
  // Nothing is waiting or being written.
  bool idle() const;
  // Texts dropped so far.
  uint64_t dropped() const;

  // Waits until all is written. False when `stall` passed without a byte being taken or `give_up`,
  // asked about every 20 ms, said so.
  bool Drain(Duration stall, const std::function<bool()>& give_up);

 private:
  struct Queue;
  static void Run(Queue* queue);

  const std::shared_ptr<Queue> queue_;  // the thread's too: a write that hangs may outlive us
  std::thread thread_;
};

}  // namespace aurax::load::cli

#endif  // AURAX_CLI_CONSOLE_WRITER_H_
