#include "cli/locust_option.h"

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"

namespace aurax::load::cli {
namespace {

constexpr LocustOption kUnsupported[] = {
    // Web UI.
    {.name = "web-host-display-name", .variable = "LOCUST_WEB_HOST_DISPLAY_NAME"},
    {.name = "headful", .variable = "LOCUST_HEADFUL", .flag = true},
    {.name = "build-path", .variable = "LOCUST_BUILD_PATH"},
    {.name = "profile"},
    {.name = "web-auth", .variable = "LOCUST_WEB_AUTH", .instead = "gone, as in Locust"},
    {.name = "legacy-ui",
     .variable = "LOCUST_LEGACY_UI",
     .flag = true,
     .instead = "gone, as in Locust"},
    // Master and workers.
    {.name = "enable-rebalancing",
     .flag = true,
     .instead = "not needed: users always move to workers that come, and from those that go",
     .needless = true},
    {.name = "slave", .flag = true, .instead = "gone, as in Locust"},
    {.name = "expect-slaves", .instead = "gone, as in Locust"},
    // The rest.
    {.name = "otel", .variable = "LOCUST_ENABLE_OPENTELEMETRY", .flag = true},
    {.name = "hatch-rate", .instead = "gone, use --spawn-rate"},
    {.name = "step-load", .flag = true, .instead = "gone, as in Locust"},
    {.name = "step-users", .instead = "gone, as in Locust"},
    {.name = "step-clients", .instead = "gone, as in Locust"},
    {.name = "step-time", .instead = "gone, as in Locust"},
    // locust-plugins.
    {.name = "ips", .variable = "LOCUST_IPS"},
};

}  // namespace

std::string LocustOption::Reason() const {
  return instead.empty() ? "not supported by this version" : std::string(instead);
}

bool LocustOption::IsOff(std::string_view value) const {
  const std::string text = absl::AsciiStrToLower(std::string(value));
  return flag && (text == "false" || text == "no" || text == "0");
}

std::span<const LocustOption> UnsupportedLocustOptions() { return kUnsupported; }

const LocustOption* FindUnsupportedLocustOption(std::string_view name) {
  for (const LocustOption& option : kUnsupported) {
    if (option.name == name) return &option;
    if (name.size() == 1 && option.short_name == name[0]) return &option;
  }
  return nullptr;
}

}  // namespace aurax::load::cli
