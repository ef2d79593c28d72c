// Which user class the u-th user of a run belongs to.
//
// Fixed counts first, then the weighted classes, both interleaved as Locust's dispatcher does
// (reference 2.8): the next class is the one whose choice lowers the Kullback-Leibler divergence
// between the wanted and the present shares most. A pure function of the classes, so every worker
// knows the class of every user without being told.
//
//   ClassSequence sequence(scenario);
//   sequence.ClassOf(0);  // index into scenario.user_classes
//
// Not thread-safe (it remembers what it has computed): one per thread.
#ifndef AURAX_COMMON_CLASS_SEQUENCE_H_
#define AURAX_COMMON_CLASS_SEQUENCE_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "aurax/load/v1/scenario.pb.h"

namespace aurax::load {

class ClassSequence {
 public:
  explicit ClassSequence(const v1::Scenario& scenario);

  // Nothing when the classes cannot supply that many users: only fixed counts, and they are used
  // up.
  std::optional<uint32_t> ClassOf(uint32_t user);

  // How many users there can be at most; nothing = no limit.
  std::optional<uint32_t> Limit() const;

 private:
  // One class waiting for its turn. `drawn` starts at the weight and grows by one each time
  // (Locust's x - 1).
  struct Turn {
    double gain;  // change of divergence if chosen next; the lowest is chosen
    double drawn;
    double weight;
    std::string name;  // breaks ties, as in Locust
    uint32_t user_class;
    bool operator>(const Turn& other) const;
  };
  class Interleaving {
   public:
    void Add(const std::string& name, uint32_t user_class, double weight);
    bool empty() const { return heap_.empty(); }
    uint32_t Next();

   private:
    std::vector<Turn> heap_;  // the next one in front
  };
  void DrawFixed(const v1::Scenario& scenario);

  Interleaving weighted_;
  std::vector<uint32_t> known_;
};

}  // namespace aurax::load

#endif  // AURAX_COMMON_CLASS_SEQUENCE_H_
