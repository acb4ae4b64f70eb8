#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace sfumato::lab::report {

/// Plain text, made safe between tags and in attributes.
std::string escape(std::string_view text);

/// <p>, with what is inside taken as HTML.
std::string paragraph(std::string_view html);
/// Commands to copy, one a line.
std::string commands(std::string_view text);
/// A figure with a caption; both are HTML.
std::string figure(std::string_view content, std::string_view caption);
/// Content that opens at a click.
std::string folded(std::string_view summary, std::string_view content, bool open = false);

/// A table of plain text: numbers are aligned to the right, the first column names the row.
struct table {
  std::vector<std::string> headings;
  std::vector<std::vector<std::string>> rows;
  std::string caption = {};  ///< what the table is about

  std::string html() const;
};

}  // namespace sfumato::lab::report
