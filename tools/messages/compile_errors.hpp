#pragma once

#include <string>
#include <vector>

#include "messages/exercise_names.hpp"

namespace lab {

/// The first thing the compiler minds, reduced to what helps.
struct compile_complaint {
  int line = 0, column = 0;  // in the student's file; 0 where the compiler names none
  std::string compiler;      // its own words, shortened
  std::string sentence;      // ours, where the mistake is a common one; or empty

  /// "noising.hpp:12:3: expected ';' ..." and the sentence below it.
  std::string in_words(const std::string& file_name) const;
};

/// What was compiled, as far as it explains what went wrong.
struct compiled_file {
  std::string file;      // the student's, as the compiler names it
  std::string registry;  // its lines: an error outside of the file that names one of its functions means that the
                         // function was renamed or changed
  std::string group = {};
  std::string code = {};  // the student's, where it is at hand
  exercise_names names = {};
};

/// Finds the first error (or, without errors, a warning: the first that has a sentence, else the first) in what g++ or
/// clang++ printed about a student's file and where in that file it comes from, even when it is reported deep inside of
/// Eigen.
compile_complaint first_complaint(const std::string& compiler_output, const compiled_file& about);

/// The warnings about lines of the student's file, those that have a sentence first.
std::vector<compile_complaint> warnings_in(const std::string& compiler_output, const compiled_file& about);

}  // namespace lab
