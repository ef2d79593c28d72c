// Responses of the usual kinds. Pure functions.
#ifndef AURAX_MASTER_WEB_ANSWERS_H_
#define AURAX_MASTER_WEB_ANSWERS_H_

#include <memory>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "absl/status/status.h"
#include "master/web/http_server.h"
#include "master/web/run_commands.h"

namespace aurax::load::master {

inline constexpr char kJsonType[] = "application/json";
inline constexpr char kTextType[] = "text/plain; charset=utf-8";
inline constexpr char kCsvType[] = "text/csv; charset=utf-8";
inline constexpr char kHtmlType[] = "text/html; charset=utf-8";

using SharedText = std::shared_ptr<const std::string>;
SharedText Shared(std::string text);

HttpResponse TextAnswer(int status, const char* content_type, SharedText body);
HttpResponse TextAnswer(int status, const char* content_type, std::string body);
HttpResponse JsonAnswer(int status, const nlohmann::ordered_json& json);

// Problem of web/src/api.ts.
HttpResponse ProblemAnswer(int status, const std::string& error);
HttpResponse MistakesAnswer(const std::vector<FieldMistake>& mistakes);  // 422

// 400, 401, 403, 404, 409 (FailedPrecondition), 422 (InvalidArgument), 429, 501, 503, else 500.
int HttpStatusOf(const absl::Status& status);
HttpResponse ProblemAnswer(const absl::Status& status);

// Saved by the browser under that name; what is not fit for a header is replaced by "_".
void SaveAs(HttpResponse* response, const std::string& file_name);

}  // namespace aurax::load::master

#endif  // AURAX_MASTER_WEB_ANSWERS_H_
