// The way of answers and events from any thread to the server's: what HttpReply and EventStream
// stand on. It outlives the server; after the server's end nothing goes through.
#ifndef AURAX_MASTER_WEB_HTTP_REPLY_H_
#define AURAX_MASTER_WEB_HTTP_REPLY_H_

#include <cstddef>
#include <deque>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "common/mutex.h"
#include "master/web/http_server.h"

namespace aurax::load::master {

// Thread-safe.
class TaskDoor {
 public:
  using Task = std::function<void()>;
  // `run` takes tasks to the server's thread; called on any, one call at a time, until Close().
  explicit TaskDoor(std::function<void(Task)> run) : run_(std::move(run)) {}

  void Post(Task task);
  void Close();
  bool open() const;

 private:
  mutable Mutex mutex_;
  std::function<void(Task)> run_ ABSL_GUARDED_BY(mutex_);
};

class EventQueue;

// The connection that waits for an answer. Called on the server's thread.
class ReplySink {
 public:
  virtual ~ReplySink() = default;
  virtual void Answer(HttpResponse response) = 0;
  virtual void AnswerWithStream(std::vector<std::pair<std::string, std::string>> headers,
                                std::shared_ptr<EventQueue> events) = 0;
  // The stream's queue has something new, or is closed.
  virtual void EventsWait() = 0;
};

// Events on their way to one client. Thread-safe; the server's thread takes them out.
class EventQueue {
 public:
  EventQueue(std::shared_ptr<TaskDoor> door, std::weak_ptr<ReplySink> sink)
      : door_(std::move(door)), sink_(std::move(sink)) {}

  bool Push(std::shared_ptr<const std::string> event);
  bool open() const;
  void Close();  // what is queued still goes out

  // The oldest event; null: there is none. The one taken before it counts as sent.
  std::shared_ptr<const std::string> Take();
  // The client is gone, or too far behind; nothing goes out any more.
  void Abandon();
  bool abandoned() const;

 private:
  void Wake();

  const std::shared_ptr<TaskDoor> door_;
  const std::weak_ptr<ReplySink> sink_;
  mutable Mutex mutex_;
  std::deque<std::shared_ptr<const std::string>> events_ ABSL_GUARDED_BY(mutex_);
  size_t bytes_ ABSL_GUARDED_BY(mutex_) = 0;       // of the events and the one being sent
  size_t being_sent_ ABSL_GUARDED_BY(mutex_) = 0;  // bytes of it
  bool open_ ABSL_GUARDED_BY(mutex_) = true;
  bool abandoned_ ABSL_GUARDED_BY(mutex_) = false;
  bool woken_ ABSL_GUARDED_BY(mutex_) = false;  // and nothing taken since
};

// Its end is the stream's: nobody could send any more.
struct EventStream::State {
  explicit State(std::shared_ptr<EventQueue> queue) : events(std::move(queue)) {}
  ~State() { events->Close(); }
  State(const State&) = delete;
  State& operator=(const State&) = delete;

  const std::shared_ptr<EventQueue> events;
};

struct HttpReply::State {
  State(std::shared_ptr<TaskDoor> to, std::weak_ptr<ReplySink> connection)
      : door(std::move(to)), sink(std::move(connection)) {}
  ~State();
  State(const State&) = delete;
  State& operator=(const State&) = delete;

  // True for the first caller alone.
  bool TakeTurn();
  void Send(HttpResponse response);

  const std::shared_ptr<TaskDoor> door;
  const std::weak_ptr<ReplySink> sink;
  Mutex mutex;
  bool answered ABSL_GUARDED_BY(mutex) = false;
};

}  // namespace aurax::load::master

#endif  // AURAX_MASTER_WEB_HTTP_REPLY_H_
