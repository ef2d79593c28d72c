// The live view of a run on a terminal: a small block that is redrawn in place while plain lines
// and tables scroll above it. Whether there is a terminal, and its size, is the caller's knowledge;
// so is the writing.
//
//   LiveView live;
//   out << live.Redraw(report, columns, rows);          // each time there is a new report
//   out << live.Clear() << StatisticsTable(...);        // plain text takes the block's place
//
// Belongs to the control thread.
#ifndef AURAX_MASTER_VIEWS_LIVE_VIEW_H_
#define AURAX_MASTER_VIEWS_LIVE_VIEW_H_

#include <string>
#include <vector>

#include "aurax/load/v1/report.pb.h"

namespace aurax::load::master {

// The block as plain lines, each ended by "\n", none wider than columns - 1 (so that no terminal
// wraps it) and together at most rows - 1; where rows are few, the names go first, then the hint.
// Figures are those of the last 10 s. Names are the busiest five; too long ones are cut here, and
// only here.
std::string RenderLiveView(const v1::Report& report, int columns, int rows);

class LiveView {
 public:
  // What to write so that the terminal shows this report's block where the last one was.
  std::string Redraw(const v1::Report& report, int columns, int rows);
  // What to write so that the block is gone and the cursor stands where it began. Nothing when no
  // block is shown.
  std::string Clear();

 private:
  // Lines the block takes up on a terminal of `columns`: a terminal made narrower wraps what it
  // already shows.
  int LinesUp(int columns) const;

  std::vector<int> widths_;  // of the lines shown
  int columns_ = 0;          // of the terminal when last heard
};

}  // namespace aurax::load::master

#endif  // AURAX_MASTER_VIEWS_LIVE_VIEW_H_
