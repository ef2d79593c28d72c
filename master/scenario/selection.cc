#include "master/scenario/selection.h"

#include <algorithm>
#include <map>
#include <set>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "master/scenario/steps.h"

namespace aurax::load::master {
namespace {

using UserClasses = google::protobuf::RepeatedPtrField<v1::UserClass>;

bool HasAny(const v1::Task& task, const std::vector<std::string>& tags) {
  return std::any_of(task.tags().begin(), task.tags().end(), [&](const std::string& tag) {
    return std::find(tags.begin(), tags.end(), tag) != tags.end();
  });
}

template <typename Repeated, typename Keep>
void EraseUnless(Repeated* repeated, Keep keep) {
  repeated->erase(std::remove_if(repeated->begin(), repeated->end(),
                                 [&](const auto& element) { return !keep(element); }),
                  repeated->end());
}

std::string Names(const UserClasses& classes) {
  return absl::StrJoin(classes, ", ",
                       [](std::string* out, const v1::UserClass& c) { out->append(c.name()); });
}

void SelectClasses(Draft& draft, UserClasses* classes) {
  const std::vector<std::string>& wanted = draft.options.user_classes;
  if (wanted.empty()) return;
  std::vector<std::string> known;
  for (const v1::UserClass& c : *classes) known.push_back(c.name());
  for (const std::string& name : wanted) {
    if (std::find(known.begin(), known.end(), name) != known.end()) continue;
    draft.mistakes.Add({}, absl::StrCat("Unknown User(s): ", name, Suggestion(name, known)));
  }
  EraseUnless(classes, [&](const v1::UserClass& c) {
    return std::find(wanted.begin(), wanted.end(), c.name()) != wanted.end();
  });
}

void WarnOfUnknownTags(const UserClasses& classes, Draft& draft) {
  std::set<std::string> known;
  for (const v1::UserClass& c : classes) {
    for (const v1::Task& task : c.tasks()) known.insert(task.tags().begin(), task.tags().end());
  }
  for (const auto* tags : {&draft.options.tags, &draft.options.exclude_tags}) {
    for (const std::string& tag : *tags) {
      if (known.count(tag) != 0) continue;
      draft.mistakes.Warn(absl::StrCat("no task has the tag '", tag, "'",
                                       Suggestion(tag, {known.begin(), known.end()})));
    }
  }
}

void SelectTasks(Draft& draft, UserClasses* classes) {
  const ScenarioOptions& options = draft.options;
  for (v1::UserClass& c : *classes) {
    EraseUnless(c.mutable_tasks(), [&](const v1::Task& task) {
      const bool selected = !options.tags.empty() && HasAny(task, options.tags);
      return (selected || (options.tags.empty() && task.weight() > 0)) &&
             !HasAny(task, options.exclude_tags);
    });
    for (v1::Task& task : *c.mutable_tasks()) {
      if (task.weight() == 0 || options.equal_weights) task.set_weight(1);
    }
    if (options.equal_weights) c.set_weight(1);
  }
}

}  // namespace

void Select(Place users, Draft& draft) {
  UserClasses* classes = draft.scenario.mutable_user_classes();
  if (classes->empty()) return;
  const std::string all = Names(*classes);
  EraseUnless(classes,
              [](const v1::UserClass& c) { return c.weight() > 0 || c.fixed_count() > 0; });
  const bool none_starts = classes->empty();
  SelectClasses(draft, classes);
  WarnOfUnknownTags(*classes, draft);
  SelectTasks(draft, classes);
  const std::string selected = Names(*classes);
  const bool had_mistakes = !draft.mistakes.empty();
  const bool by_tags = !draft.options.tags.empty() || !draft.options.exclude_tags.empty();
  std::vector<std::string> without_tasks;
  EraseUnless(classes, [&](const v1::UserClass& c) {
    if (c.tasks().empty()) without_tasks.push_back(c.name());
    return !c.tasks().empty();
  });
  for (const std::string& name : without_tasks) {
    draft.mistakes.Warn(absl::StrCat(
        name, by_tags ? " has no tasks left after the tags were applied and is left out"
                      : " has no task with a weight above 0 and is left out"));
  }
  if (!classes->empty() || had_mistakes) return;
  if (none_starts) {
    draft.mistakes.Add(
        users, absl::StrCat("no user class can start: weight and fixed_count are 0 in ", all));
  } else if (by_tags) {  // the command line's mistake, not the file's
    draft.mistakes.Add({}, "no user class has a task to run with these tags");
  } else {
    draft.mistakes.Add(users,
                       absl::StrCat("no user class has a task with a weight above 0: ", selected));
  }
}

void KeepUsedNames(v1::Scenario* scenario) {
  std::map<uint32_t, uint32_t> new_ids;
  google::protobuf::RepeatedPtrField<v1::RequestName> names;
  const auto visit = [&](v1::Request* request) {
    const auto [found, is_new] =
        new_ids.try_emplace(request->name_id(), static_cast<uint32_t>(names.size()));
    if (is_new) *names.Add() = scenario->request_names(static_cast<int>(request->name_id()));
    request->set_name_id(found->second);
  };
  for (v1::UserClass& c : *scenario->mutable_user_classes()) {
    ForEachRequest(c.mutable_on_start(), visit);
    for (v1::Task& task : *c.mutable_tasks()) ForEachRequest(task.mutable_steps(), visit);
    ForEachRequest(c.mutable_on_stop(), visit);
  }
  scenario->mutable_request_names()->Swap(&names);
}

}  // namespace aurax::load::master
