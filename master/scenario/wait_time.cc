#include "master/scenario/wait_time.h"

#include <cmath>
#include <string>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "common/duration_text.h"
#include "common/text.h"
#include "master/scenario/scalars.h"

namespace aurax::load::master {
namespace {

struct Form {
  std::string name;
  v1::WaitTime::Kind kind;
  size_t arguments;
  std::string example;
};

const std::vector<Form>& Forms() {
  static const std::vector<Form> forms = {
      {"constant", v1::WaitTime::KIND_CONSTANT, 1, "constant(1s)"},
      {"between", v1::WaitTime::KIND_UNIFORM, 2, "between(1s, 3s)"},
      {"exponential", v1::WaitTime::KIND_EXPONENTIAL, 1, "exponential(2s)"},
      {"pacing", v1::WaitTime::KIND_PACING, 1, "pacing(5s)"},
      {"throughput", v1::WaitTime::KIND_PACING, 1, "throughput(0.5)"}};
  return forms;
}

std::string Trim(std::string_view text) {
  return std::string(absl::StripAsciiWhitespace(AbslSv(text)));
}

// The one wait being read.
class WaitReader {
 public:
  WaitReader(const YamlNode& node, std::string_view what, Mistakes& mistakes)
      : node_(node), what_(what), mistakes_(mistakes) {}

  std::optional<v1::WaitTime> Read(bool between_tasks) {
    const std::string text = Trim(node_.text);
    const size_t open = text.find('(');
    if (open == std::string::npos) {
      const std::optional<int64_t> constant = Micros(text);
      if (!constant) return std::nullopt;
      return Wait(v1::WaitTime::KIND_CONSTANT, *constant, 0);
    }
    const std::string name = Trim(text.substr(0, open));
    const Form* form = FindForm(name);
    if (form == nullptr) return std::nullopt;
    if (text.back() != ')') return Fail("a ')' is missing at the end");
    const std::vector<std::string> arguments =
        absl::StrSplit(text.substr(open + 1, text.size() - open - 2), ',');
    if (arguments.size() != form->arguments || Trim(arguments[0]).empty()) {
      return Fail(absl::StrCat(name, " is written ", form->example));
    }
    if (form->kind == v1::WaitTime::KIND_PACING && !between_tasks) {
      return Fail(absl::StrCat(name, " is for a user class's wait, not for a pause"));
    }
    return ReadArguments(*form, arguments);
  }

 private:
  std::optional<v1::WaitTime> Fail(const std::string& message) {
    mistakes_.Add(node_.place, absl::StrCat(what_, ": ", message));
    return std::nullopt;
  }

  const Form* FindForm(const std::string& name) {
    std::vector<std::string> names;
    for (const Form& form : Forms()) {
      if (form.name == name) return &form;
      names.push_back(form.name);
    }
    mistakes_.AddUnknown(node_.place, "wait", name, names);
    return nullptr;
  }

  std::optional<int64_t> Micros(const std::string& text) {
    const absl::StatusOr<Duration> duration = ParseDuration(Trim(text));
    if (duration.ok()) return ToMicros(*duration);
    Fail(std::string(duration.status().message()));
    return std::nullopt;
  }

  std::optional<v1::WaitTime> ReadArguments(const Form& form,
                                            const std::vector<std::string>& arguments) {
    if (form.name == "throughput") {
      const std::optional<double> rate = ParseNumber(Trim(arguments[0]));
      if (!rate || !(*rate >= 1e-6) || *rate > 1e6) {
        return Fail("throughput takes the iterations per second of one user, above 0");
      }
      return Wait(form.kind, std::llround(1e6 / *rate), 0);
    }
    std::vector<int64_t> micros;
    for (const std::string& argument : arguments) {
      const std::optional<int64_t> us = Micros(argument);
      if (!us) return std::nullopt;
      micros.push_back(*us);
    }
    if (form.kind == v1::WaitTime::KIND_UNIFORM) {
      if (micros[0] > micros[1]) return Fail("the first duration is longer than the second");
      return Wait(form.kind, micros[0], micros[1]);
    }
    if (form.kind != v1::WaitTime::KIND_CONSTANT && micros[0] == 0) {
      return Fail(absl::StrCat(form.name, " needs a duration above 0"));
    }
    return Wait(form.kind, micros[0], 0);
  }

  static v1::WaitTime Wait(v1::WaitTime::Kind kind, int64_t low_us, int64_t high_us) {
    v1::WaitTime wait;
    wait.set_kind(kind);
    wait.set_low_us(low_us);
    wait.set_high_us(high_us);
    return wait;
  }

  const YamlNode& node_;
  const std::string what_;
  Mistakes& mistakes_;
};

}  // namespace

std::optional<v1::WaitTime> ReadWaitTime(const YamlNode& node, std::string_view what,
                                         bool between_tasks, Mistakes& mistakes) {
  if (!ReadText(node, what, mistakes)) return std::nullopt;
  return WaitReader(node, what, mistakes).Read(between_tasks);
}

}  // namespace aurax::load::master
