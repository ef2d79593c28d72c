#include "master/user_counts.h"

#include <algorithm>

namespace aurax::load::master {

UserCounts::UserCounts(size_t user_classes) : classes_(user_classes) {}

void UserCounts::Add(const v1::Snapshot& snapshot) {
  Worker& worker = workers_[snapshot.id().worker_id()];
  const Duration to = FromMicros(snapshot.to_us());
  const bool latest = worker.running.empty() || to >= worker.reported;
  if (latest) {
    worker.reported = to;
    worker.running.assign(classes_.size(), 0);  // a class that is not mentioned runs nobody
  }
  for (const v1::UserStats& users : snapshot.users()) {
    Class& sum = classes_[users.class_index()];
    sum.started += users.started();
    sum.ended_early += users.ended_early();
    sum.iterations += users.iterations();
    user_us_ += users.user_us();
    if (latest) worker.running[users.class_index()] = users.running();
  }
}

void UserCounts::Save(v1::UserCountsState* out) const {
  for (const Class& sum : classes_) {
    v1::UserCountsState::Class* saved = out->add_classes();
    saved->set_started(sum.started);
    saved->set_ended_early(sum.ended_early);
    saved->set_iterations(sum.iterations);
  }
  for (const auto& [id, worker] : workers_) {
    v1::UserCountsState::Worker* saved = out->add_workers();
    saved->set_worker_id(id);
    saved->set_reported_us(ToMicros(worker.reported));
    saved->mutable_running()->Assign(worker.running.begin(), worker.running.end());
  }
  out->set_user_us(user_us_);
}

bool UserCounts::Restore(const v1::UserCountsState& state) {
  if (static_cast<size_t>(state.classes_size()) != classes_.size()) return false;
  for (size_t i = 0; i < classes_.size(); ++i) {
    const v1::UserCountsState::Class& saved = state.classes(static_cast<int>(i));
    classes_[i] = {saved.started(), saved.ended_early(), saved.iterations()};
  }
  workers_.clear();
  for (const v1::UserCountsState::Worker& saved : state.workers()) {
    if (static_cast<size_t>(saved.running_size()) != classes_.size()) return false;
    workers_[saved.worker_id()] = {FromMicros(saved.reported_us()),
                                   {saved.running().begin(), saved.running().end()}};
  }
  user_us_ = state.user_us();
  return true;
}

Duration UserCounts::reported() const {
  Duration latest{0};
  for (const auto& [id, worker] : workers_) latest = std::max(latest, worker.reported);
  return latest;
}

void UserCounts::Lose(const std::string& worker_id) {
  const auto it = workers_.find(worker_id);
  if (it != workers_.end()) it->second.running.assign(classes_.size(), 0);
}

uint64_t UserCounts::starts() const {
  uint64_t starts = 0;
  for (const Class& sum : classes_) starts += sum.started;
  return starts;
}

void UserCounts::Fill(const v1::Scenario& scenario, Duration now,
                      google::protobuf::RepeatedPtrField<v1::ClassUsers>* out) const {
  for (size_t i = 0; i < classes_.size(); ++i) {
    uint32_t running = 0;
    for (const auto& [id, worker] : workers_) {
      if (now - worker.reported <= kSilence) running += worker.running[i];
    }
    v1::ClassUsers* users = out->Add();
    users->set_name(scenario.user_classes(static_cast<int>(i)).name());
    users->set_running(running);
    users->set_started(classes_[i].started);
    users->set_ended_early(classes_[i].ended_early);
    users->set_iterations(classes_[i].iterations);
  }
}

}  // namespace aurax::load::master
