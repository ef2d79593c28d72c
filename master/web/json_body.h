// Reads a request's JSON body member by member and collects what is wrong, each mistake at its
// field, so that people hear of all of them at once. Used once.
//
//   JsonBody body(request.body);
//   std::optional<int64_t> users = body.WholeNumber("users");
//   if (std::optional<HttpResponse> problem = body.Problem()) ...   // 400 or 422
//
// Limits: an object, at most kMostDepth deep, numbers that a double can carry.
#ifndef AURAX_MASTER_WEB_JSON_BODY_H_
#define AURAX_MASTER_WEB_JSON_BODY_H_

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json.hpp>

#include "master/web/http_server.h"
#include "master/web/run_commands.h"

namespace aurax::load::master {

class JsonBody {
 public:
  static constexpr int kMostDepth = 16;

  // An empty text is an empty object.
  explicit JsonBody(std::string_view text);

  // Nothing: not there, or wrong (then it is a mistake).
  std::optional<int64_t> WholeNumber(const std::string& field);  // 20 and 20.0
  std::optional<double> Number(const std::string& field);
  std::optional<bool> Flag(const std::string& field);
  std::optional<std::string> Text(const std::string& field);
  std::optional<std::vector<std::string>> Texts(const std::string& field);
  std::map<std::string, double> Numbers(const std::string& field);  // {"name": 0.5}
  bool IsNull(const std::string& field);                            // true: and it may be

  void AddMistake(const std::string& field, const std::string& message);

  bool readable() const { return unreadable_.empty(); }
  const nlohmann::json& json() const { return json_; }  // an object, empty if not readable

  // After everything was asked for: 400 for a body that cannot be read, 422 for mistakes, among
  // them members that nobody asked for.
  std::optional<HttpResponse> Problem();

 private:
  // Null: not there; noted as known.
  const nlohmann::json* Member(const std::string& field);

  std::string unreadable_;
  nlohmann::json json_ = nlohmann::json::object();
  std::vector<std::string> known_;
  std::vector<FieldMistake> mistakes_;
};

}  // namespace aurax::load::master

#endif  // AURAX_MASTER_WEB_JSON_BODY_H_
