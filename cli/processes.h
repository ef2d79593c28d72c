// --processes: the parent of worker processes, and what each of them is.
#ifndef AURAX_CLI_PROCESSES_H_
#define AURAX_CLI_PROCESSES_H_

#include <string>

#include "cli/child_workers.h"
#include "cli/logging.h"
#include "cli/options.h"
#include "cli/signals.h"

namespace aurax::load::cli {

// The options of a child: a worker with one loop, unless --loops was given.
Options ChildOptions(const Options& parent);

// Its name: the parent's --worker-id with its number, or a name of its own.
std::string ChildWorkerId(const Options& parent, int number);

// Different for every call, on the whole machine.
std::string DrawnSocketName();

// The parent of --worker --processes: passes signals on and waits for all. The exit code is the
// highest of the children's.
int WatchOver(ChildWorkers* children, Signals* signals, Log* log);

}  // namespace aurax::load::cli

#endif  // AURAX_CLI_PROCESSES_H_
