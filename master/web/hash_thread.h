// A thread for what takes long: hashing of passwords, one after another.
#ifndef AURAX_MASTER_WEB_HASH_THREAD_H_
#define AURAX_MASTER_WEB_HASH_THREAD_H_

#include <cstddef>
#include <deque>
#include <functional>
#include <thread>

#include "common/mutex.h"

namespace aurax::load::master {

// Thread-safe.
class HashThread {
 public:
  HashThread();
  // Finishes what it is at, drops the rest.
  ~HashThread();
  HashThread(const HashThread&) = delete;
  HashThread& operator=(const HashThread&) = delete;

  // False: too many wait already.
  bool Add(std::function<void()> task);

  static constexpr size_t kMostWaiting = 32;

 private:
  void Run();

  Mutex mutex_;
  CondVar changed_;
  std::deque<std::function<void()>> waiting_ ABSL_GUARDED_BY(mutex_);
  bool ending_ ABSL_GUARDED_BY(mutex_) = false;
  std::thread thread_;
};

}  // namespace aurax::load::master

#endif  // AURAX_MASTER_WEB_HASH_THREAD_H_
