#include "lab/report/pictures.hpp"

#include <map>
#include <nlohmann/json.hpp>

#include "lab/report/base64.hpp"
#include "lab/report/html.hpp"
#include "sfumato/io/image_grid.hpp"
#include "sfumato/io/png.hpp"

namespace sfumato::lab::report {

namespace {

view<const float> one(const view<const float>& images, index_t n) {
  const shape& s = images.extent;
  return {images.data + n * s.stride(), {1, s[1], s[2], s[3]}};
}

bitmap pixels(const view<const float>& images) { return image_grid(images, {.columns = 1, .padding = 0}); }

std::string open_grid(tile size) {
  static const std::map<tile, const char*> names = {
      {tile::small, " small"}, {tile::normal, ""}, {tile::wide, " wide"}, {tile::large, " large"}};
  return join("<div class=\"tiles", names.at(size), "\">\n");
}

std::string numbered(const std::string& alt, index_t n) { return join(alt, " ", n + 1); }

}  // namespace

std::string image(const bitmap& picture, const std::string& alt) {
  return join("<img width=\"", picture.width, "\" height=\"", picture.height, "\" alt=\"", escape(alt),
              "\" src=\"data:image/png;base64,", base64(encode_png(picture)), "\">");
}

std::string tiles(const view<const float>& images, const std::string& alt, tile size) {
  std::string text = open_grid(size);
  for (index_t n = 0; n < images.extent[0]; ++n) text += image(pixels(one(images, n)), numbered(alt, n)) + "\n";
  return text + "</div>\n";
}

std::string moments(const view<const float>& images, const std::vector<std::string>& words, const std::string& alt) {
  std::string text = open_grid(images.extent[0] > 6 ? tile::small : tile::normal);
  for (index_t n = 0; n < images.extent[0]; ++n) {
    const std::string& word = words.at(static_cast<std::size_t>(n));
    text += join("<div>", image(pixels(one(images, n)), join(alt, ", ", word)), "<span class=\"moment\">", escape(word),
                 "</span></div>\n");
  }
  return text + "</div>\n";
}

std::string film(const std::vector<film_frame>& frames, const std::string& alt, tile size) {
  require(frames.size() >= 2, error_kind::value, "film: expected at least 2 frames, got ", frames.size());
  const shape& s = frames.front().images.extent;
  const std::size_t last = frames.size() - 1;
  nlohmann::json captions = nlohmann::json::array();
  for (const film_frame& frame : frames) captions.push_back(frame.caption);

  std::string text = join("<div class=\"film\" style=\"--frame: 0; --last: ", last, "\" data-moments=\"",
                          escape(captions.dump()), "\">\n", open_grid(size));
  for (index_t n = 0; n < s[0]; ++n) {
    std::vector<float> column;
    for (const film_frame& frame : frames) {
      const auto values = frame.images.row(n);
      column.insert(column.end(), values.begin(), values.end());
    }
    const shape extent{static_cast<index_t>(frames.size()), s[1], s[2], s[3]};
    text += image(pixels({column.data(), extent}), numbered(alt, n)) + "\n";
  }
  text += join(
      "</div>\n<div class=\"controls\"><button type=\"button\">Play</button><input type=\"range\" min=\"0\" max=\"",
      last, "\" value=\"0\" aria-label=\"", escape(alt), ": moment\"></div>\n<output>", escape(frames.front().caption),
      "</output>\n</div>\n");
  // Without a script: the last moment, and no controls.
  return text + join("<noscript><style>.film { --frame: ", last,
                     " !important; } .controls, output { display: none; }</style></noscript>\n");
}

}  // namespace sfumato::lab::report
