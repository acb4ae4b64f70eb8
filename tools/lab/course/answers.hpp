#pragma once

#include <optional>
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
/// within their limits; that of Q7 is compared with the noise schedule, those of Q11 and Q12 with the group's training.
/// A prediction counts as answered when every member has made one. Throws (io) where answers.md is missing.
std::vector<answer> read_answers(const course& of, const course_record& record);

/// What a number is compared with: "schedule.first_noisy_timestep", "training.final_loss", "training.seconds".
struct yardstick {
  double value = 0, tolerance = 0;
  std::string otherwise;  ///< what to say of another number
};

/// Nothing where it is not known (yet).
std::optional<yardstick> yardstick_for(const std::string& check, const course_record& record);

}  // namespace sfumato::lab
