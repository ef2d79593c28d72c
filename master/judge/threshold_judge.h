// Whether a run reaches what it is to reach, second by second. Thresholds over the whole run go by
// what is measured so far, and at the end by all of it; those with a window by every window, ending
// at whole seconds, that lies within the run. What only a whole run can tell (that a rate or count
// is above a limit) is pending until the end, unless an `after` says from when it counts.
//
//   ThresholdJudge judge(scenario);
//   judge.Add(second, stats); ...             of every valid snapshot
//   for (const auto& broken : judge.Judge(covered)) ...
//   for (const auto& broken : judge.Finish(end)) ...
//
// The memory is bounded by thresholds and the seconds of their windows. Belongs to the control
// thread.
#ifndef AURAX_MASTER_JUDGE_THRESHOLD_JUDGE_H_
#define AURAX_MASTER_JUDGE_THRESHOLD_JUDGE_H_

#include <cstdint>
#include <google/protobuf/repeated_ptr_field.h>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "aurax/load/v1/journal.pb.h"
#include "aurax/load/v1/report.pb.h"
#include "aurax/load/v1/scenario.pb.h"
#include "aurax/load/v1/snapshot.pb.h"
#include "common/clock.h"
#include "master/judge/outcome_sums.h"

namespace aurax::load::master {

class ThresholdJudge {
 public:
  // Of its thresholds.
  explicit ThresholdJudge(const v1::Scenario& scenario);

  // What ended in that second of the run. Requires valid statistics.
  void Add(int64_t second, const v1::RequestStats& stats);
  // Forgets everything: the run counts from `offset` on.
  void Restart(Duration offset);

  struct Broken {
    Duration at{0};
    std::string text;  // a sentence
    bool abort = false;
  };
  // Everything up to `covered` has come. Returns those that are broken for the first time.
  std::vector<Broken> Judge(Duration covered);
  // The run is over, and was so long.
  std::vector<Broken> Finish(Duration end);

  void Fill(google::protobuf::RepeatedPtrField<v1::ThresholdResult>* out) const;

  // What was found. The sums of the whole run are remade from the statistics of its names; windows
  // begin anew.
  void Save(google::protobuf::RepeatedPtrField<v1::ThresholdState>* out) const;
  void Restore(const google::protobuf::RepeatedPtrField<v1::ThresholdState>& states, Duration begin,
               Duration covered);
  // Of the whole run, so far.
  void RestoreSums(const v1::RequestStats& stats);
  void RestoreErrors(uint32_t name_id, const v1::ErrorCount& error);

 private:
  struct Selection {  // the requests that thresholds are about
    std::vector<uint32_t> name_ids;
    OutcomeSums whole;
    int64_t seconds_kept = 0;  // of the longest window
    std::map<int64_t, OutcomeSums> seconds;
  };
  struct Line {  // a threshold
    v1::Threshold threshold;
    size_t selection = 0;
    v1::ThresholdState found;
  };
  void Take(Line& line, std::optional<double> value, Duration at, std::vector<Broken>* broken);
  void JudgeWindow(Line& line, int64_t end, std::vector<Broken>* broken);
  void JudgeSoFar(Line& line, Duration now, bool final, std::vector<Broken>* broken);
  void JudgeSeconds(int64_t end, std::vector<Broken>* broken);

  std::vector<Selection> selections_;
  std::vector<std::vector<size_t>> selections_of_;  // by name id
  std::vector<Line> lines_;
  Duration begin_{0};
  Duration windows_from_{0};  // nothing of the seconds before is kept
  int64_t judged_ = 0;        // whole seconds of the run
};

}  // namespace aurax::load::master

#endif  // AURAX_MASTER_JUDGE_THRESHOLD_JUDGE_H_
