#pragma once

#include <map>
#include <string>
#include <vector>

#include "grade/graded.hpp"

namespace lab {

/// A gradebook as a learning platform exports it, and how its marks are to be filled in.
struct gradebook {
  std::string file, text;
  std::string column;                              ///< "Lab", which Canvas calls "Lab (12345)", or Moodle's "Grade"
  double scale = 0;                                ///< what all points are worth there; 0: a point is a point
  std::map<std::string, std::string> groups = {};  ///< of a member, in small letters
};

/// The gradebook to bring back, and a line for each thing that somebody should know.
struct filled_gradebook {
  std::string text;
  std::vector<std::string> notes;
};

/// Fills the marks into one column. A line of the table is known by Canvas's `ID`, `SIS User ID` or `SIS Login ID`,
/// Moodle's `Identifier`, `Username` or `Email address`, Gradescope's `SID` or `Email`; a submission by its people, or
/// by the name of its folder. All members of a group get the best mark of those who handed in. Nothing else is changed;
/// of Canvas's table only what it asks for is kept, so that other assignments stay as they are. Whoever handed in
/// nothing keeps what was there. Throws, in one line, where a column is missing.
filled_gradebook fill(const gradebook& book, const std::vector<graded>& all);

/// Groups from a table with the columns `group` and `member`, a line a member. Throws where it has none.
std::map<std::string, std::string> read_groups(const std::string& file, const std::string& text);

}  // namespace lab
