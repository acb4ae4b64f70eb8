#include <cstdio>
#include <exception>
#include <filesystem>
#include <stdexcept>

#include "judge/built_here.hpp"
#include "judge/driver.hpp"
#include "judge/worker_cache.hpp"

namespace {

constexpr const char* usage =
    "lab-test [MODULE|ID ...] [--exercises FOLDER] [--out FOLDER] [--json FILE] [--seed N] [--judge PROGRAM]\n";

}  // namespace

// `lab test` without the rest of the command line.
int main(int argc, char** argv) {
  namespace fs = std::filesystem;
  try {
    lab::toolchain tools;
    lab::test_request request;
    request.tree = lab::built_here::root() + "/exercises";
    std::string json;
    for (int i = 1; i < argc; ++i) {
      const std::string word = argv[i];
      if (word.rfind("--", 0) != 0) {
        request.selection.push_back(word);
        continue;
      }
      if (i + 1 == argc) throw std::invalid_argument(word + ": its value is missing");
      const std::string value = argv[++i];
      if (word == "--exercises") {
        request.tree = fs::absolute(value).lexically_normal().string();
      } else if (word == "--out") {
        request.out = fs::absolute(value).lexically_normal().string();
      } else if (word == "--json") {
        json = value;
      } else if (word == "--seed") {
        request.seed = std::stoull(value);
      } else if (word == "--judge") {
        tools.judge = value;
      } else {
        throw std::invalid_argument(word + ": unknown");
      }
    }
    if (request.out.empty()) {
      request.shared = lab::built_here::binaries() + "/workers";
      request.out = lab::folder_for_tree(request.shared, request.tree);
    }
    const auto results = lab::run_tests(tools, request);
    bool all_passed = true;
    for (const auto& result : results) {
      all_passed = all_passed && result.passed();
      std::printf("%-5s %-15s %s (%d/%d)\n", result.id.c_str(), result.status.c_str(), result.title.c_str(),
                  result.points, result.max_points);
      if (!result.message.empty()) std::printf("%s\n\n", result.message.c_str());
      if (!result.printed.empty()) std::printf("It printed:\n%s\n\n", result.printed.c_str());
    }
    if (!json.empty()) lab::write_text(json, lab::to_json(results));
    return all_passed ? 0 : 1;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "lab-test: %s\n%s", error.what(), usage);
    return 2;
  }
}
