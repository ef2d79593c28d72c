// Rows from a file: CSV with a header (every cell is text), or JSON Lines (cells keep their JSON
// type).
#ifndef AURAX_MASTER_SCENARIO_DATA_FILE_H_
#define AURAX_MASTER_SCENARIO_DATA_FILE_H_

#include "aurax/load/v1/scenario.pb.h"
#include "master/scenario/draft.h"
#include "master/scenario/yaml_node.h"

namespace aurax::load::master {

constexpr int kMaxDataMistakes = 10;  // of one file; the rest are counted

// `path` ends in .csv, .jsonl or .ndjson. Mistakes are about a line of the file itself: rows that
// differ from the header (CSV) or from the first line (JSON Lines), an empty or repeated column
// name, malformed text.
void ReadDataFile(const YamlNode& path, Draft& draft, v1::DataSource* source);

}  // namespace aurax::load::master

#endif  // AURAX_MASTER_SCENARIO_DATA_FILE_H_
