#include "lab/report/rows.hpp"

#include "lab/report/html.hpp"
#include "lab/report/pictures.hpp"
#include "sfumato/io/image_grid.hpp"

namespace sfumato::lab::report {

namespace {

std::string one(const view<const float>& images, index_t n, const std::string& alt) {
  const shape& s = images.extent;
  const view<const float> picture{images.data + n * s.stride(), {1, s[1], s[2], s[3]}};
  return image(image_grid(picture, {.columns = 1, .padding = 0}), alt);
}

std::string word_of(const std::vector<std::string>& words, index_t n) {
  return n < static_cast<index_t>(words.size()) ? words[static_cast<std::size_t>(n)] : join(n + 1);
}

}  // namespace

std::string rows(const std::vector<picture_strip>& all, const std::vector<std::string>& words, const std::string& alt,
                 const std::string& over) {
  const index_t columns = all.front().images.extent[0];
  std::string text = join("<div class=\"strips",
                          columns > 8   ? " many"
                          : columns < 5 ? " few"
                                        : "",
                          "\" style=\"--columns: ", columns, "\">\n");
  for (const picture_strip& row : all) {
    text += join("<p>", escape(row.label), "</p>\n");
    for (index_t n = 0; n < columns; ++n)
      text +=
          one(row.images, n, join(alt, ", ", row.label, ", ", over, over.empty() ? "" : " ", word_of(words, n))) + "\n";
  }
  if (!words.empty()) text += join("<p>", escape(over), "</p>\n");
  for (const std::string& word : words) text += join("<span>", escape(word), "</span>\n");
  return text + "</div>\n";
}

std::string stacks(const view<const float>& images, const view<const float>& below,
                   const std::vector<std::string>& words, const std::string& alt, const std::string& alt_below) {
  std::string text = "<div class=\"tiles stacks\">\n";
  for (index_t n = 0; n < images.extent[0]; ++n)
    text += join("<div>", one(images, n, join(alt, " ", n + 1)), "<div class=\"below\">",
                 one(below, n, join(alt_below, " ", n + 1)), "<span class=\"moment\">", escape(word_of(words, n)),
                 "</span></div></div>\n");
  return text + "</div>\n";
}

}  // namespace sfumato::lab::report
