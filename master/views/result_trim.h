// Makes a result document small enough for one HTML file.
#ifndef AURAX_MASTER_VIEWS_RESULT_TRIM_H_
#define AURAX_MASTER_VIEWS_RESULT_TRIM_H_

#include <array>
#include <cstddef>

#include <nlohmann/json.hpp>

namespace aurax::load::master {

struct TrimLimits {
  size_t names, errors, points;
  size_t rows;          // of workers, events, a ledger's moves and windows, each
  size_t text;          // bytes of the scenario's text; any other text has a hundredth
  size_t curve_stride;  // every how many-th point of a name's curve
};

// Less and less, until it fits.
inline constexpr std::array<TrimLimits, 8> kTrimLimits = {{
    {500, 500, 1800, 1000, 200'000, 1},
    {500, 400, 900, 1000, 100'000, 1},
    {500, 300, 450, 500, 50'000, 2},
    {500, 200, 240, 200, 30'000, 4},
    {300, 100, 240, 100, 20'000, 4},
    {100, 50, 120, 50, 10'000, 4},
    {30, 20, 60, 20, 5'000, 4},
    {5, 5, 30, 5, 2'000, 8},
}};

// What the document keeps of one that ParseResult() accepted: of the names and errors those with
// the most requests and occurrences, of the tables the first rows, of the events the last; points
// side by side are merged, with the highest of their percentiles. "truncated" gets a sentence for
// each. Locust's counts by second and by time, which no page shows, go without a word; numbers keep
// nine digits, curves four.
nlohmann::ordered_json Trimmed(const nlohmann::ordered_json& result, const TrimLimits& limits);

}  // namespace aurax::load::master

#endif  // AURAX_MASTER_VIEWS_RESULT_TRIM_H_
