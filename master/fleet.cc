#include "master/fleet.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "common/protocol.h"
#include "common/utf8.h"

namespace aurax::load::master {
namespace {

// Beyond any machine; the product with the number of shards stays far from overflow.
constexpr uint32_t kMostCapacity = 1 << 20;
constexpr size_t kLongestId = 256;
constexpr size_t kLongestShown = 64;  // of what a stranger says

v1::MasterMessage Refuse(const std::string& reason, bool permanent) {
  v1::MasterMessage message;
  message.mutable_refusal()->set_reason(reason);
  message.mutable_refusal()->set_permanent(permanent);
  return message;
}

}  // namespace

void Fleet::Attach(uint64_t connection, Connection link) {
  strangers_[connection] = std::move(link);
}

WorkerRecord* Fleet::Detach(uint64_t connection) {
  strangers_.erase(connection);
  const auto it = by_connection_.find(connection);
  if (it == by_connection_.end()) return nullptr;
  WorkerRecord* const worker = it->second;
  by_connection_.erase(it);
  worker->connection.reset();
  worker->link = Connection();
  idle_.insert(worker->index);
  return worker;
}

WorkerRecord* Fleet::Find(uint64_t connection) {
  const auto it = by_connection_.find(connection);
  return it == by_connection_.end() ? nullptr : it->second;
}

WorkerRecord* Fleet::Find(const std::string& worker_id, uint64_t incarnation) {
  const auto it = by_process_.find({worker_id, incarnation});
  return it == by_process_.end() ? nullptr : &workers_[it->second];
}

bool Fleet::HasSuccessor(const WorkerRecord& worker) const {
  const std::string& id = worker.account.worker_id;
  for (auto it = by_process_.lower_bound({id, 0}); it != by_process_.end() && it->first.first == id;
       ++it) {
    if (it->second > worker.index) return true;
  }
  return false;
}

WorkerRecord* Fleet::TakeIdle(const std::string& worker_id) {
  uint32_t least = 0;
  for (auto it = by_process_.lower_bound({worker_id, 0});
       it != by_process_.end() && it->first.first == worker_id; ++it) {
    if (workers_[it->second].started) least = std::max(least, it->second + 1);
  }
  for (auto it = idle_.lower_bound(least); it != idle_.end();) {
    WorkerRecord& worker = workers_[*it];
    it = idle_.erase(it);
    // The account of one that took part or reported is the run's.
    if (worker.started || worker.account.reported) continue;
    if (worker.connection || !worker.left) continue;
    by_process_.erase({worker.account.worker_id, worker.account.incarnation});
    const uint32_t index = worker.index;
    worker = WorkerRecord();
    worker.index = index;
    return &worker;
  }
  return nullptr;
}

WorkerRecord& Fleet::Add(const std::string& worker_id, uint64_t incarnation) {
  WorkerRecord* worker = TakeIdle(worker_id);
  if (worker == nullptr) {
    worker = &workers_.emplace_back();
    worker->index = static_cast<uint32_t>(workers_.size() - 1);
  }
  worker->account.worker_id = worker_id;
  worker->account.incarnation = incarnation;
  by_process_[{worker_id, incarnation}] = worker->index;
  return *worker;
}

bool Fleet::IsTaken(const v1::Hello& hello) const {
  for (auto it = by_process_.lower_bound({hello.worker_id(), 0});
       it != by_process_.end() && it->first.first == hello.worker_id(); ++it) {
    const WorkerRecord& other = workers_[it->second];
    if (it->first.second != hello.incarnation() && !other.left && !other.missing_since) return true;
  }
  return false;
}

void Fleet::Connect(uint64_t connection, Connection link, WorkerRecord* worker) {
  if (worker->connection) {
    const uint64_t old = *worker->connection;
    if (worker->link.close) worker->link.close("the worker has opened another stream");
    by_connection_.erase(old);
  }
  worker->connection = connection;
  worker->link = std::move(link);
  worker->peer = worker->link.peer;
  worker->left = false;
  worker->seen = clock_->Now();
  by_connection_[connection] = worker;
  idle_.erase(worker->index);
}

Fleet::Greeting Fleet::OnHello(uint64_t connection, const v1::Hello& hello) {
  Greeting greeting;
  const auto refuse = [&greeting](const std::string& reason, bool permanent) {
    greeting.answer = Refuse(reason, permanent);
    return greeting;
  };
  if (hello.protocol_version() != kProtocolVersion) {
    return refuse(absl::StrFormat("protocol version %d, the master speaks %d (aurax-load %s)",
                                  hello.protocol_version(), kProtocolVersion,
                                  ValidUtf8(hello.version(), kLongestShown)),
                  true);
  }
  if (hello.worker_id().empty() || hello.worker_id().size() > kLongestId) {
    return refuse("a worker needs an id of 1 to 256 bytes", true);
  }
  greeting.answer.mutable_welcome()->set_lease_us(ToMicros(lease_));
  const auto stranger = strangers_.find(connection);
  if (stranger == strangers_.end()) {
    WorkerRecord* const known = Find(connection);
    if (known == nullptr || known->account.worker_id != hello.worker_id() ||
        known->account.incarnation != hello.incarnation()) {
      return refuse("said hello twice", false);
    }
    greeting.worker = known;  // the same once more
    return greeting;
  }
  if (IsTaken(hello)) {
    return refuse(absl::StrCat("a worker named ", ValidUtf8(hello.worker_id(), kLongestShown),
                               " is here already"),
                  false);
  }
  WorkerRecord* worker = Find(hello.worker_id(), hello.incarnation());
  greeting.is_new = worker == nullptr;
  if (greeting.is_new) worker = &Add(hello.worker_id(), hello.incarnation());
  worker->loops = std::max(1u, hello.loops());
  worker->capacity =
      std::min(hello.capacity() > 0 ? hello.capacity() : worker->loops, kMostCapacity);
  worker->version = ValidUtf8(hello.version(), kLongestShown);
  Connect(connection, std::move(stranger->second), worker);
  strangers_.erase(stranger);
  greeting.worker = worker;
  return greeting;
}

void Fleet::SendTo(uint64_t connection, const v1::MasterMessage& message) {
  if (WorkerRecord* worker = Find(connection)) return worker->link.send(message);
  const auto stranger = strangers_.find(connection);
  if (stranger != strangers_.end()) stranger->second.send(message);
}

void Fleet::Close(uint64_t connection, const std::string& reason) {
  if (WorkerRecord* worker = Find(connection)) {
    if (worker->link.close) worker->link.close(reason);
    return;
  }
  const auto stranger = strangers_.find(connection);
  if (stranger != strangers_.end() && stranger->second.close) stranger->second.close(reason);
}

void Fleet::Renew(WorkerRecord& worker) {
  worker.seen = clock_->Now();
  worker.missing_since.reset();
  if (leases()) worker.lease_until = worker.seen + lease_ + kLeaseMargin;
}

std::vector<WorkerRecord*> Fleet::TakeExpired() {
  std::vector<WorkerRecord*> expired;
  const MonotonicTime now = clock_->Now();
  for (WorkerRecord& worker : workers_) {
    if (worker.left || worker.missing_since || worker.lease_until > now) continue;
    worker.missing_since = now;
    expired.push_back(&worker);
  }
  return expired;
}

void Fleet::AssumeLeases() {
  for (WorkerRecord& worker : workers_) {
    if (leases() && worker.started) {
      worker.lease_until = clock_->Now() + lease_ + kLeaseMargin;
    }
  }
}

}  // namespace aurax::load::master
