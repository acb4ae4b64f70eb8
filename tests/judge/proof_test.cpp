#include <algorithm>
#include <cstdlib>
#include <map>
#include <nlohmann/json.hpp>
#include <set>

#include "child/run.hpp"
#include "lab_folder.hpp"
#include "stubs/stub.hpp"

// What `lab selftest` promises: stubs fail as not_implemented, solutions pass, known-wrong variants fail by name.
namespace {

/// Everything, or what PROOF_ONLY names while somebody works on it.
std::vector<std::string> selection() {
  const char* only = std::getenv("PROOF_ONLY");
  return only ? std::vector<std::string>{only} : std::vector<std::string>{};
}

TEST(proof, every_stub_is_not_implemented) {
  const std::string tree = fresh_folder("stub-tree");
  lab::write_stubs(LAB_ROOT "/solutions", tree);
  lab::test_request request{
      .tree = tree, .out = kept_folder("stub-workers"), .selection = selection(), .shared = shared_folder()};
  for (const auto& result : lab::run_tests({}, request)) {
    EXPECT_EQ(result.status, "not_implemented") << result.id << ": " << result.message;
    EXPECT_NE(result.message.find("todo(\"" + result.id + "\")"), std::string::npos)
        << result.id << ": " << result.message;
  }
}

TEST(proof, every_solution_passes_with_any_seed) {
  for (const std::uint64_t seed : {1u, 2u, 3u}) {
    lab::test_request request{.tree = LAB_ROOT "/solutions",
                              .out = kept_folder("workers"),
                              .selection = selection(),
                              .seed = seed,
                              .shared = shared_folder()};
    const auto results = lab::run_tests({}, request);
    EXPECT_FALSE(results.empty());
    for (const auto& result : results) {
      EXPECT_TRUE(result.passed()) << result.id << ", seed " << seed << ": " << result.message;
      EXPECT_EQ(result.points, result.max_points);
    }
  }
}

nlohmann::json known_variants(const lab::toolchain& tools) {
  const std::string log = fresh_folder("variants") + "/list.json";
  EXPECT_TRUE(lab::child::run({.command = {tools.judge, "--list-variants"}, .log = log, .seconds = 60}).succeeded());
  return nlohmann::json::parse(lab::read_text(log));
}

TEST(proof, every_known_wrong_variant_fails_and_is_named) {
  const lab::toolchain tools;
  lab::test_request request{
      .tree = LAB_ROOT "/solutions", .out = kept_folder("wrong-workers"), .selection = selection()};
  request.with_wrong_variants = true;
  const auto untouched = lab::run_tests(tools, request);
  for (const auto& result : untouched) EXPECT_TRUE(result.passed()) << result.id << ": " << result.message;

  std::map<std::string, std::set<std::string>> names;
  for (const auto& entry : known_variants(tools)) {
    const std::string id = entry["id"], function = entry["function"], name = entry["name"],
                      sentence = entry["sentence"];
    const auto has_id = [&](const lab::test_result& result) { return result.id == id; };
    if (std::none_of(untouched.begin(), untouched.end(), has_id)) continue;
    EXPECT_TRUE(names[id].insert(name).second) << id << " has two variants " << name;
    request.selection = {id};
    request.wrong = function + "/" + name;
    const auto results = lab::run_tests(tools, request);
    const auto& result = find(results, id);
    EXPECT_FALSE(result.passed()) << request.wrong << " passes";
    EXPECT_NE(result.message.find(sentence), std::string::npos) << request.wrong << " is not named:\n"
                                                                << result.message;
  }
  for (const auto& result : untouched)
    EXPECT_GE(names[result.id].size(), 3u) << result.id << " needs three known-wrong variants";
}

}  // namespace
