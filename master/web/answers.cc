#include "master/web/answers.h"

#include <cctype>
#include <utility>

#include "master/views/json_text.h"

namespace aurax::load::master {

namespace {

using Json = nlohmann::ordered_json;

}  // namespace

SharedText Shared(std::string text) { return std::make_shared<const std::string>(std::move(text)); }

HttpResponse TextAnswer(int status, const char* content_type, SharedText body) {
  HttpResponse response;
  response.status = status;
  response.content_type = content_type;
  response.body = std::move(body);
  response.headers = {{"Cache-Control", "no-store"}, {"X-Content-Type-Options", "nosniff"}};
  return response;
}

HttpResponse TextAnswer(int status, const char* content_type, std::string body) {
  return TextAnswer(status, content_type, Shared(std::move(body)));
}

HttpResponse JsonAnswer(int status, const Json& json) {
  return TextAnswer(status, kJsonType, CompactJson(json));
}

HttpResponse ProblemAnswer(int status, const std::string& error) {
  return JsonAnswer(status, {{"error", error}});
}

HttpResponse MistakesAnswer(const std::vector<FieldMistake>& mistakes) {
  Json list = Json::array();
  for (const FieldMistake& mistake : mistakes) {
    list.push_back({{"field", mistake.field}, {"message", mistake.message}});
  }
  // Whoever shows the sentence alone must see what it is about.
  std::string error = "mistakes";
  if (!mistakes.empty()) {
    const FieldMistake& first = mistakes.front();
    error = first.field.empty() ? first.message : first.field + ": " + first.message;
  }
  return JsonAnswer(422, {{"error", error}, {"mistakes", std::move(list)}});
}

int HttpStatusOf(const absl::Status& status) {
  switch (status.code()) {
    case absl::StatusCode::kUnauthenticated:
      return 401;
    case absl::StatusCode::kPermissionDenied:
      return 403;
    case absl::StatusCode::kNotFound:
      return 404;
    case absl::StatusCode::kFailedPrecondition:
      return 409;
    case absl::StatusCode::kInvalidArgument:
    case absl::StatusCode::kOutOfRange:
      return 422;
    case absl::StatusCode::kResourceExhausted:
      return 429;
    case absl::StatusCode::kUnimplemented:
      return 501;
    case absl::StatusCode::kUnavailable:
      return 503;
    default:
      return 500;
  }
}

HttpResponse ProblemAnswer(const absl::Status& status) {
  return ProblemAnswer(HttpStatusOf(status), std::string(status.message()));
}

void SaveAs(HttpResponse* response, const std::string& file_name) {
  std::string name;
  for (const char c : file_name) {
    const auto byte = static_cast<unsigned char>(c);
    name += std::isalnum(byte) != 0 || c == '.' || c == '-' || c == '_' ? c : '_';
  }
  response->headers.emplace_back("Content-Disposition", "attachment;filename=" + name);
}

}  // namespace aurax::load::master
