// The mistakes of one scenario while it is read. Readers add and go on; nothing stops at the first.
#ifndef AURAX_MASTER_SCENARIO_MISTAKES_H_
#define AURAX_MASTER_SCENARIO_MISTAKES_H_

#include <string>
#include <string_view>
#include <vector>

#include "master/scenario/load_scenario.h"

namespace aurax::load::master {

// A place in one of the files that make up a scenario. line and column count from 1 (column in
// bytes); line 0 means the file as a whole.
struct Place {
  int file = 0;  // as Mistakes::AddFile() numbered it; 0 is the scenario itself
  int line = 0;
  int column = 0;
};

// Not thread-safe.
class Mistakes {
 public:
  explicit Mistakes(std::string scenario_file);

  // A further file (data, body, or the name of an option) that mistakes may be about.
  int AddFile(std::string name);

  void Add(Place place, std::string message);
  // "unknown KIND 'wieght', did you mean 'weight'?"
  void AddUnknown(Place place, std::string_view kind, const std::string& typed,
                  const std::vector<std::string>& known);
  void Warn(std::string warning);

  bool empty() const { return found_.empty(); }
  size_t size() const { return found_.size(); }
  // By file, line and column; the same mistake at the same place (an inherited task's) once.
  std::vector<Mistake> Sorted() const;
  const std::vector<std::string>& warnings() const { return warnings_; }

 private:
  struct Found {
    Place place;
    std::string message;
  };
  std::vector<std::string> files_;
  std::vector<Found> found_;
  std::vector<std::string> warnings_;
};

// ", did you mean 'weight'?", or nothing when no known name is near.
std::string Suggestion(std::string_view typed, const std::vector<std::string>& known);

}  // namespace aurax::load::master

#endif  // AURAX_MASTER_SCENARIO_MISTAKES_H_
