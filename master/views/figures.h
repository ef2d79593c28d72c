// Numbers and names of a report as text: what the console, CSV and JSON views share. Pure
// functions; none computes a statistic, each only finds and spells one.
#ifndef AURAX_MASTER_VIEWS_FIGURES_H_
#define AURAX_MASTER_VIEWS_FIGURES_H_

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "aurax/load/v1/report.pb.h"

namespace aurax::load::master {

struct PercentileColumn {
  double percent;
  const char* title;
};

// The percentile columns of Locust's tables and files, in their order.
inline constexpr std::array<PercentileColumn, 11> kLocustPercentiles = {{{50, "50%"},
                                                                         {66, "66%"},
                                                                         {75, "75%"},
                                                                         {80, "80%"},
                                                                         {90, "90%"},
                                                                         {95, "95%"},
                                                                         {98, "98%"},
                                                                         {99, "99%"},
                                                                         {99.9, "99.9%"},
                                                                         {99.99, "99.99%"},
                                                                         {100, "100%"}}};

// The value of a percentile the report carries, in milliseconds; 0 where it carries none.
double PercentileMs(const v1::Latency& latency, double percent);

// "trusted", "degraded", "invalid", or "unknown" while nothing can be said.
const char* TrustText(const v1::Verdict& verdict);

// Microseconds of the report as milliseconds, correctly rounded.
inline double Ms(double us) { return us / 1000; }

// Python's repr of a float: the shortest digits that read back as the same double, "20.0", "1e+16",
// "5e-324".
std::string PythonFloat(double value);

// Rounded to three decimals, trailing zeros dropped: "12.345", "340", "0.5".
std::string TrimmedDecimal(double value);

// Milliseconds for people: three decimals below 1 ms, else two: "0.412", "12.35", "1740.50".
std::string ReadableMs(double ms);

// Bytes for people, decimal units: "512 B", "1.2 kB", "45.6 MB".
std::string ReadableBytes(uint64_t bytes);

// The text with every control character spelled as Python's repr does ("\n", "\x1b"), so that what
// a server answered can neither break a table's lines nor command a terminal.
std::string Printable(std::string_view text);

// The columns a terminal gives to UTF-8 text without control characters: wide East Asian characters
// and emoji count 2.
int DisplayWidth(std::string_view text);

// The number of characters, as Python counts them for padding.
int CharacterCount(std::string_view text);

// Padded with spaces on the right to `width` characters, never cut ("%-*s" in Python).
std::string PadRight(std::string_view text, int width);

// At most `columns` wide on a terminal; what is cut is marked with "…".
std::string CutToWidth(std::string_view text, int columns);

}  // namespace aurax::load::master

#endif  // AURAX_MASTER_VIEWS_FIGURES_H_
