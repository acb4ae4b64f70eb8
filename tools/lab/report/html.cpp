#include "lab/report/html.hpp"

#include "messages/markup.hpp"
#include "sfumato/core/error.hpp"

namespace sfumato::lab::report {

std::string escape(std::string_view text) { return ::lab::as_markup(text); }

std::string paragraph(std::string_view html) { return join("<p>", html, "</p>\n"); }

std::string commands(std::string_view text) { return join("<pre><code>", escape(text), "</code></pre>\n"); }

std::string figure(std::string_view content, std::string_view caption) {
  return join("<figure>\n", content, "<figcaption>", caption, "</figcaption>\n</figure>\n");
}

std::string folded(std::string_view summary, std::string_view content, bool open) {
  return join("<details", open ? " open" : "", "><summary>", escape(summary), "</summary>\n", content, "</details>\n");
}

std::string table::html() const {
  std::string text = "<div class=\"table\"><table>\n";
  if (!caption.empty()) text += join("<caption>", escape(caption), "</caption>\n");
  if (!headings.empty()) {
    text += "<thead><tr>";
    for (const std::string& heading : headings) text += join("<th scope=\"col\">", escape(heading), "</th>");
    text += "</tr></thead>\n";
  }
  text += "<tbody>\n";
  for (const std::vector<std::string>& row : rows) {
    text += "<tr>";
    for (std::size_t column = 0; column < row.size(); ++column)
      text += column == 0 ? join("<th scope=\"row\">", escape(row[column]), "</th>")
                          : join("<td>", escape(row[column]), "</td>");
    text += "</tr>\n";
  }
  return text + "</tbody>\n</table></div>\n";
}

}  // namespace sfumato::lab::report
