#include "master/views/result_check.h"

#include <array>
#include <string>

#include "absl/strings/str_cat.h"
#include "master/views/json.h"

namespace aurax::load::master {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::array kColumns = {"from_us", "to_us",  "requests", "failures", "users",
                                 "workers", "p50_us", "p95_us",   "p99_us",   "heat"};

enum class Kind { kNumber, kText, kObject, kArray };
struct Member {
  const char* key;
  Kind kind;
};

absl::Status Bad(const std::string& where, const std::string& what) {
  return absl::InvalidArgumentError(absl::StrCat("no result document: ", where, ": ", what));
}

bool Is(const Json& value, Kind kind) {
  switch (kind) {
    case Kind::kNumber:
      return value.is_number();
    case Kind::kText:
      return value.is_string();
    case Kind::kObject:
      return value.is_object();
    case Kind::kArray:
      return value.is_array();
  }
  return false;
}

const char* NameOf(Kind kind) {
  constexpr std::array kNames = {"not a number", "not a text", "not an object", "not an array"};
  return kNames[static_cast<size_t>(kind)];
}

template <size_t N>
absl::Status CheckMembers(const Json& object, const std::string& where,
                          const std::array<Member, N>& members) {
  if (!object.is_object()) return Bad(where, NameOf(Kind::kObject));
  for (const Member& member : members) {
    const std::string path = where.empty() ? member.key : absl::StrCat(where, ".", member.key);
    const auto found = object.find(member.key);
    if (found == object.end()) return Bad(path, "missing");
    if (!Is(*found, member.kind)) return Bad(path, NameOf(member.kind));
  }
  return absl::OkStatus();
}

constexpr std::array<Member, 6> kTop = {{{"run", Kind::kObject},
                                         {"entries", Kind::kArray},
                                         {"total", Kind::kObject},
                                         {"errors", Kind::kArray},
                                         {"ledger", Kind::kObject},
                                         {"verdict", Kind::kObject}}};
constexpr std::array<Member, 7> kRun = {{{"run_id", Kind::kText},
                                         {"scenario", Kind::kText},
                                         {"host", Kind::kText},
                                         {"started_unix_us", Kind::kNumber},
                                         {"elapsed_us", Kind::kNumber},
                                         {"peak_users", Kind::kNumber},
                                         {"state", Kind::kText}}};
constexpr std::array<Member, 7> kEntry = {{{"name", Kind::kText},
                                           {"method", Kind::kText},
                                           {"num_requests", Kind::kNumber},
                                           {"num_failures", Kind::kNumber},
                                           {"requests_per_s", Kind::kNumber},
                                           {"response_time", Kind::kObject},
                                           {"service_time", Kind::kObject}}};
constexpr std::array<Member, 5> kLatency = {{{"count", Kind::kNumber},
                                             {"average_us", Kind::kNumber},
                                             {"min_us", Kind::kNumber},
                                             {"max_us", Kind::kNumber},
                                             {"percentiles_us", Kind::kObject}}};
constexpr std::array<Member, 4> kError = {{{"method", Kind::kText},
                                           {"name", Kind::kText},
                                           {"message", Kind::kText},
                                           {"occurrences", Kind::kNumber}}};

absl::Status CheckLatency(const Json& latency, const std::string& where) {
  if (const absl::Status valid = CheckMembers(latency, where, kLatency); !valid.ok()) return valid;
  const auto curve = latency.find("curve");
  if (curve == latency.end()) return absl::OkStatus();
  if (!curve->is_array()) return Bad(where + ".curve", NameOf(Kind::kArray));
  for (const Json& point : *curve) {
    const bool pair =
        point.is_array() && point.size() == 2 && point[0].is_number() && point[1].is_number();
    if (!pair) return Bad(where + ".curve", "not pairs of numbers");
  }
  return absl::OkStatus();
}

absl::Status CheckEntry(const Json& entry, const std::string& where) {
  if (const absl::Status valid = CheckMembers(entry, where, kEntry); !valid.ok()) return valid;
  for (const char* key : {"response_time", "service_time"}) {
    const absl::Status valid = CheckLatency(entry[key], absl::StrCat(where, ".", key));
    if (!valid.ok()) return valid;
  }
  return absl::OkStatus();
}

bool IsHeat(const Json& heat) {
  if (!heat.is_array() || heat.size() % 2 != 0) return false;
  for (const Json& number : heat) {
    if (!number.is_number_unsigned()) return false;
  }
  return true;
}

absl::Status CheckSeries(const Json& series) {
  if (!series.is_object()) return Bad("series", NameOf(Kind::kObject));
  size_t points = 0;
  for (const char* key : kColumns) {
    const std::string where = absl::StrCat("series.", key);
    const auto column = series.find(key);
    if (column == series.end()) return Bad(where, "missing");
    if (!column->is_array()) return Bad(where, NameOf(Kind::kArray));
    if (key == kColumns.front()) points = column->size();
    if (column->size() != points) return Bad(where, "not as long as series.from_us");
    const bool heat = key == kColumns.back();
    for (const Json& value : *column) {
      if (heat ? !IsHeat(value) : !value.is_number()) return Bad(where, "not numbers");
    }
  }
  return absl::OkStatus();
}

// Tables: arrays of objects, if they are there.
absl::Status CheckTables(const Json& result) {
  for (const char* key : {"errors", "exceptions", "users", "workers", "events", "thresholds"}) {
    const auto table = result.find(key);
    if (table == result.end()) continue;
    if (!table->is_array()) return Bad(key, NameOf(Kind::kArray));
    for (size_t i = 0; i < table->size(); ++i) {
      const std::string where = absl::StrCat(key, "[", i, "]");
      if (!(*table)[i].is_object()) return Bad(where, NameOf(Kind::kObject));
      if (std::string_view(key) != "errors" && std::string_view(key) != "exceptions") continue;
      const absl::Status valid = CheckMembers((*table)[i], where, kError);
      if (!valid.ok()) return valid;
    }
  }
  return absl::OkStatus();
}

absl::Status CheckResult(const Json& result) {
  if (!result.is_object()) return Bad("the whole", NameOf(Kind::kObject));
  const auto schema = result.find("schema");
  if (schema == result.end() || !schema->is_string()) return Bad("schema", "missing");
  if (*schema != kResultSchema) {
    return Bad("schema", absl::StrCat("not ", kResultSchema));
  }
  if (const absl::Status valid = CheckMembers(result, "", kTop); !valid.ok()) return valid;
  if (const absl::Status valid = CheckMembers(result["run"], "run", kRun); !valid.ok()) {
    return valid;
  }
  const Json& entries = result["entries"];
  for (size_t i = 0; i < entries.size(); ++i) {
    const absl::Status valid = CheckEntry(entries[i], absl::StrCat("entries[", i, "]"));
    if (!valid.ok()) return valid;
  }
  if (const absl::Status valid = CheckEntry(result["total"], "total"); !valid.ok()) return valid;
  if (const absl::Status valid = CheckTables(result); !valid.ok()) return valid;
  for (const Member& member :
       {Member{"scenario_text", Kind::kText}, Member{"options", Kind::kObject},
        Member{"truncated", Kind::kArray}, Member{"generator", Kind::kObject}}) {
    const auto found = result.find(member.key);
    if (found != result.end() && !Is(*found, member.kind)) {
      return Bad(member.key, NameOf(member.kind));
    }
  }
  return result.contains("series") ? CheckSeries(result["series"]) : absl::OkStatus();
}

}  // namespace

absl::StatusOr<Json> ParseResult(std::string_view text) {
  Json result = Json::parse(text, nullptr, /*allow_exceptions=*/false);
  if (result.is_discarded()) return absl::InvalidArgumentError("no result document: not JSON");
  if (const absl::Status valid = CheckResult(result); !valid.ok()) return valid;
  return result;
}

}  // namespace aurax::load::master
