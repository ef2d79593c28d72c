// A scenario's text as people may see it in a browser or a report: without its secrets.
#ifndef AURAX_MASTER_SCENARIO_MASKED_TEXT_H_
#define AURAX_MASTER_SCENARIO_MASKED_TEXT_H_

#include <string>
#include <string_view>

namespace aurax::load::master {

// A key or parameter whose value is a secret: password, passphrase, secret, token, authorization,
// api_key, access_key, private_key, credential, cookie, session_id, in any spelling ("X-Api-Key").
bool NamesSecret(std::string_view name);

// The text with "***" for the values of such keys, in block and flow style, in JSON and form
// bodies, queries and comments, over as many lines as a value goes on; and for credentials in URLs.
// Keys, indentation and the number of lines stay. A value that is but a reference (${token}, Bearer
// ${token}) is no secret. Rather too much is masked than too little: this reads any text, YAML or
// not.
std::string MaskedScenarioText(std::string_view text);

// The value of a command line's option, masked the same way.
std::string MaskedOption(std::string_view name, std::string_view value);

}  // namespace aurax::load::master

#endif  // AURAX_MASTER_SCENARIO_MASKED_TEXT_H_
