#pragma once

#include <array>
#include <string>
#include <string_view>

namespace lab {

/// What the judge says about an exercise. Only `passed` earns points.
enum class status { passed, failed, not_implemented, compile_error, crashed, timeout, bad_value, flood };

inline constexpr std::array<std::string_view, 8> status_names = {
    "passed", "failed", "not_implemented", "compile_error", "crashed", "timeout", "bad_value", "flood"};

constexpr std::string_view to_string(status s) { return status_names[static_cast<std::size_t>(s)]; }

struct verdict {
  lab::status status = lab::status::passed;
  std::string message;  // for the student: lines of plain text
  std::string mistake;  // the known-wrong variant that was recognised, or empty
  std::string printed;  // what the student's code wrote to stdout and stderr, cut
};

}  // namespace lab
