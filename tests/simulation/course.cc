#include "tests/simulation/course.h"

#include <algorithm>
#include <cmath>

#include "common/protocol.h"

namespace aurax::load::simulation {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

void AddClass(v1::Scenario& scenario, const std::string& name, uint32_t fixed_count) {
  v1::UserClass* c = scenario.add_user_classes();
  c->set_name(name);
  c->set_weight(fixed_count > 0 ? 0 : 1);
  c->set_fixed_count(fixed_count);
  c->set_host(scenario.host());
  v1::Task* task = c->add_tasks();
  task->set_name("a");
  task->set_weight(1);
  v1::Request* request = task->add_steps()->mutable_request();
  request->set_method("GET");
  request->mutable_url()->add_parts()->set_literal("/a");
}

// Draws of a seed that are not the world's, so that what happens in it does not change the course.
class Draw {
 public:
  explicit Draw(uint64_t seed) : random_(seed, 7, 7, StreamPurpose::kTasks) {}
  bool Chance(double p) { return random_.Unit() < p; }
  uint32_t Number(uint32_t low, uint32_t high) {
    return static_cast<uint32_t>(random_.Between(low, high));
  }
  Duration Time(Duration low, Duration high) {
    return milliseconds(random_.Between(low / milliseconds(1), high / milliseconds(1)));
  }
  // As often short as long: uniform in the exponent.
  Duration LogTime(Duration low, Duration high) {
    return FromSeconds(ToSeconds(low) * std::pow(ToSeconds(high) / ToSeconds(low), random_.Unit()));
  }

 private:
  RandomStream random_;
};

Incident DrawIncident(Draw& draw, const Course& course) {
  constexpr Fault kFaults[] = {Fault::kKill,    Fault::kPause,   Fault::kPause,  Fault::kCutUp,
                               Fault::kCutDown, Fault::kCutBoth, Fault::kReset,  Fault::kReset,
                               Fault::kJoin,    Fault::kLeave,   Fault::kChange, Fault::kCrash};
  Incident incident;
  incident.at = draw.Time(milliseconds(100), course.calm_at);
  incident.fault = kFaults[draw.Number(0, std::size(kFaults) - 1)];
  incident.machine = draw.Number(0, course.machines - 1);
  incident.users = draw.Number(1, 40);
  incident.rate = draw.Number(4, 40);
  incident.lasts = draw.LogTime(milliseconds(200), seconds(15));
  if (incident.fault == Fault::kPause) {
    incident.lasts = draw.LogTime(milliseconds(500), seconds(30));
  }
  if (incident.fault == Fault::kKill && draw.Chance(0.3)) incident.lasts = Duration::max();
  return incident;
}

void DrawWeather(Draw& draw, Weather* weather) {
  if (draw.Chance(0.3)) weather->most = draw.LogTime(milliseconds(20), milliseconds(800));
  if (!draw.Chance(0.25)) return;
  weather->loss = 0.2;
  weather->twice = 0.2;
  weather->overtaken = 0.2;
}

}  // namespace

v1::Scenario SimulatedScenario(uint32_t fixed_count) {
  v1::Scenario scenario;
  scenario.set_host("http://127.0.0.1:1");
  for (const char* name : {"/a", "/b"}) {
    scenario.add_request_names()->set_method("GET");
    scenario.mutable_request_names()->rbegin()->set_name(name);
  }
  AddClass(scenario, "Weighted", 0);
  AddClass(scenario, "Fixed", fixed_count);
  return scenario;
}

Course Course::Calm(uint64_t seed, uint32_t workers) {
  Draw draw(seed);
  Course course;
  course.seed = seed;
  course.workers = course.machines = workers;
  course.load.scenario = SimulatedScenario(draw.Chance(0.5) ? draw.Number(1, 10) : 0);
  course.load.users = draw.Number(1, 40);
  course.load.spawn_rate = draw.Number(4, 40);
  course.load.stop_timeout = draw.Chance(0.5) ? draw.Time(seconds(0), seconds(4)) : Duration(0);
  course.load.seed = seed;
  course.load.run_id = "run";
  course.load.lease = kLease;
  course.calm_at = seconds(16);
  for (uint32_t i = 0; i < 16; ++i) course.loops.push_back(draw.Number(1, 3));
  course.stop_at = seconds(16);
  return course;
}

Course Course::OfSeed(uint64_t seed) {
  Draw draw(seed ^ 0x5eed);
  Course course = Calm(seed, draw.Number(1, 7));
  course.machines = course.workers + draw.Number(0, 2);
  course.stop_at.reset();
  course.calm_at = draw.Time(seconds(5), seconds(20));
  course.journal_swell = draw.Chance(0.5) ? 1 : 10'000;
  DrawWeather(draw, &course.weather);
  for (uint32_t i = draw.Number(0, 10); i > 0; --i) {
    course.incidents.push_back(DrawIncident(draw, course));
  }
  if (draw.Chance(0.3)) {
    course.stop_at = draw.Time(seconds(2), course.calm_at);
    course.stop_now = draw.Chance(0.3);
  }
  if (draw.Chance(0.2)) course.load.run_time = draw.Time(seconds(3), seconds(25));
  if (draw.Chance(0.2)) course.load.iterations = draw.Number(20, 600);
  return course;
}

std::string_view NameOf(Fault fault) {
  constexpr std::string_view kNames[] = {"kill",  "pause", "cut up", "cut down", "cut both",
                                         "reset", "join",  "leave",  "change",   "crash"};
  return kNames[static_cast<size_t>(fault)];
}

}  // namespace aurax::load::simulation
