#include <filesystem>
#include <fstream>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/master/scenario/scenario_text.h"

namespace aurax::load::master {
namespace {

constexpr char kData[] = "data:\n  p: [x, y]\n  rows: [{name: n, age: 3}]\n";

std::string Body(const std::string& json) {
  return Show(LoadRequest("post: /\njson: " + json, kData).body());
}

std::string HeaderOf(const v1::Request& request, const std::string& name) {
  for (const v1::Header& header : request.headers()) {
    if (header.name() == name) return Show(header.value());
  }
  return "none";
}

TEST(JsonBody, KeepsTheTypesThatYamlHas) {
  EXPECT_EQ(Body("{a: 1, b: 1.50, c: true, d: null, e: text, f: '1', g: [1, x], h: {}, i: -2e3}"),
            R"({"a":1,"b":1.50,"c":true,"d":null,"e":"text","f":"1","g":[1,"x"],"h":{},"i":-2e3})");
}

TEST(JsonBody, AnExpressionAloneStaysTypedAndInsideTextIsText) {
  EXPECT_EQ(Body(R"({a: "${pick(p)}", b: "say ${pick(p)}!", "k${user}": 1})"),
            R"({"a":<pick:VALUE>,"b":"say <pick:TEXT>!","k<user_number:TEXT>":1})");
}

TEST(JsonBody, EscapesWhatIsKnownBeforeTheRun) {
  EXPECT_EQ(Body(R"({a: "q\"\\\n\u0001é", b: "${env(TOKEN)}", c: "$${x}"})"),
            R"({"a":"q\"\\\n\u0001é","b":"a b","c":"${x}"})");
}

TEST(JsonBody, SetsItsContentTypeUnlessTheRequestDoes) {
  EXPECT_EQ(HeaderOf(LoadRequest("post: /\njson: {}"), "Content-Type"), "application/json");
  const v1::Request own = LoadRequest("post: /\njson: {}\nheaders: {content-type: text/x}");
  EXPECT_EQ(own.headers_size(), 1);
  EXPECT_EQ(HeaderOf(own, "content-type"), "text/x");
}

TEST(FormBody, IsPercentEncodedAndListsRepeatTheirName) {
  const v1::Request request =
      LoadRequest("post: /\nform: {a b: 'x&y', l: [1, 2], p: '${pick(p)}'}", kData);
  EXPECT_EQ(Show(request.body()), "a%20b=x%26y&l=1&l=2&p=<pick:URL>");
  EXPECT_EQ(HeaderOf(request, "Content-Type"), "application/x-www-form-urlencoded");
}

TEST(TextBody, IsAsWrittenAndMayBeEmpty) {
  EXPECT_EQ(Show(LoadRequest("post: /\nbody: 'a \"${uuid()}\"'").body()), "a \"<uuid>\"");
  const v1::Request empty = LoadRequest("post: /\nbody: ''");
  EXPECT_TRUE(empty.has_body());
  EXPECT_EQ(empty.headers_size(), 0);
  EXPECT_FALSE(LoadRequest("post: /").has_body());
}

TEST(MultipartBody, IsFramedByABoundaryThatOccursNowhereElse) {
  const v1::Request request = LoadRequest(
      "post: /\nmultipart:\n  a: x${pick(p)}\n  b: {text: t, type: text/plain, filename: "
      "'q\".txt'}",
      kData);
  const std::string type = HeaderOf(request, "Content-Type");
  ASSERT_THAT(type, testing::StartsWith("multipart/form-data; boundary="));
  const std::string b = type.substr(30);
  EXPECT_LE(b.size(), 70u);  // RFC 2046, 5.1.1
  EXPECT_EQ(Show(request.body()),
            "--" + b + "\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nx<pick>\r\n--" + b +
                "\r\nContent-Disposition: form-data; name=\"b\"; filename=\"q%22.txt\"\r\n"
                "Content-Type: text/plain\r\n\r\nt\r\n--" +
                b + "--\r\n");
}

TEST(Files, AreReadRelativeToTheScenarioByteForByte) {
  const std::filesystem::path folder = std::filesystem::path(testing::TempDir()) / "aurax_body";
  std::filesystem::create_directories(folder);
  const std::string bytes("\x00\xff${x}\r\n", 8);
  std::ofstream(folder / "b.bin", std::ios::binary).write(bytes.data(), 8);
  std::ofstream(folder / "t.txt") << "hello ${x}";
  std::ofstream(folder / "s.yaml")
      << TaskText("post: /\nbody_file: b.bin\nheaders: {X-T: '${file(t.txt)}'}");
  const LoadedScenario loaded = LoadScenario(folder / "s.yaml", TestOptions());
  ASSERT_TRUE(loaded.mistakes.empty()) << loaded.mistakes[0].ToString();
  const v1::Request& request = loaded.scenario.user_classes(0).tasks(0).steps(0).request();
  EXPECT_EQ(request.body().parts(0).literal(), bytes);
  EXPECT_EQ(HeaderOf(request, "X-T"), "hello ${x}");  // what a file holds is never evaluated
}

TEST(Url, ValuesInsideAreEncodedAndOneAtTheStartIsNot) {
  const auto url = [](const std::string& text) {
    return Show(LoadRequest("get: " + text, kData).url());
  };
  EXPECT_EQ(url("/a/${rows.name}?q=${pick(p)}"), "/a/<column:URL>?q=<pick:URL>");
  EXPECT_EQ(url("${pick(p)}/x"), "<pick>/x");
  EXPECT_EQ(url("/${env(TOKEN)}/é"), "/a%20b/%C3%A9");
  EXPECT_EQ(url("HTTPS://other/x"), "HTTPS://other/x");
}

TEST(Url, TheQueryIsAppendedWhereItBelongs) {
  EXPECT_EQ(Show(LoadRequest("get: /a\nquery: {q: 'a b', r: 1}").url()), "/a?q=a%20b&r=1");
  EXPECT_EQ(Show(LoadRequest("get: /a?x=1\nquery: {q: 2}").url()), "/a?x=1&q=2");
  EXPECT_EQ(Show(LoadRequest("get: /a\nquery: {}").url()), "/a");
}

TEST(RequestName, IsTheTasksNameForOneRequestElseThePathAsWritten) {
  const v1::Scenario scenario = Load(R"(
host: http://h
users:
  A:
    on_start: [{get: /health}]
    tasks:
      single: {get: /a}
      wrapped: {steps: [{think: 1s}, {post: /b}]}
      several:
        steps:
          - get: /items/${user}?q=${user}
          - get: /items/${user}?other=1
          - {get: /c, name: sea}
          - repeat: 2
            steps: [{delete: /d}]
)");
  std::vector<std::string> names;
  for (const v1::RequestName& name : scenario.request_names()) {
    names.push_back(name.method() + " " + name.name());
  }
  EXPECT_THAT(names, testing::ElementsAre("GET /health", "GET single", "POST wrapped",
                                          "GET /items/${user}", "GET sea", "DELETE /d"));
}

TEST(Request, HasItsOwnTimeoutRedirectsAndHeaders) {
  const v1::Request r = LoadRequest(
      "get: /\ntimeout: 1.5s\nredirects: false\nheaders: {X-N: 12, X-P: 'a${pick(p)}'}", kData);
  EXPECT_EQ(r.timeout_us(), 1'500'000);
  EXPECT_TRUE(r.has_max_redirects());
  EXPECT_EQ(r.max_redirects(), 0u);
  EXPECT_EQ(HeaderOf(r, "X-N"), "12");
  EXPECT_EQ(HeaderOf(r, "X-P"), "a<pick:HEADER>");
}

TEST(Expressions, CarryTheirArguments) {
  const v1::Request r = LoadRequest(
      "post: /\nbody: ${int(-5, 10)}${float(0.5, 1)}${seq()}${seq(5, "
      "-2)}${now()}${now(milliseconds)}"
      "${iteration}${p}${rows.age}${base64(\"${user}:x\")}${urlencode(user)}${base64('hi')}",
      kData);
  ASSERT_EQ(Show(r.body()),
            "<int_range><float_range><seq><seq><now><now><iteration><column><column><base64>"
            "<urlencode>aGk=");
  const auto expression = [&](int i) { return r.body().parts(i).expression(); };
  EXPECT_EQ(expression(0).int_range().low(), -5);
  EXPECT_EQ(expression(1).float_range().digits(), 2u);
  EXPECT_EQ(expression(2).seq().start(), 1);
  EXPECT_EQ(expression(3).seq().step(), -2);
  EXPECT_NE(expression(2).seq().counter_slot(), expression(3).seq().counter_slot());
  EXPECT_EQ(expression(5).now().format(), v1::Now::FORMAT_MILLISECONDS);
  EXPECT_EQ(expression(8).column().source(), 1u);
  EXPECT_EQ(expression(8).column().column(), 1u);
  EXPECT_EQ(Show(expression(9).base64()), "<user_number>:x");
  EXPECT_EQ(Show(expression(10).urlencode()), "<user_number>");
}

TEST(Expressions, EnvTakesItsDefaultWhenNotSet) {
  EXPECT_EQ(Show(LoadRequest("post: /\nbody: ${env(TOKEN, x)} ${env(NONE, http://d:1/x)}").body()),
            "a b http://d:1/x");
}

}  // namespace
}  // namespace aurax::load::master
