#include "master/scenario/keys.h"

#include <initializer_list>

namespace aurax::load::master {
namespace {

KeyTable Join(std::string name, std::initializer_list<std::vector<std::string>> parts) {
  KeyTable table{std::move(name), {}};
  for (const auto& part : parts) table.keys.insert(table.keys.end(), part.begin(), part.end());
  return table;
}

}  // namespace

const KeyTable& ScenarioKeys() {
  static const KeyTable table{
      "scenario", {"extends", "host", "data", "defaults", "users", "load", "thresholds"}};
  return table;
}

const KeyTable& LoadKeys() {
  static const KeyTable table{"load",
                              {"users", "spawn_rate", "run_time", "iterations", "stages", "shape"}};
  return table;
}

const KeyTable& StageKeys() {
  static const KeyTable table{"stage", {"name", "users", "over", "for"}};
  return table;
}

const KeyTable& ShapeKeys() {
  static const KeyTable table{
      "shape", {"name", "base", "users", "second", "steps", "over", "for", "base_for", "period"}};
  return table;
}

const KeyTable& ThresholdKeys() {
  static const KeyTable table{"threshold", {"check", "window", "after", "abort"}};
  return table;
}

const KeyTable& DefaultsKeys() {
  static const KeyTable table{"defaults",
                              {"headers", "timeout", "connect_timeout", "verify_tls", "redirects",
                               "connections", "http_version", "decompress", "proxy"}};
  return table;
}

const KeyTable& DataSourceKeys() {
  static const KeyTable table{"data_source", {"file", "list", "pick"}};
  return table;
}

const KeyTable& UserClassKeys() {
  static const KeyTable table =
      Join("user_class", {{"weight", "fixed_count", "host", "wait", "extends", "on_start",
                           "on_stop", "tasks", "sequence", "on_start_failure"},
                          DefaultsKeys().keys});
  return table;
}

const KeyTable& TaskKeys() {
  static const KeyTable table = Join("task", {{"weight", "tags", "steps"}, RequestKeys().keys});
  return table;
}

const KeyTable& MethodKeys() {
  static const KeyTable table{"method",
                              {"get", "post", "put", "patch", "delete", "head", "options"}};
  return table;
}

const KeyTable& RequestKeys() {
  static const KeyTable table =
      Join("request", {MethodKeys().keys,
                       {"name", "headers", "query", "json", "form", "body", "body_file",
                        "multipart", "timeout", "redirects", "check", "capture"}});
  return table;
}

const KeyTable& ThinkKeys() {
  static const KeyTable table{"think", {"think"}};
  return table;
}

const KeyTable& IfKeys() {
  static const KeyTable table{"if", {"if", "then", "else"}};
  return table;
}

const KeyTable& RepeatKeys() {
  static const KeyTable table{"repeat", {"repeat", "steps"}};
  return table;
}

const KeyTable& ParallelKeys() {
  static const KeyTable table{"parallel", {"parallel"}};
  return table;
}

const KeyTable& ConditionKeys() {
  static const KeyTable table{"condition",
                              {"variable", "exists", "equals", "not_equals", "matches"}};
  return table;
}

const KeyTable& MultipartPartKeys() {
  static const KeyTable table{"multipart_part", {"text", "file", "filename", "type"}};
  return table;
}

const KeyTable& CheckKeys() {
  static const KeyTable table{
      "check",
      {"status", "json", "contains", "matches", "headers", "max_size", "max_time", "error"}};
  return table;
}

const KeyTable& ValueTestKeys() {
  static const KeyTable table{"value_test", {"equals", "exists", "matches"}};
  return table;
}

const KeyTable& CaptureKeys() {
  static const KeyTable table{"capture",
                              {"json", "regex", "group", "header", "cookie", "optional"}};
  return table;
}

std::vector<const KeyTable*> AllKeyTables() {
  return {&ScenarioKeys(),  &LoadKeys(),      &StageKeys(),      &ShapeKeys(),
          &ThresholdKeys(), &DefaultsKeys(),  &DataSourceKeys(), &UserClassKeys(),
          &TaskKeys(),      &RequestKeys(),   &ThinkKeys(),      &IfKeys(),
          &RepeatKeys(),    &ParallelKeys(),  &ConditionKeys(),  &MultipartPartKeys(),
          &CheckKeys(),     &ValueTestKeys(), &CaptureKeys()};
}

}  // namespace aurax::load::master
