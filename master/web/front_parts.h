// What the web front's routes share. Belongs to the web front's thread.
#ifndef AURAX_MASTER_WEB_FRONT_PARTS_H_
#define AURAX_MASTER_WEB_FRONT_PARTS_H_

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <nlohmann/json.hpp>

#include "master/web/access.h"
#include "master/web/live_streams.h"
#include "master/web/route.h"
#include "master/web/view_cache.h"
#include "master/web/web_front.h"

namespace aurax::load::master {

// A past run as the store keeps it.
struct StoredRun {
  std::string run_id;
  std::shared_ptr<const std::string> text;
  nlohmann::json document;  // of that text
  // Its reports by theme, made when they are asked for: each takes seconds where names are many.
  mutable std::map<std::string, std::shared_ptr<const std::string>> reports;
};

struct FrontParts {
  FrontParts(WebFront::Options given, std::unique_ptr<Access> rights)
      : options(std::move(given)),
        access(std::move(rights)),
        live(options.logs),
        views(options.clock) {}

  const WebFront::Options options;
  const std::unique_ptr<Access> access;
  LiveStreams live;
  ViewCache views;
  std::shared_ptr<const StoredRun> opened;  // the last one that was asked for
  // Runs a task on the front's thread; from any thread, also after the front is gone.
  std::function<void(std::function<void()>)> post;

  std::shared_ptr<const Publication> Latest() const { return options.feed->Latest(); }
};

// The routes of each part. `front` outlives them.
std::vector<Route> SessionRoutes(FrontParts* front);       // session, login, logout
std::vector<Route> ScenarioRoutes(FrontParts* front);      // scenario, version, OpenAPI document
std::vector<Route> LiveRoutes(FrontParts* front);          // events, workers, logs
std::vector<Route> RunRoutes(FrontParts* front);           // runs: list, get, files
std::vector<Route> RunChangeRoutes(FrontParts* front);     // runs: start, change, stop, reset
std::vector<Route> HealthRoutes(FrontParts* front);        // healthz, readyz, metrics
std::vector<Route> LocustReadRoutes(FrontParts* front);    // what Locust shows
std::vector<Route> LocustFileRoutes(FrontParts* front);    // what Locust lets download
std::vector<Route> LocustChangeRoutes(FrontParts* front);  // swarm, stop, reset

// All of them.
std::vector<Route> AllRoutes(FrontParts* front);

}  // namespace aurax::load::master

#endif  // AURAX_MASTER_WEB_FRONT_PARTS_H_
