// The JSON of one response at a time, parsed at most once. The one place that includes simdjson.
// One thread; reused from response to response, so in a steady state nothing is allocated (but for
// a pointer with `~` in it).
#ifndef AURAX_WORKER_JSON_DOCUMENT_H_
#define AURAX_WORKER_JSON_DOCUMENT_H_

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "absl/status/status.h"

namespace aurax::load::worker {

// Errors: InvalidArgument unless `pointer` is an RFC 6901 JSON pointer.
absl::Status CheckJsonPointer(const std::string& pointer);

class JsonDocument {
 public:
  JsonDocument();
  ~JsonDocument();

  // Forgets the last document. `text` must not change before the next Reset; its capacity may be
  // raised. It is parsed when first asked about.
  void Reset(std::string* text);

  // Whole and strict (RFC 8259); numbers must fit 64 bits or a double.
  bool valid();

  struct Value {
    std::string_view
        text;  // of a string: its characters; else minified JSON. Until the next Find or Reset.
    bool is_text;
  };
  // What `pointer` leads to. nullopt: nothing, or not valid.
  std::optional<Value> Find(const std::string& pointer);

  enum class Match { kMissing, kDifferent, kEqual };
  // Equal as JSON values: member order and number format do not count, 1 equals 1.0. Text that is
  // not JSON equals nothing.
  Match Compare(const std::string& pointer, std::string_view expected_json);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace aurax::load::worker

#endif  // AURAX_WORKER_JSON_DOCUMENT_H_
