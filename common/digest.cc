#include "common/digest.h"

#include <algorithm>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "common/histogram.h"

namespace aurax::load {
namespace {

class Differences {
 public:
  void Compare(const std::string& what, uint64_t worker, uint64_t master) {
    if (worker != master) {
      found_.push_back(absl::StrCat(what, ": worker ", worker, ", master ", master));
    }
  }
  std::string Get() const { return absl::StrJoin(found_, "; "); }

 private:
  std::vector<std::string> found_;
};

std::map<uint32_t, v1::Digest::Entry> ByName(const v1::Digest& digest) {
  std::map<uint32_t, v1::Digest::Entry> entries;
  for (const v1::Digest::Entry& entry : digest.requests()) entries[entry.name_id()] = entry;
  return entries;
}

void CompareEntries(const std::string& name, const v1::Digest::Entry& worker,
                    const v1::Digest::Entry& master, Differences& out) {
  out.Compare(name + " started", worker.started(), master.started());
  out.Compare(name + " completed", worker.completed(), master.completed());
  out.Compare(name + " failed", worker.failed(), master.failed());
  out.Compare(name + " cancelled", worker.cancelled(), master.cancelled());
  out.Compare(name + " response time sum", worker.sum_us(), master.sum_us());
  out.Compare(name + " response time buckets", worker.bucket_sum(), master.bucket_sum());
}

void AddEntry(const v1::Digest::Entry& from, v1::Digest::Entry& to) {
  to.set_name_id(from.name_id());
  to.set_started(to.started() + from.started());
  to.set_completed(to.completed() + from.completed());
  to.set_failed(to.failed() + from.failed());
  to.set_cancelled(to.cancelled() + from.cancelled());
  to.set_sum_us(to.sum_us() + from.sum_us());
  to.set_bucket_sum(to.bucket_sum() + from.bucket_sum());
}

}  // namespace

void DigestSum::Add(const v1::Snapshot& snapshot) {
  for (const v1::RequestStats& stats : snapshot.requests()) {
    v1::Digest::Entry& entry = requests_[stats.name_id()];
    entry.set_name_id(stats.name_id());
    entry.set_started(entry.started() + stats.started());
    entry.set_completed(entry.completed() + stats.completed());
    entry.set_failed(entry.failed() + stats.failed());
    entry.set_cancelled(entry.cancelled() + stats.cancelled());
    const v1::Histogram& response_time = stats.response_time();
    entry.set_sum_us(entry.sum_us() + response_time.sum_us());
    entry.set_bucket_sum(entry.bucket_sum() + Histogram::BucketSumOf(response_time));
  }
  for (const v1::UserStats& users : snapshot.users()) {
    user_starts_ += users.started();
    user_resumes_ += users.resumed();
    user_us_ += users.user_us();
  }
  last_sequence_ = std::max(last_sequence_, snapshot.id().sequence());
}

v1::Digest DigestSum::Get() const {
  v1::Digest digest;
  for (const auto& [name_id, entry] : requests_) *digest.add_requests() = entry;
  digest.set_user_starts(user_starts_);
  digest.set_user_resumes(user_resumes_);
  digest.set_user_us(user_us_);
  digest.set_last_sequence(last_sequence_);
  return digest;
}

DigestSum DigestSum::FromProto(const v1::Digest& digest) {
  DigestSum sum;
  for (const v1::Digest::Entry& entry : digest.requests())
    AddEntry(entry, sum.requests_[entry.name_id()]);
  sum.user_starts_ = digest.user_starts();
  sum.user_resumes_ = digest.user_resumes();
  sum.user_us_ = digest.user_us();
  sum.last_sequence_ = digest.last_sequence();
  return sum;
}

std::string DigestSum::Difference(const v1::Digest& worker, const v1::Digest& master) {
  Differences differences;
  std::map<uint32_t, v1::Digest::Entry> left = ByName(worker), right = ByName(master);
  for (const auto& [name_id, entry] : right) left.try_emplace(name_id);
  for (const auto& [name_id, entry] : left) {
    CompareEntries(absl::StrCat("request name ", name_id), entry, right[name_id], differences);
  }
  differences.Compare("user starts", worker.user_starts(), master.user_starts());
  differences.Compare("resumed users", worker.user_resumes(), master.user_resumes());
  differences.Compare("user time", worker.user_us(), master.user_us());
  differences.Compare("last sequence", worker.last_sequence(), master.last_sequence());
  return differences.Get();
}

}  // namespace aurax::load
