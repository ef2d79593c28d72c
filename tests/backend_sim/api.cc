#include "tests/backend_sim/api.h"

#include <optional>
#include <string>

#include "absl/strings/str_cat.h"
#include "common/text.h"

namespace aurax::load::sim {
namespace {

using simdjson::dom::element;
using simdjson::dom::object;

constexpr int64_t kDefaultMaxTokens = 1024;

// JSON strings, quotes included.
constexpr std::string_view kText =
    R"("The tides rise and fall because the Moon and, less strongly, the Sun pull on the near side )"
    R"(of the Earth more than on its centre, and on its centre more than on the far side. The )"
    R"(oceans answer with two bulges, under which the Earth turns once a day.")";
constexpr std::string_view kCode =
    R"("def fibonacci(n):\n    a, b = 0, 1\n    for _ in range(n):\n        a, b = b, a + b\n)"
    R"(    return a\n")";
constexpr std::string_view kImage =
    R"("data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNkYAAAAA)"
    R"(YAAjCB0C8AAAAASUVORK5CYII=")";

// The first field found missing or ill-typed, as a 422.
class Fields {
 public:
  explicit Fields(const object& request) : request_(request) {}

  std::string_view Text(const char* name, bool required) {
    const auto found = Find(name, required);
    if (!found) return {};
    std::string_view text;
    if (found->get(text) != simdjson::SUCCESS) Refuse(name, "must be text");
    if (required && text.empty()) Refuse(name, "must not be empty");
    return text;
  }

  int64_t Integer(const char* name, int64_t low, int64_t otherwise) {
    const auto found = Find(name, false);
    if (!found) return otherwise;
    int64_t value = 0;
    if (found->get(value) != simdjson::SUCCESS || value < low) {
      Refuse(name, absl::StrCat("must be an integer of at least ", low));
      return otherwise;
    }
    return value;
  }

  void Share(const char* name) {
    const auto found = Find(name, false);
    double value = 0;
    if (!found) return;
    if (found->get(value) != simdjson::SUCCESS || value < 0 || value > 1) {
      Refuse(name, "must be a number from 0 to 1");
    }
  }

  std::optional<object> Object(const char* name) {
    const auto found = Find(name, false);
    if (!found) return std::nullopt;
    object inner;
    if (found->get(inner) == simdjson::SUCCESS) return inner;
    Refuse(name, "must be an object");
    return std::nullopt;
  }

  const std::optional<Reply>& refusal() const { return refusal_; }

 private:
  std::optional<element> Find(const char* name, bool required) {
    element found;
    if (request_[name].get(found) == simdjson::SUCCESS && !found.is_null()) return found;
    if (required) Refuse(name, "is required");
    return std::nullopt;
  }

  void Refuse(const char* name, const std::string& why) {
    if (!refusal_) refusal_ = ErrorReply(422, absl::StrCat(name, " ", why));
  }

  const object& request_;
  std::optional<Reply> refusal_;
};

struct Produced {
  std::string_view type;
  std::string_view model;
  std::string_view response;
};

Produced Produce(std::string_view model, std::string_view preferred) {
  if (model.find("coder") != std::string_view::npos || preferred == "code") {
    return {"code", model.empty() ? "qwen3:coder" : model, kCode};
  }
  if (preferred == "image") return {"image", model.empty() ? "sdxl" : model, kImage};
  return {"text", model.empty() ? "qwen3:8b" : model, kText};
}

std::string PreferredModel(Fields& fields) {
  const auto routing = fields.Object("routing_metadata");
  std::string_view preferred;
  if (routing && (*routing)["preferred_model"].get(preferred) == simdjson::SUCCESS) {
    return std::string(preferred);
  }
  return {};
}

}  // namespace

Reply Api::Answer(Endpoint endpoint, std::string_view body) {
  Reply reply;
  if (endpoint == Endpoint::kHealth) {
    reply.body = R"({"status": "healthy"})";
    return reply;
  }
  if (endpoint == Endpoint::kStatus) {
    reply.body = R"({"success": true, "components": {"router": "healthy", "ollama": "healthy", )"
                 R"("image_generator": "healthy", "scraper": "healthy"}})";
    return reply;
  }
  element document;
  object request;
  if (parser_.parse(body.data(), body.size()).get(document) != simdjson::SUCCESS) {
    return ErrorReply(400, "the body is not valid JSON");
  }
  if (document.get(request) != simdjson::SUCCESS) {
    return ErrorReply(400, "the body is not a JSON object");
  }
  if (endpoint == Endpoint::kGenerate) return Generate(request);
  return endpoint == Endpoint::kRoute ? Route(request) : Scrape(request);
}

Reply Api::Generate(const object& request) {
  Fields fields(request);
  fields.Text("prompt", true);
  const int64_t max_tokens = fields.Integer("max_tokens", 1, kDefaultMaxTokens);
  fields.Share("context_threshold");
  const std::string_view model = fields.Text("model", false);
  const std::string preferred = PreferredModel(fields);
  if (fields.refusal()) return *fields.refusal();
  const Produced produced = Produce(model, preferred);
  Reply reply;
  reply.body = absl::StrCat(R"({"success": true, "response": )", AbslSv(produced.response),
                            R"(, "response_type": ")", AbslSv(produced.type), R"(", "model": )",
                            JsonQuoted(produced.model), R"(, "tokens": )",
                            random_.Between(1, max_tokens), "}");
  return reply;
}

Reply Api::Route(const object& request) {
  Fields fields(request);
  const std::string_view query = fields.Text("query", true);
  fields.Object("metadata");
  if (fields.refusal()) return *fields.refusal();
  const bool code = query.find("code") != std::string_view::npos ||
                    query.find("function") != std::string_view::npos;
  const Produced produced = Produce("", code ? "code" : "text");
  Reply reply;
  reply.body = absl::StrCat(R"({"success": true, "routing": {"model": ")", AbslSv(produced.model),
                            R"(", "response_type": ")", AbslSv(produced.type),
                            R"(", "confidence": 0.)", random_.Between(60, 99), "}}");
  return reply;
}

Reply Api::Scrape(const object& request) {
  Fields fields(request);
  const std::string_view url = fields.Text("url", true);
  fields.Object("metadata");
  if (fields.refusal()) return *fields.refusal();
  Reply reply;
  reply.body = absl::StrCat(R"({"success": true, "url": )", JsonQuoted(url),
                            R"(, "title": "A page", "content": )", AbslSv(kText), "}");
  return reply;
}

Reply Api::Injected(ErrorKind kind) {
  switch (kind) {
    case ErrorKind::k500:
      return ErrorReply(500, "internal error");
    case ErrorKind::kSuccessFalse:
      return ErrorReply(200, "model overloaded");
    case ErrorKind::kMalformed: {
      Reply reply;
      reply.body = R"({"success": true, "response": "The tides rise)";
      return reply;
    }
    case ErrorKind::kReset:
    case ErrorKind::kStall:
      break;
  }
  return {};
}

}  // namespace aurax::load::sim
