#include "master/scenario/draft.h"

#include <cstdlib>

#include "absl/strings/str_cat.h"
#include "master/scenario/text_file.h"
#include "master/scenario/utf8.h"

namespace aurax::load::master {

Draft::Draft(std::string file, const ScenarioOptions& scenario_options)
    : mistakes(file), options(scenario_options), folder_(FolderOf(file)) {
  scenario.set_source_name(file);
}

std::optional<std::string> Draft::Environment(const std::string& name) const {
  if (options.environment) return options.environment(name);
  const char* value = std::getenv(name.c_str());
  return value == nullptr ? std::nullopt : std::optional<std::string>(value);
}

std::optional<std::string> Draft::ReadFile(const std::string& path, Place place, bool as_text) {
  absl::StatusOr<std::string> content = ReadWholeFile(PathFrom(folder_, path));
  if (!content.ok()) {
    mistakes.Add(place, absl::StrCat("'", path, "': ", std::string(content.status().message())));
    return std::nullopt;
  }
  if (as_text && FirstInvalidUtf8(*content) != content->size()) {
    mistakes.Add(place, absl::StrCat("'", path, "': is not valid UTF-8"));
    return std::nullopt;
  }
  return *std::move(content);
}

uint32_t Draft::NameId(const std::string& method, const std::string& name) {
  const auto [found, is_new] =
      name_ids_.try_emplace({method, name}, static_cast<uint32_t>(scenario.request_names_size()));
  if (is_new) {
    v1::RequestName* added = scenario.add_request_names();
    added->set_method(method);
    added->set_name(name);
  }
  return found->second;
}

std::optional<uint32_t> Draft::FindSource(const std::string& name) const {
  for (int i = 0; i < scenario.data_size(); ++i) {
    if (scenario.data(i).name() == name) return static_cast<uint32_t>(i);
  }
  return std::nullopt;
}

std::vector<std::string> Draft::SourceNames() const {
  std::vector<std::string> names;
  for (const v1::DataSource& source : scenario.data()) names.push_back(source.name());
  return names;
}

uint32_t Draft::VariableSlot(const std::string& name) {
  const auto [found, is_new] =
      variable_slots_.try_emplace(name, static_cast<uint32_t>(scenario.variables_size()));
  if (is_new) scenario.add_variables(name);
  return found->second;
}

void Draft::BeginClass() {
  captured_.clear();
  uses_.clear();
}

uint32_t Draft::CaptureVariable(const std::string& name) {
  captured_.insert(name);
  return VariableSlot(name);
}

uint32_t Draft::UseVariable(const std::string& name, Place place) {
  uses_.emplace_back(name, place);
  return VariableSlot(name);
}

void Draft::EndClass() {
  std::vector<std::string> known(captured_.begin(), captured_.end());
  for (const std::string& source : SourceNames()) known.push_back(source);
  known.insert(known.end(), {"user", "iteration"});
  for (const auto& [name, place] : uses_) {
    if (captured_.count(name) == 0) mistakes.AddUnknown(place, "variable", name, known);
  }
}

}  // namespace aurax::load::master
