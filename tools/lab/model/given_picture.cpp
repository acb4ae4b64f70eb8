#include "lab/model/given_picture.hpp"

#include "sfumato/io/png_reader.hpp"

namespace sfumato::lab {

bitmap read_grey(const std::string& option, const std::filesystem::path& path, index_t height, index_t width) {
  try {
    const png_file file(path);
    const png_header &found = file.header(), expected{.height = height, .width = width};
    require(found.height == height && found.width == width && found.channels() == 1, error_kind::io, file.name(),
            ": expected ", expected.words(), ", as the model's images are, got ", found.words(), "; convert it");
    return file.read();
  } catch (const error& e) {
    fail(e.kind(), option, " ", e.what());
  }
}

}  // namespace sfumato::lab
