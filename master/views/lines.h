// What the console's sections below the tables are made of. Pure functions.
#ifndef AURAX_MASTER_VIEWS_LINES_H_
#define AURAX_MASTER_VIEWS_LINES_H_

#include <cstdint>
#include <string>
#include <string_view>

namespace aurax::load::master {

std::string Dashes(int count);

// "1 worker", "3 workers".
std::string Count(uint64_t n, std::string_view noun);

// "  Label        text", wrapped to `columns` with the text's lines below each other.
std::string Labelled(std::string_view label, std::string_view text, int columns);

}  // namespace aurax::load::master

#endif  // AURAX_MASTER_VIEWS_LINES_H_
