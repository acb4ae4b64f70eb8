#include "grade/csv_table.hpp"

#include "grade/plain_text.hpp"
#include "sfumato/core/error.hpp"

namespace lab {

std::string csv_table::written(const std::vector<std::size_t>& columns) const {
  std::string all = mark;
  for (const auto& line : lines) {
    for (std::size_t i = 0; i < columns.size(); ++i) {
      if (i > 0) all += ',';
      if (columns[i] < line.size()) all += line[columns[i]].raw;
    }
    all += line_end;
  }
  return all;
}

csv_table read_csv(const std::string& file, const std::string& text) {
  csv_table table;
  std::size_t at = 0, number = 1;
  if (text.rfind("\xef\xbb\xbf", 0) == 0) {
    table.mark = text.substr(0, 3);
    at = 3;
  }
  if (const std::size_t first = text.find('\n'); first != std::string::npos && first > 0 && text[first - 1] == '\r')
    table.line_end = "\r\n";
  while (at < text.size()) {
    std::vector<csv_table::field> line;
    const std::size_t begun = number;
    for (bool more = true; more;) {
      csv_table::field one;
      bool quoted = at < text.size() && text[at] == '"';
      if (quoted) one.raw += text[at++];
      for (; at < text.size(); ++at) {
        const char c = text[at];
        if (quoted && c == '"') {
          if (at + 1 < text.size() && text[at + 1] == '"') {
            one.raw += c;
            ++at;
          } else {
            quoted = false;
            one.raw += c;
            continue;
          }
        } else if (!quoted && (c == ',' || c == '\n' || (c == '\r' && at + 1 < text.size() && text[at + 1] == '\n'))) {
          break;
        }
        if (c == '\n') ++number;
        one.raw += c;
        one.value += c;
      }
      sfumato::require(!quoted, sfumato::error_kind::io, shown_name(file), ": line ", begun,
                       ": a quotation mark is not closed; export the table again");
      line.push_back(std::move(one));
      more = at < text.size() && text[at] == ',';
      if (more) ++at;
    }
    if (at < text.size() && text[at] == '\r') ++at;
    if (at < text.size()) ++at;
    ++number;
    table.lines.push_back(std::move(line));
  }
  return table;
}

}  // namespace lab
