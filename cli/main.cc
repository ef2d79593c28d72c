#include <string>
#include <vector>

#include "cli/app.h"
#include "cli/standard_streams.h"

int main(int argc, char** argv) {
  aurax::load::cli::ReserveStandardStreams();
  return aurax::load::cli::RunApp(std::vector<std::string>(argv + 1, argv + argc));
}
