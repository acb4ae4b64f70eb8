#include "lab/data/emoji_atlas.hpp"

#include <algorithm>

#include "grade/sha256.hpp"
#include "sfumato/io/json_object.hpp"
#include "sfumato/io/png_reader.hpp"

namespace sfumato::lab {

namespace {

namespace fs = std::filesystem;

/// A number that the file must name.
index_t extent(const json_object& file, const char* key) {
  constexpr index_t most = 1 << 10;
  if (!file.find(key)) file.refuse(key, join("a whole number from 1 to ", most));
  return file.whole(key, 1, 1, most);
}

emoji_drawing drawing_of(const json_object& entry, const std::vector<std::string>& groups) {
  emoji_drawing drawing;
  drawing.name = entry.text("name", "");
  drawing.mirror = entry.boolean("mirror", false);
  const auto group = std::find(groups.begin(), groups.end(), entry.text("group", ""));
  if (group == groups.end()) entry.refuse("group", "one of the groups that the file names");
  drawing.group = static_cast<int>(group - groups.begin());
  return drawing;
}

/// One tile of the picture: colours on white above, cover below.
void cut(const bitmap& picture, index_t top, index_t left, index_t side, std::vector<float>& tiles) {
  for (index_t y = top; y < top + side; ++y)
    for (index_t x = left; x < left + side; ++x) {
      const float cover = static_cast<float>(picture(picture.height / 2 + y, x, 0)) / 255;
      for (index_t c = 0; c < 3; ++c)
        tiles.push_back(std::clamp(static_cast<float>(picture(y, x, c)) / 255 - (1 - cover), 0.0F, cover));
      tiles.push_back(cover);
    }
}

}  // namespace

emoji_atlas emoji_atlas::read(const fs::path& folder) {
  const fs::path list = folder / "atlas.json", image = folder / "atlas.png";
  std::error_code ignored;
  for (const fs::path& file : {list, image})
    require(fs::is_regular_file(file, ignored), error_kind::io, file.string(),
            ": expected the atlas of emoji, found no file");
  const json_object about = json_object::read(list);
  emoji_atlas atlas;
  atlas.side_ = extent(about, "tile");
  const index_t columns = extent(about, "columns");
  atlas.groups_ = about.texts("groups");
  const nlohmann::json* drawings = about.find("drawings");
  if (!drawings || !drawings->is_array() || drawings->empty()) about.refuse("drawings", "a list of drawings");
  for (const nlohmann::json& entry : *drawings)
    atlas.drawings_.push_back(drawing_of(json_object(list.string(), entry), atlas.groups_));

  if (!about.find("sha256")) about.refuse("sha256", "the digest of the picture");
  require(sha256_of_contents(image) == about.text("sha256", ""), error_kind::io, image.string(),
          ": damaged, or of another version: its SHA-256 is not the one in ", list.filename().string(),
          "; restore both from the project");
  const bitmap picture = read_png(image);
  const index_t rows = (atlas.size() + columns - 1) / columns;
  require(picture.channels == 3 && picture.width == columns * atlas.side_ && picture.height == 2 * rows * atlas.side_,
          error_kind::io, image.string(), ": expected RGB, ", 2 * rows * atlas.side_, "x", columns * atlas.side_,
          ", for ", atlas.size(), " drawings, found ", picture.height, "x", picture.width, " with ", picture.channels,
          " channels");
  atlas.tiles_.reserve(static_cast<std::size_t>(atlas.size() * atlas.side_ * atlas.side_ * samples));
  for (index_t i = 0; i < atlas.size(); ++i)
    cut(picture, i / columns * atlas.side_, i % columns * atlas.side_, atlas.side_, atlas.tiles_);
  return atlas;
}

}  // namespace sfumato::lab
