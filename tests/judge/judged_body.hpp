#pragma once

#include "lab_folder.hpp"

namespace {

inline const std::string signature = "inline image add_noise(const image& x0, const image& noise, scalar alpha_bar) ";
inline const std::string right_body = "{ return std::sqrt(alpha_bar) * x0 + std::sqrt(1 - alpha_bar) * noise; }\n";

/// Judges exercise 1.2 as written in the given code.
inline lab::test_result judged(const std::string& name, const std::string& code) {
  const std::string tree = copy_of_solutions("hostile-" + name);
  lab::write_text(tree + "/1_forward/noising.hpp", "#pragma once\n#include \"lab.hpp\"\n" + code);
  const auto results =
      lab::run_tests({}, {.tree = tree, .out = kept_folder("hostile-workers"), .selection = {"1.2"}, .deadline = 1});
  return find(results, "1.2");
}

inline lab::test_result judged_body(const std::string& name, const std::string& body) {
  return judged(name, signature + "{ " + body + "\n}\n");
}

#define EXPECT_SAYS(result, words) EXPECT_NE((result).message.find(words), std::string::npos) << (result).message

}  // namespace
