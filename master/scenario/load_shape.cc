#include "master/scenario/load_shape.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <map>
#include <numbers>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "master/scenario/keys.h"
#include "master/scenario/scalars.h"

namespace aurax::load::master {
namespace {

constexpr int64_t kMostUsers = 1'000'000'000;
constexpr int64_t kMostSteps = 1'000;
constexpr int64_t kSineLines = 24;  // a period; off the curve by less than 1 % of its height
constexpr int64_t kWaveLines = 90;  // off by less than 1 % as well

class Course {
 public:
  // Counts, and times in microseconds; absent keys are 0.
  Course(std::map<std::string, int64_t> values, v1::LoadSettings* load)
      : values_(std::move(values)), load_(load) {}

  void Ramp() {
    Line(Of("users"), Of("over"));
    Hold(Of("users"), Of("for"));
  }
  void Soak() {
    Ramp();
    Line(0, Of("over"));
  }
  void Spike() {
    Hold(Of("base"), Of("base_for"), "before");
    Line(Of("users"), Of("over"), "rise");
    Hold(Of("users"), Of("for"), "peak");
    Line(Of("base"), Of("over"), "fall");
    Hold(Of("base"), Of("base_for"), "after");
  }
  void Staircase() {
    const int64_t steps = std::max<int64_t>(1, Of("steps"));
    for (int64_t step = 1; step <= steps; ++step) {
      const int64_t users = Of("base") + (Of("users") - Of("base")) * step / steps;
      if (Of("over") > 0) Line(users, Of("over"));
      Hold(users, Of("for"), absl::StrCat("step ", step));
    }
  }
  void Sine() {
    const auto base = static_cast<double>(Of("base"));
    const double half = (static_cast<double>(Of("users")) - base) / 2;
    const auto period = static_cast<double>(Of("period"));
    const auto lines = static_cast<int64_t>(std::ceil(ToLines(Of("for"), Of("period"))));
    Follow(lines, [=](double us) {
      return base + half * (1 - std::cos(2 * std::numbers::pi * us / period));
    });
  }
  void DoubleWave() {
    const auto base = static_cast<double>(Of("base"));
    const double first = static_cast<double>(Of("users")) - base;
    const double second = static_cast<double>(Of("second")) - base;
    const auto whole = static_cast<double>(Of("for"));
    Follow(kWaveLines, [=](double us) {
      const double x = 15 * us / whole;
      return base + first * std::exp(-(x - 5) * (x - 5)) + second * std::exp(-(x - 10) * (x - 10));
    });
  }

  static double ToLines(int64_t whole, int64_t period) {
    return kSineLines * static_cast<double>(whole) / static_cast<double>(period);
  }

 private:
  int64_t Of(const std::string& key) const {
    const auto found = values_.find(key);
    return found == values_.end() ? 0 : found->second;
  }
  void Add(int64_t users, int64_t us, bool jump, const std::string& name) {
    if (us <= 0) return;
    v1::LoadStage* stage = load_->add_stages();
    stage->set_users(static_cast<uint32_t>(users));
    stage->set_duration_us(us);
    stage->set_jump(jump);
    stage->set_name(name);
  }
  void Line(int64_t users, int64_t us, const std::string& name = "") {
    Add(users, us, false, name);
  }
  void Hold(int64_t users, int64_t us, const std::string& name = "") { Add(users, us, true, name); }
  // From the base that is there at once, in `lines` straight lines over `for`; all one stage.
  void Follow(int64_t lines, const std::function<double(double us)>& users_at) {
    const int64_t whole = Of("for");
    const int first = load_->stages_size();
    int64_t from = 0;
    if (Of("base") > 0) {
      Hold(Of("base"), 1);  // a microsecond: the jump
      from = 1;
    }
    for (int64_t line = 1; line <= lines; ++line) {
      const auto to = static_cast<int64_t>(static_cast<double>(whole) * static_cast<double>(line) /
                                           static_cast<double>(lines));
      Line(std::llround(users_at(static_cast<double>(to))), to - from);
      from = to;
    }
    for (int i = first + 1; i < load_->stages_size(); ++i)
      load_->mutable_stages(i)->set_goes_on(true);
  }

  const std::map<std::string, int64_t> values_;
  v1::LoadSettings* const load_;
};

struct Shape {
  std::string name;
  std::vector<std::string> needed;
  std::vector<std::string> optional;
  void (Course::*add)();
};

const std::vector<Shape>& Shapes() {
  static const std::vector<Shape> shapes = {
      {"ramp", {"users", "over", "for"}, {}, &Course::Ramp},
      {"spike", {"users", "over", "for"}, {"base", "base_for"}, &Course::Spike},
      {"soak", {"users", "over", "for"}, {}, &Course::Soak},
      {"staircase", {"users", "steps", "for"}, {"base", "over"}, &Course::Staircase},
      {"sine", {"users", "period", "for"}, {"base"}, &Course::Sine},
      {"double_wave", {"users", "second", "for"}, {"base"}, &Course::DoubleWave}};
  return shapes;
}

bool Has(const std::vector<std::string>& keys, const std::string& key) {
  return std::find(keys.begin(), keys.end(), key) != keys.end();
}

std::optional<int64_t> ReadValue(const std::string& key, const YamlNode& node, Mistakes& mistakes) {
  if (Has({"over", "for", "base_for", "period"}, key)) {
    const auto us = ReadMicros(node, key, mistakes);
    if (us && *us <= 0) {
      mistakes.Add(node.place, absl::StrCat(key, " must be longer than 0"));
      return std::nullopt;
    }
    return us;
  }
  if (key == "steps") return ReadInteger(node, key, 1, kMostSteps, mistakes);
  return ReadInteger(node, key, key == "base" ? 0 : 1, kMostUsers, mistakes);
}

const Shape* FindShape(const YamlNode& node, Mistakes& mistakes) {
  const YamlNode* name = node.Find("name");
  std::vector<std::string> names;
  for (const Shape& shape : Shapes()) {
    if (name != nullptr && name->text == shape.name) return &shape;
    names.push_back(shape.name);
  }
  if (name == nullptr) {
    mistakes.Add(node.place,
                 absl::StrCat("a shape has a name: one of ", absl::StrJoin(names, ", ")));
  } else {
    mistakes.AddUnknown(name->place, "shape", name->text, names);
  }
  return nullptr;
}

}  // namespace

void ReadShape(const YamlNode& node, Draft& draft) {
  Mistakes& mistakes = draft.mistakes;
  if (!CheckKeysOf(node, ShapeKeys(), "shape", mistakes)) return;
  const Shape* shape = FindShape(node, mistakes);
  if (shape == nullptr) return;
  const size_t before = mistakes.size();
  std::map<std::string, int64_t> values;
  for (const YamlEntry& entry : node.entries) {
    if (entry.key == "name") continue;
    if (!Has(shape->needed, entry.key) && !Has(shape->optional, entry.key)) {
      mistakes.Add(entry.key_place, absl::StrCat("shape ", shape->name, " has no ", entry.key));
    } else if (const auto value = ReadValue(entry.key, entry.value, mistakes)) {
      values[entry.key] = *value;
    }
  }
  for (const std::string& key : shape->needed) {
    if (node.Find(key) != nullptr) continue;
    mistakes.Add(node.place, absl::StrCat("shape ", shape->name, " needs ", key));
  }
  if (values.contains("base") && values.contains("users") && values["base"] > values["users"]) {
    mistakes.Add(node.place, "base is at most users");
  }
  if (values.contains("period") && values.contains("for") &&
      Course::ToLines(values["for"], values["period"]) > 10'000) {
    mistakes.Add(node.place, "at most 400 periods");
  }
  if (mistakes.size() == before) {
    Course course(std::move(values), draft.scenario.mutable_load());
    (course.*shape->add)();
  }
}

}  // namespace aurax::load::master
