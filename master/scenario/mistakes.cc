#include "master/scenario/mistakes.h"

#include <algorithm>
#include <set>
#include <tuple>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/nearest_name.h"

namespace aurax::load::master {

std::string Suggestion(std::string_view typed, const std::vector<std::string>& known) {
  const std::optional<std::string> nearest = NearestName(typed, known);
  return nearest ? absl::StrCat(", did you mean '", *nearest, "'?") : "";
}

Mistakes::Mistakes(std::string scenario_file) { files_.push_back(std::move(scenario_file)); }

int Mistakes::AddFile(std::string name) {
  const auto found = std::find(files_.begin(), files_.end(), name);
  if (found != files_.end()) return static_cast<int>(found - files_.begin());
  files_.push_back(std::move(name));
  return static_cast<int>(files_.size()) - 1;
}

void Mistakes::Add(Place place, std::string message) {
  found_.push_back({place, std::move(message)});
}

void Mistakes::AddUnknown(Place place, std::string_view kind, const std::string& typed,
                          const std::vector<std::string>& known) {
  Add(place,
      absl::StrCat("unknown ", std::string(kind), " '", typed, "'", Suggestion(typed, known)));
}

void Mistakes::Warn(std::string warning) { warnings_.push_back(std::move(warning)); }

std::vector<Mistake> Mistakes::Sorted() const {
  const auto key = [](const Found& f) {
    return std::tie(f.place.file, f.place.line, f.place.column);
  };
  std::vector<Found> sorted = found_;
  std::stable_sort(sorted.begin(), sorted.end(),
                   [&](const Found& a, const Found& b) { return key(a) < key(b); });
  std::vector<Mistake> out;
  std::set<std::tuple<int, int, int, std::string>> told;
  for (const Found& f : sorted) {
    if (!told.insert({f.place.file, f.place.line, f.place.column, f.message}).second) continue;
    out.push_back(
        {files_[static_cast<size_t>(f.place.file)], f.place.line, f.place.column, f.message});
  }
  return out;
}

}  // namespace aurax::load::master
