#include "tests/simulation/truth.h"

#include <algorithm>
#include <map>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"

namespace aurax::load::simulation {
namespace {

constexpr Duration kRounding = std::chrono::microseconds(10);

// How far this worker's idea of time zero is off.
Duration Skew(const WorkerTruth& worker, Duration time_zero) {
  return worker.time_zero ? std::chrono::abs(*worker.time_zero - time_zero) : Duration(0);
}

template <typename Span>
Duration Overlap(const Span& a, const Span& b, Duration time_zero) {
  const Duration overlap = std::min(a.to, b.to) - std::max(a.from, b.from);
  return overlap - Skew(*a.worker, time_zero) - Skew(*b.worker, time_zero) - kRounding;
}

std::string Name(const WorkerTruth& worker) {
  return absl::StrCat(worker.id, "/", worker.incarnation);
}

bool Lasts(Duration from, Duration to, Duration now) { return from <= now && now < to; }

}  // namespace

WorkerTruth* Truth::AddWorker(const std::string& id, uint64_t incarnation) {
  workers.emplace_back();
  workers.back().id = id;
  workers.back().incarnation = incarnation;
  return &workers.back();
}

std::string Truth::SharedShard(Duration time_zero) const {
  for (size_t i = 0; i < holdings.size(); ++i) {
    for (size_t k = 0; k < i; ++k) {
      const Holding &a = holdings[i], &b = holdings[k];
      if (Overlap(a, b, time_zero) <= Duration(0) || (a.shards & b.shards).none()) continue;
      return absl::StrFormat("shard %d held by %s from %.6f to %.6f and by %s from %.6f to %.6f",
                             (a.shards & b.shards)._Find_first(), Name(*a.worker),
                             ToSeconds(a.from), ToSeconds(a.to), Name(*b.worker), ToSeconds(b.from),
                             ToSeconds(b.to));
    }
  }
  return "";
}

std::string Truth::DoubledUser(Duration time_zero) const {
  std::map<uint32_t, std::vector<const Existence*>> by_user;
  for (const Existence& e : existences) by_user[e.user].push_back(&e);
  for (const auto& [user, spans] : by_user) {
    for (size_t i = 0; i < spans.size(); ++i) {
      for (size_t k = 0; k < i; ++k) {
        const Existence &a = *spans[i], &b = *spans[k];
        if (Overlap(a, b, time_zero) <= Duration(0)) continue;
        return absl::StrFormat("user %d on %s from %.6f to %.6f and on %s from %.6f to %.6f", user,
                               Name(*a.worker), ToSeconds(a.from), ToSeconds(a.to), Name(*b.worker),
                               ToSeconds(b.from), ToSeconds(b.to));
      }
    }
  }
  return "";
}

std::string Truth::NotWhole(Duration now, uint32_t users) const {
  ShardSet held;
  for (const Holding& h : holdings) {
    if (Lasts(h.from, h.to, now)) held |= h.shards;
  }
  if (!held.all()) {
    return absl::StrFormat("%d shards held by nobody, among them %d", kShards - held.count(),
                           (~held)._Find_first());
  }
  std::vector<uint32_t> running(users, 0);
  for (const Existence& e : existences) {
    if (!Lasts(e.from, e.to, now)) continue;
    if (e.user >= users) return absl::StrFormat("user %d runs, %d are planned", e.user, users);
    ++running[e.user];
  }
  for (uint32_t u = 0; u < users; ++u) {
    if (running[u] != 1) return absl::StrFormat("user %d runs %d times", u, running[u]);
  }
  return "";
}

}  // namespace aurax::load::simulation
