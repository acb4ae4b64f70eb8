#pragma once

#include <functional>
#include <string>
#include <vector>

#include "lab/course/course.hpp"
#include "lab/system/together.hpp"

namespace sfumato::lab {

/// A new exercise as its author names it.
struct new_exercise {
  std::string id, function, module, file, title;
  std::string signature = "image(const image& x)";
};

/// All that the exercise consists of, ready to be written: solution, registry line, known-wrong variants, suite, entry
/// in the manifest, stub. It compiles and passes as it is, with a formula that the author replaces. Throws (config, io)
/// where a name is taken or wrong. `format` puts code into the project's style, knowing where it will lie.
std::vector<planned_file> plan_exercise(
    const course& of, new_exercise wanted,
    const std::function<std::string(const std::filesystem::path&, const std::string&)>& format);

}  // namespace sfumato::lab
