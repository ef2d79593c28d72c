// Scenario texts: never a crash; a text without mistakes is one that workers can compile.
#include <optional>

#include "master/scenario/load_scenario.h"
#include "tests/fuzz/fuzz_bytes.h"
#include "worker/script.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* bytes, size_t size) {
  using namespace aurax::load;
  master::ScenarioOptions options;
  options.environment = [](const std::string& name) -> std::optional<std::string> {
    if (name == "TOKEN") return "secret";
    return std::nullopt;
  };
  const std::string text(reinterpret_cast<const char*>(bytes), size);
  const master::LoadedScenario loaded =
      master::LoadScenarioText(text, "/nonexistent/fuzz.yaml", options);
  for (const master::Mistake& mistake : loaded.mistakes) {
    Require(!mistake.message.empty() && mistake.line >= 0, "a mistake says what and where");
  }
  if (loaded.mistakes.empty()) {
    Require(worker::Script::Compile(loaded.scenario).ok(), "what is read can be compiled");
  }
  return 0;
}
