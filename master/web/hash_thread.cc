#include "master/web/hash_thread.h"

#include <csignal>
#include <pthread.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>
#include <utility>

namespace aurax::load::master {
namespace {

constexpr int kNice = 5;  // a login comes after the load

void PrepareThread() {
  sigset_t all;
  sigfillset(&all);
  pthread_sigmask(SIG_BLOCK, &all, nullptr);
  pthread_setname_np(pthread_self(), "web-hash");
  setpriority(PRIO_PROCESS, static_cast<id_t>(syscall(SYS_gettid)), kNice);
}

}  // namespace

HashThread::HashThread() : thread_([this] { Run(); }) {}

HashThread::~HashThread() {
  {
    const MutexLock lock(mutex_);
    ending_ = true;
    changed_.NotifyAll();
  }
  thread_.join();
}

bool HashThread::Add(std::function<void()> task) {
  const MutexLock lock(mutex_);
  if (waiting_.size() >= kMostWaiting) return false;
  waiting_.push_back(std::move(task));
  changed_.NotifyAll();
  return true;
}

void HashThread::Run() {
  PrepareThread();
  while (true) {
    std::function<void()> task;
    {
      const MutexLock lock(mutex_);
      while (waiting_.empty() && !ending_) changed_.Wait(mutex_);
      if (ending_) return;
      task = std::move(waiting_.front());
      waiting_.pop_front();
    }
    task();
  }
}

}  // namespace aurax::load::master
