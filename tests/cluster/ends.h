// Both ends of the cluster's link as tests use them: each with the events it emitted, taken one by
// one.
//
//   MasterEnd master;
//   WorkerEnd worker(master.port());
//   const uint64_t connection = master.Opened();
//   worker.Up();
//   worker->Send(Beat(1));
//   EXPECT_EQ(master.Message().message->heartbeat().number(), 1);
#ifndef AURAX_TESTS_CLUSTER_ENDS_H_
#define AURAX_TESTS_CLUSTER_ENDS_H_

#include <deque>
#include <gtest/gtest.h>
#include <memory>
#include <optional>
#include <string>

#include "common/mailbox.h"
#include "master/cluster_server.h"
#include "worker/cluster_link.h"

namespace aurax::load {

inline constexpr Duration kPatience = std::chrono::seconds(20);

// A mailbox whose items are taken one by one.
template <typename T>
class Inbox {
 public:
  void Push(T item) { mailbox_.Push(std::move(item)); }
  // Empty when nothing came within `limit`.
  std::optional<T> Next(Duration limit = kPatience) {
    if (waiting_.empty()) {
      for (T& item : mailbox_.TakeAll(limit)) waiting_.push_back(std::move(item));
    }
    if (waiting_.empty()) return std::nullopt;
    T item = std::move(waiting_.front());
    waiting_.pop_front();
    return item;
  }

 private:
  Mailbox<T> mailbox_;
  std::deque<T> waiting_;
};

using master::ClusterEvent;
using master::ClusterServer;
using worker::ClusterLink;
using worker::LinkEvent;

class MasterEnd {
 public:
  // On 127.0.0.1, with emit and warn set; not started where that fails. A
  // longest_silence that is left as it is by default never passes: what a test does between
  // opening and speaking may take its time.
  explicit MasterEnd(ClusterServer::Options options = {});

  ClusterServer* operator->() { return server_.get(); }
  bool started() const { return server_ != nullptr; }
  const absl::Status& status() const { return status_; }
  uint16_t port() const { return static_cast<uint16_t>(server_->port()); }
  void Stop() { server_.reset(); }

  // The next event, which has to be of this kind; tests fail where it is not.
  uint64_t Opened();
  ClusterEvent Message();
  std::string Closed();
  std::optional<ClusterEvent> Next(Duration limit = kPatience) { return events_->Next(limit); }
  std::string Warning() { return warnings_->Next().value_or("no warning"); }
  bool warned() { return warnings_->Next(Duration::zero()).has_value(); }

 private:
  ClusterEvent Expect(ClusterEvent::Kind kind);

  std::shared_ptr<Inbox<ClusterEvent>> events_ = std::make_shared<Inbox<ClusterEvent>>();
  std::shared_ptr<Inbox<std::string>> warnings_ = std::make_shared<Inbox<std::string>>();
  absl::Status status_;
  std::unique_ptr<ClusterServer> server_;
};

class WorkerEnd {
 public:
  explicit WorkerEnd(uint16_t port);
  explicit WorkerEnd(ClusterLink::Options options);

  ClusterLink* operator->() { return link_.get(); }
  const absl::Status& status() const { return status_; }
  void Stop() { link_.reset(); }

  // The next event, which has to be of this kind; tests fail where it is not.
  void Up();
  // Passes over the attempts that came to nothing.
  void UpAtLast();
  v1::MasterMessage Message();
  LinkEvent Down();
  std::optional<LinkEvent> Next(Duration limit = kPatience) { return events_->Next(limit); }

 private:
  LinkEvent Expect(LinkEvent::Kind kind);

  std::shared_ptr<Inbox<LinkEvent>> events_ = std::make_shared<Inbox<LinkEvent>>();
  absl::Status status_;
  std::unique_ptr<ClusterLink> link_;
};

v1::WorkerMessage Beat(uint64_t number);
v1::MasterMessage Ack(uint64_t number);
// About `bytes` large, of random letters: compressing would not make it small.
v1::MasterMessage LargePrepare(size_t bytes);
v1::WorkerMessage LargeLog(size_t bytes);

}  // namespace aurax::load

#endif  // AURAX_TESTS_CLUSTER_ENDS_H_
