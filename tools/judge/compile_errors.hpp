#pragma once

#include <string>

namespace lab {

/// The first thing the compiler minds, reduced to what helps.
struct compile_complaint {
  int line = 0, column = 0;  // in the student's file; 0 where the compiler names none
  std::string compiler;      // its own words
  std::string sentence;      // ours, where the mistake is a common one; or empty

  /// "noising.hpp:12:3: expected ';' ..." and the sentence below it.
  std::string in_words(const std::string& file_name) const;
};

/// Finds the first error (or, without errors, the first warning) in what g++ or clang++ printed about a student's file
/// and where in that file it comes from, even when it is reported deep inside of Eigen. `registry` are the registry's
/// lines: an error outside of the file that names one of its functions means that the function was renamed or changed.
compile_complaint first_complaint(const std::string& compiler_output, const std::string& student_file,
                                  const std::string& registry);

}  // namespace lab
