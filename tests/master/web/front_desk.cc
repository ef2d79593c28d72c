#include "tests/master/web/front_desk.h"

#include <gtest/gtest.h>

namespace aurax::load::master {
namespace {

v1::Scenario SampleScenario() {
  v1::Scenario scenario;
  scenario.set_host("http://user:secret@localhost:8000");
  scenario.set_source_name("aurax.yaml");
  v1::UserClass* user = scenario.add_user_classes();
  user->set_name("AuraxLoadTestUser");
  user->set_weight(1);
  user->set_host("http://localhost:8000");
  for (const auto& [name, weight] : {std::pair("generate", 3), std::pair("health", 1)}) {
    v1::Task* task = user->add_tasks();
    task->set_name(name);
    task->set_weight(weight);
    task->add_tags(name);
  }
  return scenario;
}

}  // namespace

std::string Seen::Header(std::string_view name) const {
  for (const auto& [key, value] : headers) {
    if (key == name) return value;
  }
  return "";
}

FrontDesk::FrontDesk(const std::function<void(WebFront::Options*)>& change) {
  auto scenario = std::make_shared<const v1::Scenario>(SampleScenario());
  auto defaults = std::make_shared<WebFront::Defaults>();
  defaults->scenario = scenario;
  defaults->scenario_text = "host: http://user:secret@localhost:8000\npassword: hunter2\n";
  defaults->users = 50;
  defaults->spawn_rate = 5;
  defaults->host = "http://localhost:8000";
  WebFront::Options options;
  options.host = "127.0.0.1";
  options.version = "0.1.0";
  options.defaults = std::move(defaults);
  options.clock = &clock;
  options.feed = &feed;
  options.commands = &commands;
  options.logs = &logs;
  options.warn = [](const std::string&) {};
  if (change) change(&options);
  auto access = Access::Open(
      {.auth_file = options.auth_file, .base_path = options.base_path, .clock = &clock});
  EXPECT_TRUE(access.ok()) << access.status();
  parts = std::make_unique<FrontParts>(std::move(options), *std::move(access));
  dispatch = std::make_unique<Dispatch>(parts.get());
  Publication ready;
  ready.scenario = scenario;
  Publish(std::move(ready));
}

void FrontDesk::Publish(Publication publication) {
  if (publication.scenario == nullptr) publication.scenario = parts->options.defaults->scenario;
  feed.Publish(std::move(publication));
  parts->live.Publish(feed.Latest());
}

void FrontDesk::Publish(const v1::Report& report, const std::string& state) {
  Publication publication;
  publication.state = state;
  publication.report = std::make_shared<const v1::Report>(report);
  Publish(std::move(publication));
}

Seen FrontDesk::Send(HttpRequest request) {
  Seen seen;
  const Reply reply = {
      .send =
          [&seen](const HttpResponse& response) {
            EXPECT_EQ(seen.status, 0) << "answered twice";
            seen.status = response.status;
            seen.content_type = response.content_type;
            seen.headers = response.headers;
            if (response.body != nullptr) seen.body = *response.body;
          },
      .stream =
          [this, &seen](const Headers&) {
            seen.status = 200;
            seen.content_type = "text/event-stream";
            return EventSink([this](const std::shared_ptr<const std::string>& event) {
              if (stream_open) events.push_back(*event);
              return stream_open;
            });
          }};
  dispatch->Handle(std::move(request), reply);
  return seen;
}

Seen FrontDesk::Ask(const std::string& method, const std::string& target, const std::string& body,
                    const Headers& headers) {
  HttpRequest request;
  request.method = method;
  request.target = target;
  request.headers = {{"host", "localhost:8089"}};
  request.headers.insert(request.headers.end(), headers.begin(), headers.end());
  request.body = body;
  request.peer = "127.0.0.1";
  request.loopback = true;
  return Send(std::move(request));
}

std::string FrontDesk::csrf() {
  return Get(parts->options.base_path + "/api/v1/session").json()["csrf"].get<std::string>();
}

Seen FrontDesk::Post(const std::string& target, const std::string& body) {
  return Ask("POST", target, body, {{"x-csrf-token", csrf()}});
}

nlohmann::json DataOf(const std::string& event) {
  EXPECT_TRUE(event.starts_with("event: live\ndata: ") && event.ends_with("}\n\n")) << event;
  return nlohmann::json::parse(event.substr(event.find('{')));
}

}  // namespace aurax::load::master
