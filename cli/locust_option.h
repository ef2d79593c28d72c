// Options of Locust's that aurax-load knows of but does not have (yet): named as what they are,
// never as "unknown".
#ifndef AURAX_CLI_LOCUST_OPTION_H_
#define AURAX_CLI_LOCUST_OPTION_H_

#include <span>
#include <string>
#include <string_view>

namespace aurax::load::cli {

struct LocustOption {
  std::string_view name;  // long name without dashes
  char short_name = '\0';
  std::string_view variable = {};  // Locust's environment variable; empty: none
  bool flag = false;
  std::string_view instead = {};  // what to do instead; empty: wait for a later version
  bool needless = false;          // what it asks for is always so: a warning, never a mistake

  std::string Reason() const;  // "not supported by this version", or "gone, use --spawn-rate"
  bool IsOff(
      std::string_view value) const;  // a flag that is set to "false": nobody asks for anything
};

std::span<const LocustOption> UnsupportedLocustOptions();

// By long name without dashes, or by a one-letter name; null: none.
const LocustOption* FindUnsupportedLocustOption(std::string_view name);

}  // namespace aurax::load::cli

#endif  // AURAX_CLI_LOCUST_OPTION_H_
