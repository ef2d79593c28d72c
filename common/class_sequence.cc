#include "common/class_sequence.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <tuple>

namespace aurax::load {

bool ClassSequence::Turn::operator>(const Turn& other) const {
  return std::tie(gain, drawn, weight, name) >
         std::tie(other.gain, other.drawn, other.weight, other.name);
}

void ClassSequence::Interleaving::Add(const std::string& name, uint32_t user_class, double weight) {
  if (weight <= 0) return;
  heap_.push_back(
      {weight * std::log2(weight / (weight + 1)), weight + 1, weight, name, user_class});
  std::push_heap(heap_.begin(), heap_.end(), std::greater<>());
}

uint32_t ClassSequence::Interleaving::Next() {
  std::pop_heap(heap_.begin(), heap_.end(), std::greater<>());
  Turn& turn = heap_.back();
  const uint32_t chosen = turn.user_class;
  turn.gain = turn.weight * std::log2(turn.drawn / (turn.drawn + 1));
  turn.drawn += 1;
  std::push_heap(heap_.begin(), heap_.end(), std::greater<>());
  return chosen;
}

ClassSequence::ClassSequence(const v1::Scenario& scenario) {
  DrawFixed(scenario);
  for (int i = 0; i < scenario.user_classes_size(); ++i) {
    const v1::UserClass& c = scenario.user_classes(i);
    if (c.fixed_count() == 0) weighted_.Add(c.name(), static_cast<uint32_t>(i), c.weight());
  }
}

void ClassSequence::DrawFixed(const v1::Scenario& scenario) {
  Interleaving fixed;
  std::vector<uint32_t> missing;
  uint64_t left = 0;
  for (int i = 0; i < scenario.user_classes_size(); ++i) {
    const v1::UserClass& c = scenario.user_classes(i);
    missing.push_back(c.fixed_count());
    left += c.fixed_count();
    fixed.Add(c.name(), static_cast<uint32_t>(i), c.fixed_count());
  }
  while (left > 0) {
    const uint32_t user_class = fixed.Next();
    if (missing[user_class] == 0) continue;  // its count is reached; the others still draw
    --missing[user_class];
    --left;
    known_.push_back(user_class);
  }
}

std::optional<uint32_t> ClassSequence::ClassOf(uint32_t user) {
  while (known_.size() <= user) {
    if (weighted_.empty()) return std::nullopt;
    known_.push_back(weighted_.Next());
  }
  return known_[user];
}

std::optional<uint32_t> ClassSequence::Limit() const {
  if (!weighted_.empty()) return std::nullopt;
  return static_cast<uint32_t>(known_.size());
}

}  // namespace aurax::load
