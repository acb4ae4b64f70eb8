#pragma once

#include <string>
#include <vector>

namespace lab {

/// Makes an exercise of a solution: every block
///
///     // BEGIN SOLUTION return todo("1.2");
///     ...
///     // END SOLUTION
///
/// is replaced by what stands behind BEGIN SOLUTION (by nothing where nothing does). Throws sfumato::error with file
/// and line where markers are nested, unclosed, closed without being open, or misspelled.
std::string make_stub(const std::string& solution, const std::string& file_name);

/// Writes the stub of every .hpp file below `solutions`, mistakes/ left out, to the same place below `exercises`.
/// Returns what it wrote.
std::vector<std::string> write_stubs(const std::string& solutions, const std::string& exercises);

/// The stubs below `exercises` that are missing, differ from the generated ones, or have no solution.
std::vector<std::string> stale_stubs(const std::string& solutions, const std::string& exercises);

}  // namespace lab
