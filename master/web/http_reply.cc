#include "master/web/http_reply.h"

#include "master/web/http_head.h"

namespace aurax::load::master {

std::string_view HttpRequest::Header(std::string_view name) const {
  for (const auto& [key, value] : headers) {
    if (key == name) return value;
  }
  return {};
}

// A task that nobody takes is destroyed after the lock is given back: what it holds may post again.
void TaskDoor::Post(Task task) {
  const MutexLock lock(mutex_);
  if (run_) run_(std::move(task));
}

void TaskDoor::Close() {
  const MutexLock lock(mutex_);
  run_ = nullptr;
}

bool TaskDoor::open() const {
  const MutexLock lock(mutex_);
  return run_ != nullptr;
}

bool EventQueue::Push(std::shared_ptr<const std::string> event) {
  if (!door_->open()) Abandon();
  bool wake = false, taken = false;
  {
    const MutexLock lock(mutex_);
    if (!open_) return false;
    if (event == nullptr || event->empty()) return true;
    taken = bytes_ + event->size() <= EventStream::kEventQueueBytes;
    if (taken) {
      bytes_ += event->size();
      events_.push_back(std::move(event));
    } else {
      open_ = false;
      abandoned_ = true;
      events_.clear();
    }
    wake = !std::exchange(woken_, true) || !taken;
  }
  if (wake) Wake();
  return taken;
}

bool EventQueue::open() const {
  if (!door_->open()) return false;
  const MutexLock lock(mutex_);
  return open_;
}

void EventQueue::Close() {
  {
    const MutexLock lock(mutex_);
    if (!std::exchange(open_, false)) return;
  }
  Wake();
}

void EventQueue::Wake() {
  door_->Post([sink = sink_] {
    if (const auto connection = sink.lock()) connection->EventsWait();
  });
}

std::shared_ptr<const std::string> EventQueue::Take() {
  const MutexLock lock(mutex_);
  bytes_ -= std::exchange(being_sent_, 0);
  woken_ = false;
  if (events_.empty()) return nullptr;
  std::shared_ptr<const std::string> event = std::move(events_.front());
  events_.pop_front();
  being_sent_ = event->size();
  woken_ = true;  // whoever sends it takes the next as well
  return event;
}

void EventQueue::Abandon() {
  const MutexLock lock(mutex_);
  open_ = false;
  abandoned_ = true;
  events_.clear();
}

bool EventQueue::abandoned() const {
  const MutexLock lock(mutex_);
  return abandoned_;
}

bool EventStream::Send(std::shared_ptr<const std::string> event) {
  return state_->events->Push(std::move(event));
}

bool EventStream::open() const { return state_->events->open(); }

void EventStream::Close() { state_->events->Close(); }

HttpReply::State::~State() {
  if (TakeTurn()) Send(PlainResponse(500));
}

bool HttpReply::State::TakeTurn() {
  const MutexLock lock(mutex);
  return !std::exchange(answered, true);
}

void HttpReply::State::Send(HttpResponse response) {
  door->Post([to = sink, answer = std::move(response)]() mutable {
    if (const auto connection = to.lock()) connection->Answer(std::move(answer));
  });
}

void HttpReply::Send(HttpResponse response) {
  if (state_->TakeTurn()) state_->Send(std::move(response));
}

EventStream HttpReply::Stream(std::vector<std::pair<std::string, std::string>> headers) {
  const auto events = std::make_shared<EventQueue>(state_->door, state_->sink);
  EventStream stream(std::make_shared<EventStream::State>(events));
  if (!state_->TakeTurn()) {
    events->Abandon();
    return stream;
  }
  state_->door->Post([to = state_->sink, lines = std::move(headers), events]() mutable {
    if (const auto connection = to.lock()) {
      connection->AnswerWithStream(std::move(lines), events);
    } else {
      events->Abandon();
    }
  });
  return stream;
}

}  // namespace aurax::load::master
