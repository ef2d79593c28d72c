#include "common/digest.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "common/histogram.h"
#include "common/random.h"

namespace aurax::load {
namespace {

using testing::HasSubstr;

v1::Snapshot AnySnapshot(uint64_t sequence) {
  RandomStream random(sequence, 0, 0, StreamPurpose::kValues);
  v1::Snapshot snapshot;
  snapshot.mutable_id()->set_sequence(sequence);
  for (uint32_t name_id = 0; name_id < 3; ++name_id) {
    if (random.Below(3) == 0) continue;
    v1::RequestStats* stats = snapshot.add_requests();
    stats->set_name_id(name_id);
    Histogram h;
    for (uint64_t n = random.Below(50); n > 0; --n) h.RecordMicros(random.Below(1'000'000));
    h.Encode(stats->mutable_response_time());
    stats->set_completed(h.count());
    stats->set_started(h.count() + 2);
    stats->set_cancelled(1);
  }
  v1::UserStats* users = snapshot.add_users();
  users->set_started(random.Below(10));
  users->set_resumed(1 + random.Below(10));
  users->set_user_us(random.Below(1'000'000));
  return snapshot;
}

v1::Digest Sum(const std::vector<v1::Snapshot>& snapshots) {
  DigestSum sum;
  for (const v1::Snapshot& snapshot : snapshots) sum.Add(snapshot);
  return sum.Get();
}

TEST(DigestSum, DoesNotDependOnTheOrder) {
  std::vector<v1::Snapshot> snapshots;
  for (uint64_t i = 1; i <= 10; ++i) snapshots.push_back(AnySnapshot(i));
  const v1::Digest forward = Sum(snapshots);
  std::reverse(snapshots.begin(), snapshots.end());
  EXPECT_EQ(forward.SerializeAsString(), Sum(snapshots).SerializeAsString());
  EXPECT_EQ(DigestSum::Difference(forward, Sum(snapshots)), "");
  EXPECT_EQ(forward.last_sequence(), 10u);
}

TEST(DigestSum, GoesOnFromWhereItWasSaved) {
  std::vector<v1::Snapshot> snapshots;
  for (uint64_t i = 1; i <= 10; ++i) snapshots.push_back(AnySnapshot(i));
  DigestSum restored;
  for (const v1::Snapshot& snapshot : snapshots) {
    restored.Add(snapshot);
    restored = DigestSum::FromProto(restored.Get());
  }
  EXPECT_EQ(restored.Get().SerializeAsString(), Sum(snapshots).SerializeAsString());
  EXPECT_EQ(DigestSum::FromProto({}).Get().SerializeAsString(), "");
}

TEST(DigestSum, ALostOrDoubledSnapshotIsNamed) {
  const v1::Digest sent = Sum({AnySnapshot(1), AnySnapshot(2)});
  EXPECT_THAT(DigestSum::Difference(sent, Sum({AnySnapshot(1)})),
              HasSubstr("last sequence: worker 2, master 1"));
  EXPECT_THAT(DigestSum::Difference(sent, Sum({AnySnapshot(1)})), HasSubstr("resumed users: "));
  EXPECT_THAT(DigestSum::Difference(sent, Sum({AnySnapshot(1), AnySnapshot(2), AnySnapshot(2)})),
              HasSubstr("started: worker "));
  EXPECT_THAT(DigestSum::Difference(sent, v1::Digest()), HasSubstr("user time: worker "));
}

TEST(DigestSum, ASampleInAnotherBucketIsNoticedThoughAllCountsAgree) {
  v1::Snapshot left, right;
  for (v1::Snapshot* snapshot : {&left, &right}) {
    Histogram h;
    for (uint64_t us : {1, 100}) h.RecordMicros(us);
    for (uint64_t us : {30, 50}) h.RecordMicros(snapshot == &left ? us : 40);
    h.Encode(snapshot->add_requests()->mutable_response_time());
  }
  const std::string difference = DigestSum::Difference(Sum({left}), Sum({right}));
  EXPECT_THAT(difference, HasSubstr("request name 0 response time buckets: worker "));
  EXPECT_THAT(difference, testing::Not(HasSubstr("; ")));  // and nothing else
}

TEST(DigestSum, ANameThatOnlyOneSideKnowsIsNamed) {
  v1::Digest digest;
  digest.add_requests()->set_name_id(3);
  digest.mutable_requests(0)->set_failed(2);
  EXPECT_EQ(DigestSum::Difference(v1::Digest(), digest),
            "request name 3 failed: worker 0, master 2");
  EXPECT_EQ(DigestSum::Difference(digest, v1::Digest()),
            "request name 3 failed: worker 2, master 0");
}

}  // namespace
}  // namespace aurax::load
