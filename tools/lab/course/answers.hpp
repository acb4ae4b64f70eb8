#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "lab/course/course.hpp"
#include "lab/course/record.hpp"

namespace sfumato::lab {

/// One question and what exercises/answers.md says to it.
struct answer {
  std::string id;
  std::string text;             ///< behind "> answer:", trimmed
  std::vector<double> numbers;  ///< behind "> number:" or "> rating:"
  std::string missing;          ///< what is still to do, in words; empty: answered
};

/// All questions of the manifest in order, then the self-ratings U1 to U4. Numbers must be as many as asked for and
/// within their limits; that of Q7 is compared with the noise schedule. A prediction counts as answered when every
/// member has made one. Throws (io) where answers.md is missing.
std::vector<answer> read_answers(const course& of, const course_record& record);

/// What a number is compared with, or nothing where it is not known: "schedule.first_noisy_timestep".
std::vector<double> measured(const std::string& check);

}  // namespace sfumato::lab
