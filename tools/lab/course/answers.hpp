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
  std::string waits_for;        ///< what this copy of the lab does not have: nobody can answer it yet
};

/// All questions of the manifest in order, then the self-ratings U1 to U4. Numbers must be as many as asked for and
/// within their limits; some are compared with the noise schedule, the group's training, or what its pages showed.
/// A prediction counts as answered when every member has made one. Throws (io) where answers.md is missing.
std::vector<answer> read_answers(const course& of, const course_record& record);

/// What numbers are compared with: any of these lists, each number within absolute + relative of its value.
struct yardstick {
  std::vector<std::vector<double>> values;
  double absolute = 0, relative = 0;
  std::string otherwise;  ///< what to say of other numbers
};

/// For a question's check: "schedule.first_noisy_timestep", "training.final_loss", "training.seconds", or "page 2",
/// what that page showed. Nothing where it is not known (yet).
std::optional<yardstick> yardstick_for(const ::lab::manifest_question& question, const course_record& record);

}  // namespace sfumato::lab
