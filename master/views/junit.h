// A run as JUnit XML (--junit), for CI servers: a test case per request name and one each for the
// verdict and the ledger. The format is the one that Jenkins, GitLab and GitHub's readers share
// (github.com/testmoapp/junitxml).
#ifndef AURAX_MASTER_VIEWS_JUNIT_H_
#define AURAX_MASTER_VIEWS_JUNIT_H_

#include <string>
#include <string_view>

#include "aurax/load/v1/report.pb.h"

namespace aurax::load::master {

// UTF-8 with an XML declaration; what XML cannot carry is replaced by U+FFFD. A name's case fails
// if any of its requests did, and lists at most kJunitErrors of its errors; its time is the average
// response time in seconds. The suite's time is the run's, its properties are the run's totals.
std::string JunitXml(const v1::Report& report);

inline constexpr int kJunitErrors = 20;

std::string XmlAttribute(std::string_view text);  // between double quotes
std::string XmlText(std::string_view text);

}  // namespace aurax::load::master

#endif  // AURAX_MASTER_VIEWS_JUNIT_H_
