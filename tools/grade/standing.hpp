#pragma once

#include <string>
#include <string_view>

#include "grade/graded.hpp"

namespace lab {

/// How an exercise stands, for a glance over many.
enum class standing { passed, in_part, not_passed, not_begun };

standing standing_of(const graded_exercise& one);

/// A class of the style sheet for it: "good", "part", "bad" or "".
std::string_view look_of(standing one);

/// Why a person should look at a submission, plain text of a line; empty where nobody has to.
std::string needs_a_look(const graded& one);

/// "noise_weight_without_root" as words.
std::string mistake_in_words(std::string name);

/// The page of a submission, below the folder of its results.
inline constexpr const char* page_file = "index.html";

/// The page of a submission: points by exercise, what is said of each, what its code printed, its pictures. Everything
/// in it that a student wrote is made harmless. `back` is where the class lies, or empty.
std::string to_page(const graded& one, const std::string& back);

}  // namespace lab
