// Scenarios in a few lines: pieces of Protobuf text format that tests put together.
//
//   ParseScenario(UserClass("A", Task(1, Get("/a") + Think(500ms)) + Wait(2s)));
#ifndef AURAX_TESTS_FAKES_SCENARIO_TEXT_H_
#define AURAX_TESTS_FAKES_SCENARIO_TEXT_H_

#include <memory>
#include <string>

#include "aurax/load/v1/scenario.pb.h"
#include "common/clock.h"
#include "worker/script.h"

namespace aurax::load::worker {

// Fails the test on text that is none. Adds request names 0 to 3, GET /0 to /3, unless there are
// some.
v1::Scenario ParseScenario(const std::string& text);
// Fails the test if it does not compile.
std::shared_ptr<const Script> CompileScenario(const std::string& text);
v1::Template ParseTemplate(const std::string& parts);

std::string Quoted(const std::string& text);  // as a text-format string
std::string Lit(const std::string& text);     // parts { literal: ... }
std::string Expr(const std::string& kind,
                 const std::string& encoding = "");  // parts { expression { kind } }

// Members of a step, a task, a user class.
std::string Get(const std::string& path, int name_id = 0, const std::string& more = "");
std::string Think(Duration time);
std::string OnStart(const std::string& steps);
std::string OnStop(const std::string& steps);
std::string Task(double weight, const std::string& steps);
std::string Wait(Duration time);
std::string Pacing(Duration time);
std::string Between(Duration low, Duration high);
std::string UserClass(const std::string& name, const std::string& members);

// A scenario whose one class does what AURAX's generate_text task does, without a wait: a templated
// JSON body out of eight prompts and two random numbers, a check of status and JSON with a message
// of its own.
std::string GenerateText();

}  // namespace aurax::load::worker

#endif  // AURAX_TESTS_FAKES_SCENARIO_TEXT_H_
