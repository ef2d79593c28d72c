#include "master/scenario/yaml_reader.h"

#include <algorithm>
#include <map>
#include <sstream>
#include <utility>
#include <vector>

#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/parser.h>

#include "absl/strings/str_cat.h"
#include "master/scenario/utf8.h"

namespace aurax::load::master {
namespace {

constexpr const char* kTextTag = "tag:yaml.org,2002:str";  // !!str

size_t CountNodes(const YamlNode& node) {
  size_t count = 1;
  for (const YamlNode& item : node.items) count += CountNodes(item);
  for (const YamlEntry& entry : node.entries) count += CountNodes(entry.value);
  return count;
}

// Builds the tree from the library's events: its own tree would have dropped a key's second value
// already.
class TreeBuilder : public YAML::EventHandler {
 public:
  TreeBuilder(std::string_view text, int file, Mistakes& mistakes)
      : text_(text), file_(file), mistakes_(mistakes) {}

  bool documents_seen() const { return documents_ > 0; }
  bool too_deep() const { return depth_reported_; }
  YamlNode Take() { return std::move(root_); }

  void OnDocumentStart(const YAML::Mark& mark) override {
    if (++documents_ == 2) {
      mistakes_.Add(PlaceOf(mark),
                    "a second YAML document begins here: a scenario is one document");
    }
  }
  void OnDocumentEnd() override {}

  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    YamlNode node;
    node.place = PlaceOf(mark);
    Finish(std::move(node), anchor);
  }

  void OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    const auto found = anchors_.find(anchor);
    YamlNode node;
    node.place = PlaceOf(mark);
    if (found == anchors_.end()) {
      mistakes_.Add(PlaceOf(mark), "an alias stands inside its own anchor");
    } else if (expanded_ += CountNodes(found->second); expanded_ > kMaxExpandedNodes) {
      if (!std::exchange(expansion_reported_, true)) {
        mistakes_.Add(PlaceOf(mark), absl::StrCat("the aliases stand for more than ",
                                                  kMaxExpandedNodes, " values"));
      }
    } else {
      node = found->second;
    }
    Finish(std::move(node), 0);
  }

  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                const std::string& value) override {
    YamlNode node;
    node.kind = YamlNode::Kind::kScalar;
    node.place = PlaceOf(mark);
    node.text = value;
    CheckTag(mark, tag);
    node.quoted = tag == "!" || tag == kTextTag;  // "!" is the library's mark of quotes
    const size_t start = static_cast<size_t>(std::max(mark.pos, 0)) + (node.quoted ? 1 : 0);
    node.verbatim = value.find('\n') == std::string::npos && start <= text_.size() &&
                    text_.substr(start, value.size()) == value;
    Finish(std::move(node), anchor);
  }

  void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value) override {
    Open(mark, tag, anchor, YamlNode::Kind::kList);
  }
  void OnSequenceEnd() override { Close(); }
  void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value) override {
    Open(mark, tag, anchor, YamlNode::Kind::kMapping);
  }
  void OnMapEnd() override { Close(); }

 private:
  struct OpenNode {
    YamlNode node;
    YAML::anchor_t anchor = 0;
    std::optional<YamlNode> key;           // of the mapping's entry whose value comes next
    std::map<std::string, int> key_lines;  // of the mapping's keys so far
  };

  Place PlaceOf(const YAML::Mark& mark) const {
    return {file_, std::max(mark.line, 0) + 1, std::max(mark.column, 0) + 1};
  }

  void CheckTag(const YAML::Mark& mark, const std::string& tag) {
    if (tag.empty() || tag == "?" || tag == "!" || tag == kTextTag) return;
    mistakes_.Add(PlaceOf(mark), absl::StrCat("the tag '", tag, "' is not supported"));
  }

  void Open(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
            YamlNode::Kind kind) {
    CheckTag(mark, tag);
    OpenNode open;
    open.node.kind = kind;
    open.node.place = PlaceOf(mark);
    open.anchor = anchor;
    open_.push_back(std::move(open));
    if (open_.size() == kMaxYamlDepth + 1 && !std::exchange(depth_reported_, true)) {
      mistakes_.Add(PlaceOf(mark), absl::StrCat("nested deeper than ", kMaxYamlDepth, " levels"));
    }
  }

  void Close() {
    OpenNode open = std::move(open_.back());
    open_.pop_back();
    if (open_.size() >= kMaxYamlDepth) {  // told in Open(); what is inside goes
      open.node.items.clear();
      open.node.entries.clear();
    }
    Finish(std::move(open.node), open.anchor);
  }

  void Finish(YamlNode node, YAML::anchor_t anchor) {
    if (anchor != 0) anchors_[anchor] = node;
    if (open_.empty()) {
      if (documents_ == 1) root_ = std::move(node);
      return;
    }
    OpenNode& parent = open_.back();
    if (parent.node.kind == YamlNode::Kind::kList) {
      parent.node.items.push_back(std::move(node));
    } else if (!parent.key) {
      parent.key = std::move(node);
    } else {
      AddEntry(parent, std::move(node));
    }
  }

  void AddEntry(OpenNode& parent, YamlNode value) {
    const YamlNode key = *std::exchange(parent.key, std::nullopt);
    if (key.kind != YamlNode::Kind::kScalar) {
      mistakes_.Add(key.place, absl::StrCat("a key must be text, not ", Describe(key)));
      return;
    }
    if (key.text == "<<" && !key.quoted) {
      mistakes_.Add(key.place,
                    "merge keys (<<) are not supported: a user class inherits by extends");
      return;
    }
    const auto [first, is_new] = parent.key_lines.try_emplace(key.text, key.place.line);
    if (!is_new) {
      mistakes_.Add(key.place, absl::StrCat("key '", key.text, "' is given twice, first in line ",
                                            first->second));
      return;
    }
    // A value that is left out has the place of whatever comes next.
    if (value.kind == YamlNode::Kind::kNull && value.place.line > key.place.line) {
      value.place = key.place;
    }
    parent.node.entries.push_back({key.text, key.place, std::move(value)});
  }

  const std::string_view text_;
  const int file_;
  Mistakes& mistakes_;
  YamlNode root_;
  std::vector<OpenNode> open_;
  std::map<YAML::anchor_t, YamlNode> anchors_;
  size_t expanded_ = 0;
  int documents_ = 0;
  bool expansion_reported_ = false;
  bool depth_reported_ = false;
};

std::string_view LineAt(std::string_view text, int line) {
  while (line-- > 0) {
    const size_t end = text.find('\n');
    if (end == std::string_view::npos) return {};
    text.remove_prefix(end + 1);
  }
  return text.substr(0, text.find('\n'));
}

// The library's own words, and the usual reason where there is one.
std::string SyntaxMessage(std::string_view text, const YAML::Exception& e) {
  std::string message = absl::StrCat("not valid YAML: ", e.msg);
  const std::string_view line = LineAt(text, e.mark.line);
  if (line.find("${") != std::string_view::npos) {
    absl::StrAppend(&message, " (inside {...} or [...], quote text that holds ${...})");
  } else if (line.find('\t') != std::string_view::npos) {
    absl::StrAppend(&message, " (indent with spaces, not tabs)");
  }
  return message;
}

bool CheckBytes(std::string_view text, int file, Mistakes& mistakes) {
  if (text.size() > kMaxYamlBytes) {
    mistakes.Add({file}, absl::StrCat("is bigger than ", kMaxYamlBytes >> 20,
                                      " MiB: keep big data in files under data:"));
    return false;
  }
  const size_t invalid = FirstInvalidUtf8(text);
  if (invalid == text.size()) return true;
  const std::string_view before = text.substr(0, invalid);
  const size_t line_start = before.rfind('\n') + 1;  // npos + 1 is 0
  mistakes.Add({file, static_cast<int>(std::count(before.begin(), before.end(), '\n')) + 1,
                static_cast<int>(invalid - line_start) + 1},
               "not valid UTF-8");
  return false;
}

}  // namespace

std::optional<YamlNode> ReadYaml(const std::string& text, int file, Mistakes& mistakes) {
  const std::string bare(WithoutByteOrderMark(text));
  if (!CheckBytes(bare, file, mistakes)) return std::nullopt;
  std::istringstream stream(bare);
  TreeBuilder builder(bare, file, mistakes);
  try {
    YAML::Parser parser(stream);
    // Twice and no more: a stray comma behind a flow mapping is a new document to it for ever.
    if (parser.HandleNextDocument(builder)) parser.HandleNextDocument(builder);
  } catch (const YAML::Exception& e) {
    // The library gives up on deep nesting itself, with words that say nothing.
    if (!builder.too_deep()) {
      mistakes.Add({file, std::max(e.mark.line, 0) + 1, std::max(e.mark.column, 0) + 1},
                   SyntaxMessage(bare, e));
    }
    return std::nullopt;
  }
  YamlNode root = builder.Take();
  if (!builder.documents_seen() || root.kind == YamlNode::Kind::kNull) {
    mistakes.Add({file}, "is empty");
    return std::nullopt;
  }
  return root;
}

}  // namespace aurax::load::master
