// Every key that a scenario file may hold, by the kind of mapping it stands in. The parser refuses
// all others; scenarios/scenario.schema.json and docs/scenario.md are held to the same lists by
// tests.
#ifndef AURAX_MASTER_SCENARIO_KEYS_H_
#define AURAX_MASTER_SCENARIO_KEYS_H_

#include <string>
#include <vector>

namespace aurax::load::master {

struct KeyTable {
  std::string name;  // the schema's definition of the same name; "scenario" is the file itself
  std::vector<std::string> keys;
};

// The file, and what stands in it at the top.
const KeyTable& ScenarioKeys();
const KeyTable& LoadKeys();
const KeyTable& StageKeys();  // in load
const KeyTable& ShapeKeys();  // in load
const KeyTable& ThresholdKeys();
const KeyTable& DefaultsKeys();
const KeyTable& DataSourceKeys();
const KeyTable& UserClassKeys();  // holds DefaultsKeys()

// Steps. A task is `steps:` or one request, beside its own keys; a request is known by one of
// MethodKeys().
const KeyTable& TaskKeys();
const KeyTable& MethodKeys();
const KeyTable& RequestKeys();
const KeyTable& ThinkKeys();
const KeyTable& IfKeys();
const KeyTable& RepeatKeys();
const KeyTable& ParallelKeys();
const KeyTable& ConditionKeys();

// Inside a request.
const KeyTable& MultipartPartKeys();
const KeyTable& CheckKeys();
const KeyTable& ValueTestKeys();  // of a JSON pointer or a header in a check
const KeyTable& CaptureKeys();

// All of the above but MethodKeys(), which are among RequestKeys().
std::vector<const KeyTable*> AllKeyTables();

}  // namespace aurax::load::master

#endif  // AURAX_MASTER_SCENARIO_KEYS_H_
