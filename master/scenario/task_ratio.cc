#include "master/scenario/task_ratio.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include <nlohmann/json.hpp>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"

namespace aurax::load::master {
namespace {

// Each class's share of the users, in the scenario's order.
std::vector<double> ClassRatios(const v1::Scenario& scenario, std::optional<uint32_t> users) {
  double fixed = 0, weights = 0;
  for (const v1::UserClass& c : scenario.user_classes()) {
    fixed += c.fixed_count();
    if (c.fixed_count() == 0) weights += c.weight();
  }
  const double all = users ? *users : fixed > 0 ? 1 : weights;
  std::vector<double> counts;
  double sum = 0;
  for (const v1::UserClass& c : scenario.user_classes()) {
    double count = c.fixed_count();
    if (c.fixed_count() == 0) count = c.weight() / weights * std::max(all - fixed, 0.0);
    // Users come whole; weights alone need not, and a scenario may weigh with 0.5 and 0.25.
    counts.push_back(users ? std::nearbyint(count) : count);
    sum += counts.back();
  }
  for (double& count : counts) count = sum > 0 ? count / sum : 0;
  return counts;
}

std::vector<double> TaskRatios(const v1::UserClass& c, double of) {
  double weights = 0;
  for (const v1::Task& task : c.tasks()) weights += task.weight();
  std::vector<double> ratios;
  for (const v1::Task& task : c.tasks()) ratios.push_back(task.weight() * of / weights);
  return ratios;
}

void AppendRow(const std::string& padding, double ratio, const std::string& name,
               std::string* out) {
  absl::StrAppendFormat(out, " %-10s %-50s\n", padding + absl::StrFormat("%-6.1f", ratio * 100),
                        padding + name);
}

std::string RatioTable(const v1::Scenario& scenario, const std::vector<double>& classes,
                       bool total) {
  std::string out;
  for (int i = 0; i < scenario.user_classes_size(); ++i) {
    const v1::UserClass& c = scenario.user_classes(i);
    const double ratio = classes[static_cast<size_t>(i)];
    AppendRow("", ratio, c.name(), &out);
    const std::vector<double> tasks = TaskRatios(c, total ? ratio : 1);
    for (int t = 0; t < c.tasks_size(); ++t) {
      AppendRow("  ", tasks[static_cast<size_t>(t)], c.tasks(t).name(), &out);
    }
  }
  return out;
}

nlohmann::ordered_json RatioJson(const v1::Scenario& scenario, const std::vector<double>& classes,
                                 bool total) {
  nlohmann::ordered_json out = nlohmann::ordered_json::object();
  for (int i = 0; i < scenario.user_classes_size(); ++i) {
    const v1::UserClass& c = scenario.user_classes(i);
    const double ratio = classes[static_cast<size_t>(i)];
    nlohmann::ordered_json tasks = nlohmann::ordered_json::object();
    const std::vector<double> ratios = TaskRatios(c, total ? ratio : 1);
    for (int t = 0; t < c.tasks_size(); ++t) {
      tasks[c.tasks(t).name()] = {{"ratio", ratios[static_cast<size_t>(t)]}};
    }
    out[c.name()] = {{"ratio", ratio}, {"tasks", tasks}};
  }
  return out;
}

}  // namespace

std::string UserClassList(const v1::Scenario& scenario) {
  std::string out = "Available Users:\n";
  for (const v1::UserClass& c : scenario.user_classes())
    absl::StrAppend(&out, "    ", c.name(), "\n");
  return out;
}

std::string TaskRatioText(const v1::Scenario& scenario, std::optional<uint32_t> users) {
  const std::vector<double> classes = ClassRatios(scenario, users);
  const std::string rule(80, '-');
  return absl::StrCat("\n Task ratio per User class\n", rule, "\n",
                      RatioTable(scenario, classes, false), "\n Total task ratio\n", rule, "\n",
                      RatioTable(scenario, classes, true));
}

std::string TaskRatioJson(const v1::Scenario& scenario, std::optional<uint32_t> users) {
  const std::vector<double> classes = ClassRatios(scenario, users);
  const nlohmann::ordered_json out = {{"per_class", RatioJson(scenario, classes, false)},
                                      {"total", RatioJson(scenario, classes, true)}};
  return out.dump(4) + "\n";
}

}  // namespace aurax::load::master
