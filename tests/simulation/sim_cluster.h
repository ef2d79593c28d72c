// A whole cluster in one thread and no real time: takes the course that a seed made, and says what
// was wrong with it.
//
//   const std::string wrong = SimCluster(Course::OfSeed(17)).Run();
#ifndef AURAX_TESTS_SIMULATION_SIM_CLUSTER_H_
#define AURAX_TESTS_SIMULATION_SIM_CLUSTER_H_

#include <memory>
#include <string>
#include <vector>

#include "tests/simulation/course.h"
#include "tests/simulation/sim_master.h"
#include "tests/simulation/sim_worker.h"

namespace aurax::load::simulation {

class SimCluster {
 public:
  explicit SimCluster(const Course& course, bool traced = false);

  // To the end of the run. Empty, or what does not hold.
  std::string Run();

  const Truth& truth() const { return truth_; }
  std::optional<Duration> time_zero() const { return master_.time_zero(); }
  const v1::Report& report() const { return report_; }

 private:
  struct Machine {
    std::string id;
    Cable cable;
    std::unique_ptr<MachineClock> clock;
    uint32_t loops = 1;
    uint64_t starts = 0;
    std::unique_ptr<SimWorker> worker;  // none: it does not run
  };

  void StartWorker(Machine& machine);
  void EndWorker(Machine& machine);
  void Happen(const Incident& incident);
  void Cut(Machine& machine, bool up, bool down, Duration lasts);
  void LookAfter();  // those who are gone, and the start
  void Calm();
  std::string WaitUntilWhole();
  std::string WaitUntilFinished();
  std::string CheckEnd();

  const Course course_;
  World world_;
  Weather weather_;
  Truth truth_;
  MachineClock master_clock_;
  SimMaster master_;
  std::vector<Machine> machines_;
  bool over_ = false, calm_ = false;  // the run is finished
  v1::Report report_;
};

}  // namespace aurax::load::simulation

#endif  // AURAX_TESTS_SIMULATION_SIM_CLUSTER_H_
