#include "master/scenario/data_source.h"

#include <vector>

#include "absl/strings/str_cat.h"
#include "master/scenario/data_file.h"
#include "master/scenario/expression_syntax.h"
#include "master/scenario/json_value.h"
#include "master/scenario/keys.h"
#include "master/scenario/scalars.h"

namespace aurax::load::master {
namespace {

// A list of mappings is rows with columns; any other list is one column without a name.
void ReadInlineList(const YamlNode& list, const std::string& name, Mistakes& mistakes,
                    v1::DataSource* source) {
  if (!RequireList(list, absl::StrCat("data '", name, "'"), mistakes)) return;
  if (list.items.empty()) {
    mistakes.Add(list.place, absl::StrCat("data '", name, "' is empty"));
    return;
  }
  if (list.items[0].kind != YamlNode::Kind::kMapping) {
    source->add_columns("");
    for (const YamlNode& item : list.items) *source->add_cells() = ReadCell(item, mistakes);
    return;
  }
  for (const YamlEntry& entry : list.items[0].entries) source->add_columns(entry.key);
  const std::vector<std::string> columns(source->columns().begin(), source->columns().end());
  for (const YamlNode& row : list.items) {
    if (!CheckKeysOf(row, KeyTable{"row", columns}, "a row", mistakes)) continue;
    for (const std::string& column : columns) {
      const YamlNode* cell = row.Find(column);
      if (cell == nullptr) {
        mistakes.Add(row.place,
                     absl::StrCat("the row has no '", column, "', as the first row has"));
        continue;
      }
      *source->add_cells() = ReadCell(*cell, mistakes);
    }
  }
}

void ReadPick(const YamlNode& node, Mistakes& mistakes, v1::DataSource* source) {
  static const std::vector<std::string> kPicks = {"sequential", "random", "unique"};
  const std::optional<std::string> pick = ReadText(node, "pick", mistakes);
  if (!pick) return;
  for (size_t i = 0; i < kPicks.size(); ++i) {
    if (*pick != kPicks[i]) continue;
    source->set_pick(static_cast<v1::DataSource::Pick>(v1::DataSource::PICK_SEQUENTIAL + i));
    return;
  }
  mistakes.Add(node.place, absl::StrCat("pick must be sequential, random or unique, not '", *pick,
                                        "'", Suggestion(*pick, kPicks)));
}

void ReadSource(const YamlEntry& entry, Draft& draft, v1::DataSource* source) {
  source->set_name(entry.key);
  source->set_pick(v1::DataSource::PICK_SEQUENTIAL);
  if (entry.value.kind != YamlNode::Kind::kMapping) {
    ReadInlineList(entry.value, entry.key, draft.mistakes, source);
    return;
  }
  CheckKeysOf(entry.value, DataSourceKeys(), entry.key, draft.mistakes);
  const YamlNode* file = entry.value.Find("file");
  const YamlNode* list = entry.value.Find("list");
  if ((file == nullptr) == (list == nullptr)) {
    draft.mistakes.Add(entry.value.place,
                       absl::StrCat("data '", entry.key, "' needs file or list, one of them"));
  } else if (list != nullptr) {
    ReadInlineList(*list, entry.key, draft.mistakes, source);
  } else {
    ReadDataFile(*file, draft, source);
  }
  if (const YamlNode* pick = entry.value.Find("pick")) ReadPick(*pick, draft.mistakes, source);
}

}  // namespace

void ReadData(const YamlNode& node, Draft& draft) {
  if (!RequireMapping(node, "data", draft.mistakes)) return;
  for (const YamlEntry& entry : node.entries) {
    if (!IsName(entry.key)) {
      draft.mistakes.Add(entry.key_place, absl::StrCat("'", entry.key,
                                                       "' is not a name for data: "
                                                       "use letters, digits, _ and -"));
    }
    ReadSource(entry, draft, draft.scenario.add_data());
  }
}

}  // namespace aurax::load::master
