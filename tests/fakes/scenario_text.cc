#include "tests/fakes/scenario_text.h"

#include <google/protobuf/text_format.h>
#include <gtest/gtest.h>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"

namespace aurax::load::worker {
namespace {

std::string WaitText(const std::string& kind, Duration low, Duration high) {
  return absl::StrCat("kind: KIND_", kind, " low_us: ", ToMicros(low),
                      " high_us: ", ToMicros(high));
}

// `steps` are members of a step ("request {...} think {...}"); each becomes a step of its own in
// list `field`.
std::string StepList(const std::string& field, const std::string& steps) {
  std::string list;
  size_t begin = 0;
  int depth = 0;
  bool quoted = false;
  for (size_t i = 0; i < steps.size(); ++i) {
    if (steps[i] == '"' && steps[i - 1] != '\\') quoted = !quoted;
    if (quoted) continue;
    if (steps[i] == '{') ++depth;
    if (steps[i] == '}' && --depth == 0) {
      absl::StrAppend(&list, field, " { ", steps.substr(begin, i + 1 - begin), " } ");
      begin = i + 1;
    }
  }
  return list;
}

}  // namespace

v1::Scenario ParseScenario(const std::string& text) {
  v1::Scenario scenario;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(text, &scenario)) << text;
  if (scenario.host().empty()) scenario.set_host("http://host");
  for (v1::UserClass& user_class : *scenario.mutable_user_classes()) {
    if (user_class.host().empty()) user_class.set_host(scenario.host());
  }
  for (int i = 0; i < 4 && scenario.request_names_size() < 4; ++i) {
    v1::RequestName* const name = scenario.add_request_names();
    name->set_method("GET");
    name->set_name(absl::StrCat("/", i));
  }
  return scenario;
}

std::shared_ptr<const Script> CompileScenario(const std::string& text) {
  absl::StatusOr<std::shared_ptr<const Script>> script = Script::Compile(ParseScenario(text));
  EXPECT_TRUE(script.ok()) << script.status();
  return *script;
}

v1::Template ParseTemplate(const std::string& parts) {
  v1::Template parsed;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(parts, &parsed)) << parts;
  return parsed;
}

std::string Quoted(const std::string& text) {
  return absl::StrCat("\"", absl::CEscape(text), "\"");
}

std::string Lit(const std::string& text) {
  return absl::StrCat("parts { literal: ", Quoted(text), " } ");
}

std::string Expr(const std::string& kind, const std::string& encoding) {
  return absl::StrCat("parts { expression { ", kind, " } ",
                      encoding.empty() ? "" : absl::StrCat("encoding: ENCODING_", encoding), " } ");
}

std::string Get(const std::string& path, int name_id, const std::string& more) {
  return absl::StrCat("request { name_id: ", name_id, " method: \"GET\" url { ", Lit(path), "} ",
                      more, " } ");
}

std::string Think(Duration time) {
  return absl::StrCat("think { ", WaitText("CONSTANT", time, time), " } ");
}

std::string OnStart(const std::string& steps) { return StepList("on_start", steps); }
std::string OnStop(const std::string& steps) { return StepList("on_stop", steps); }

std::string Task(double weight, const std::string& steps) {
  return absl::StrCat("tasks { name: \"task\" weight: ", weight, " ", StepList("steps", steps),
                      "} ");
}

std::string Wait(Duration time) {
  return absl::StrCat("wait { ", WaitText("CONSTANT", time, time), " } ");
}
std::string Pacing(Duration time) {
  return absl::StrCat("wait { ", WaitText("PACING", time, time), " } ");
}
std::string Between(Duration low, Duration high) {
  return absl::StrCat("wait { ", WaitText("UNIFORM", low, high), " } ");
}

std::string UserClass(const std::string& name, const std::string& members) {
  return absl::StrCat("user_classes { name: ", Quoted(name), " weight: 1 ", members, "} ");
}

std::string GenerateText() {
  std::string prompts = "data { name: \"text_prompts\" pick: PICK_RANDOM columns: \"\" ";
  for (int i = 0; i < 8; ++i) {
    absl::StrAppend(&prompts, "cells { text: \"Explain how tides work, the way number ", i,
                    " of a teacher's, for \\\"beginners\\\"\" } ");
  }
  const std::string members = absl::StrCat(
      "headers { name: \"Content-Type\" value { ", Lit("application/json"), "} } body { ",
      Lit("{\"prompt\":"), Expr("pick: 0", "JSON_VALUE"), Lit(",\"max_tokens\":"),
      Expr("int_range { low: 500 high: 1500 }", "JSON_VALUE"), Lit(",\"context_threshold\":"),
      Expr("float_range { low: 0.3 high: 0.8 digits: 2 }", "JSON_VALUE"), Lit("}"),
      "} check { status { low: 200 high: 200 } json { pointer: \"/success\" equals { ", Lit("true"),
      "} } error { ", Lit("Generation failed: "), Expr("response_json: \"/error\""), "} }");
  return absl::StrCat(prompts, "} ",
                      UserClass("AuraxLoadTestUser", Task(50, Get("/generate", 0, members))));
}

}  // namespace aurax::load::worker
