#pragma once

#include <string>
#include <vector>

#include "grade/graded.hpp"
#include "grade/intake.hpp"
#include "grade/work.hpp"

namespace lab {

/// The file whose being there says that all results of a submission are.
inline constexpr const char* own_file = "grade.json";

/// Writes a file in one step or not at all, and leaves nothing half-written. Throws where it cannot.
void put_result(const std::string& file, const std::string& words);

/// A submission's results into its folder: page, pictures, results.json, junit.xml, and last our own file.
void write_results(const graded& one, const intake& taken, const work_item& work);

/// Completes what grader::begin said of a submission with the verdicts of an earlier run, where those are of the same
/// work and were made under the same conditions.
bool complete_from_before(graded& begun, const std::string& folder);

/// The tables of a class, by name: grades.csv and index.html; a page for each question that anybody answered, without
/// names where `anonymous`, and the table of their marks.
void write_class(std::vector<graded> all, const std::string& out, bool anonymous = false);

}  // namespace lab
