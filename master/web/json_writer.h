// Writes JSON by appending: for what is written thousands of times a second, where building a tree
// first costs ten times as much.
//
//   std::string out;
//   JsonWriter json(&out);
//   json.Begin('{').Member("id", 3).Member("rps", 1.5).End('}');   // {"id":3,"rps":1.5}
#ifndef AURAX_MASTER_WEB_JSON_WRITER_H_
#define AURAX_MASTER_WEB_JSON_WRITER_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <type_traits>

namespace aurax::load::master {

// The shortest decimal that reads back as the same double; 0 for what JSON cannot carry.
void AppendNumber(std::string* out, double value);
void AppendNumber(std::string* out, int64_t value);
void AppendNumber(std::string* out, uint64_t value);
// Quoted and escaped; bytes that are no UTF-8 become U+FFFD.
void AppendQuoted(std::string* out, std::string_view text);

class JsonWriter {
 public:
  explicit JsonWriter(std::string* out) : out_(out) {}

  JsonWriter& Begin(char bracket);
  JsonWriter& End(char bracket);
  // Requires a key that needs no escape. A value follows by Begin() or Raw().
  JsonWriter& Key(std::string_view key);
  JsonWriter& Raw(std::string_view json);

  template <typename T>
  JsonWriter& Value(T value) {
    Separate();
    if constexpr (std::is_floating_point_v<T>) {
      AppendNumber(out_, static_cast<double>(value));
    } else if constexpr (std::is_unsigned_v<T>) {
      AppendNumber(out_, static_cast<uint64_t>(value));
    } else {
      AppendNumber(out_, static_cast<int64_t>(value));
    }
    return *this;
  }
  JsonWriter& Text(std::string_view text) {
    Separate();
    AppendQuoted(out_, text);
    return *this;
  }
  template <typename T>
  JsonWriter& Member(std::string_view key, T value) {
    return Key(key).Value(value);
  }

 private:
  void Separate();

  std::string* out_;
  bool first_ = true;  // nothing stands yet in the innermost bracket, or after a key
};

}  // namespace aurax::load::master

#endif  // AURAX_MASTER_WEB_JSON_WRITER_H_
