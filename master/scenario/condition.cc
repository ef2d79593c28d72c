#include "master/scenario/condition.h"

#include "master/scenario/keys.h"
#include "master/scenario/pointer.h"
#include "master/scenario/scalars.h"
#include "master/scenario/text_pieces.h"

namespace aurax::load::master {
namespace {

void ReadTest(const YamlNode& node, Draft& draft, v1::Condition* condition) {
  int tests = 0;
  for (const YamlEntry& entry : node.entries) {
    if (entry.key == "exists") {
      const bool exists = ReadBool(entry.value, "exists", draft.mistakes).value_or(true);
      condition->set_test(exists ? v1::Condition::TEST_EXISTS : v1::Condition::TEST_MISSING);
    } else if (entry.key == "equals" || entry.key == "not_equals") {
      condition->set_operand(ReadPlainText(entry.value, entry.key, draft).value_or(""));
      condition->set_test(entry.key == "equals" ? v1::Condition::TEST_EQUALS
                                                : v1::Condition::TEST_NOT_EQUALS);
    } else if (entry.key == "matches") {
      const auto pattern = ReadPattern(entry.value, "matches", draft.mistakes);
      condition->set_operand(pattern ? pattern->text : "");
      condition->set_test(v1::Condition::TEST_MATCHES);
    } else {
      continue;
    }
    ++tests;
  }
  if (tests == 0) condition->set_test(v1::Condition::TEST_EXISTS);
  if (tests > 1) {
    draft.mistakes.Add(node.place, "if takes one of exists, equals, not_equals, matches");
  }
}

}  // namespace

void ReadCondition(const YamlNode& node, Draft& draft, v1::Condition* condition) {
  const YamlNode* variable = &node;
  if (node.kind == YamlNode::Kind::kMapping) {
    CheckKeysOf(node, ConditionKeys(), "if", draft.mistakes);
    ReadTest(node, draft, condition);
    variable = node.Find("variable");
    if (variable == nullptr) {
      draft.mistakes.Add(node.place, "if needs variable:, the name of a captured variable");
      return;
    }
  } else {
    condition->set_test(v1::Condition::TEST_EXISTS);
  }
  std::optional<std::string> name = ReadText(*variable, "if", draft.mistakes);
  if (!name) return;
  if (name->starts_with("${") && name->ends_with("}")) *name = name->substr(2, name->size() - 3);
  condition->set_variable_slot(draft.UseVariable(*name, variable->place));
}

}  // namespace aurax::load::master
