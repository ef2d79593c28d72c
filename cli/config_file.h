// Config files: one option a line, the keys are the long option names. The grammar is that of
// Locust's config files (ConfigArgParse's default one, reference 1.2):
//
//   # comment            ; comment         [section]          (all three ignored)
//   users = 100          users: 100        users 100          headless
//   tags = [a, b]        host = "http://x" # comment after a blank
//
// Pure functions of the text.
#ifndef AURAX_CLI_CONFIG_FILE_H_
#define AURAX_CLI_CONFIG_FILE_H_

#include <string>
#include <string_view>
#include <vector>

#include "cli/setting.h"

namespace aurax::load::cli {

struct ConfigFile {
  std::vector<Setting> settings;  // in file order; a key given twice is there twice
  std::vector<std::string>
      mistakes;  // "./locust.conf:3: unknown key 'user', did you mean 'users'?"
  std::vector<std::string> warnings;
};

// `path` is used in messages. Keys of Locust's that aurax-load does not have are mistakes, but only
// warnings when the file's name is locust.conf: that file was not written for us.
ConfigFile ParseConfigFile(std::string_view text, const std::string& path);

// A line "key = value" that ParseConfigFile reads back as it is.
std::string ConfigLine(std::string_view key, const std::string& value);

}  // namespace aurax::load::cli

#endif  // AURAX_CLI_CONFIG_FILE_H_
