#pragma once

#include <map>
#include <string>

namespace lab {

/// The function of every exercise, by its name: {"add_noise", {"1.2", "1_forward/noising"}}.
struct exercise_place {
  std::string id, group;
};
using exercise_names = std::map<std::string, exercise_place>;

/// What an unknown name means that is another exercise's function, seen from the group in which it is called; or "".
std::string foreign_function(const std::string& compilers_words, const std::string& group, const exercise_names& names);

/// What the function that the compiler's words mention must look like, from its entry in the registry; or "".
std::string changed_declaration(const std::string& compilers_words, const std::string& registry);

}  // namespace lab
