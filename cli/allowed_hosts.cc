#include "cli/allowed_hosts.h"

#include <algorithm>
#include <arpa/inet.h>
#include <fnmatch.h>
#include <functional>
#include <google/protobuf/message.h>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"

namespace aurax::load::cli {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

constexpr char kUntold[] =
    "a URL's host is only known during the run, which --allowed-hosts rules out";

// Every request below `message`, whatever steps it is nested in.
void ForEachRequest(const Message& message, const std::function<void(const v1::Request&)>& visit) {
  if (message.GetDescriptor() == v1::Request::descriptor()) {
    return visit(static_cast<const v1::Request&>(message));
  }
  const auto* const reflection = message.GetReflection();
  std::vector<const FieldDescriptor*> fields;
  reflection->ListFields(message, &fields);
  for (const FieldDescriptor* const field : fields) {
    if (field->cpp_type() != FieldDescriptor::CPPTYPE_MESSAGE) continue;
    if (!field->is_repeated()) {
      ForEachRequest(reflection->GetMessage(message, field), visit);
      continue;
    }
    for (int i = 0; i < reflection->FieldSize(message, field); ++i) {
      ForEachRequest(reflection->GetRepeatedMessage(message, field, i), visit);
    }
  }
}

bool IsAbsolute(const std::string& url) {
  return absl::StartsWithIgnoreCase(url, "http://") || absl::StartsWithIgnoreCase(url, "https://");
}

// "10.0.*", but not "*".
bool IsAboutAddresses(const std::string& pattern) {
  return pattern.find_first_of("0123456789") != std::string::npos &&
         pattern.find_first_not_of("0123456789.*?") == std::string::npos;
}

bool IsIpv4(const std::string& host) {
  in_addr address;
  return inet_pton(AF_INET, host.c_str(), &address) == 1;
}

}  // namespace

std::string HostOfUrl(const std::string& url) {
  const size_t scheme = url.find("://");
  const size_t begin = scheme == std::string::npos ? 0 : scheme + 3;
  std::string host = url.substr(begin, url.find_first_of("/?#", begin) - begin);
  host = host.substr(host.rfind('@') + 1);  // npos + 1 is 0
  if (absl::StartsWith(host, "[")) {
    host = host.substr(1, host.find(']') - 1);
  } else {
    host = host.substr(0, host.find(':'));
  }
  return absl::AsciiStrToLower(host);
}

bool IsAllowedHost(const std::vector<std::string>& patterns, const std::string& host) {
  return std::any_of(patterns.begin(), patterns.end(), [&host](const std::string& written) {
    const std::string pattern = absl::AsciiStrToLower(written);
    // Brackets are part of an address there, not a pattern of letters.
    if (absl::StartsWith(pattern, "[")) return HostOfUrl(pattern) == host;
    // Anybody can have a name that begins like an address.
    if (IsAboutAddresses(pattern) && !IsIpv4(host)) return false;
    return fnmatch(pattern.c_str(), host.c_str(), FNM_NOESCAPE) == 0;
  });
}

std::optional<std::string> ForbiddenHost(const std::vector<std::string>& patterns,
                                         const v1::Scenario& scenario) {
  if (patterns.empty()) return std::nullopt;
  std::optional<std::string> forbidden;
  const auto look = [&](const std::string& url) {
    const std::string host = HostOfUrl(url);
    if (forbidden || IsAllowedHost(patterns, host)) return;
    forbidden = absl::StrCat("'", host, "' is not one of the hosts that --allowed-hosts allows");
  };
  for (const v1::UserClass& user_class : scenario.user_classes()) {
    look(user_class.host());
    ForEachRequest(user_class, [&](const v1::Request& request) {
      if (request.url().parts().empty()) return;
      const v1::TemplatePart& first = request.url().parts(0);
      const std::string& start = first.literal();
      const bool whole = request.url().parts_size() == 1;
      const bool host_ends =
          whole || (IsAbsolute(start) &&
                    start.find_first_of("/?#", start.find("//") + 2) != std::string::npos);
      const bool untold = first.has_expression() || (IsAbsolute(start) && !host_ends);
      if (untold && !forbidden) forbidden = kUntold;
      if (!untold && IsAbsolute(start)) look(start);
    });
  }
  return forbidden;
}

}  // namespace aurax::load::cli
