#pragma once

#include <string>
#include <vector>

namespace lab {

/// A table of another program (RFC 4180) in which single fields are set: all others are written back as they came.
struct csv_table {
  struct field {
    std::string raw;    ///< as it stands in the file, with its quotation marks
    std::string value;  ///< what it says
  };
  std::string mark;                       ///< a byte order mark, or nothing
  std::string line_end = "\n";            ///< that of its first line
  std::vector<std::vector<field>> lines;  ///< the first names the columns

  /// Only the columns at these places; a line that is too short has an empty field there.
  std::string written(const std::vector<std::size_t>& columns) const;
};

/// Throws, naming the file and the line, where a quotation mark is not closed.
csv_table read_csv(const std::string& file, const std::string& text);

}  // namespace lab
