#include <algorithm>

#include "fuzz.hpp"
#include "sfumato/io/png.hpp"

/// A picture that is written is a PNG file from its first to its last byte, and libpng reads it back to the same.
namespace sfumato_fuzz {
namespace {

void expect_chunks(const std::vector<std::uint8_t>& file) {
  const std::string_view text = text_of(file.data(), file.size());
  expect(text.starts_with("\x89PNG\r\n\x1a\n"), "a PNG file has its signature");
  std::string kinds;
  std::size_t at = 8;
  while (at + 12 <= file.size()) {
    const std::size_t length =
        std::size_t{file[at]} << 24 | std::size_t{file[at + 1]} << 16 | std::size_t{file[at + 2]} << 8 | file[at + 3];
    kinds += text.substr(at + 4, 4);
    at += 12 + length;
  }
  expect(at == file.size(), "chunks fill the file");
  expect(kinds.starts_with("IHDR") && kinds.ends_with("IDATIEND"), "chunks are in order", kinds);
}

}  // namespace
}  // namespace sfumato_fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace sfumato_fuzz;
  if (size < 4) return 0;
  bitmap picture(1 + data[0], 1 + data[1], data[2] % 2 == 0 ? 1 : 3);
  for (std::size_t i = 0; i < picture.samples.size(); ++i) picture.samples[i] = data[3 + i % (size - 3)];
  const std::vector<std::uint8_t> file = encode_png(picture);
  expect_chunks(file);

  png_image image{};
  image.version = PNG_IMAGE_VERSION;
  expect(png_image_begin_read_from_memory(&image, file.data(), file.size()) != 0, "it can be opened", image.message);
  expect(image.width == picture.width && image.height == picture.height, "the size survives");
  expect(image.format == (picture.channels == 1 ? PNG_FORMAT_GRAY : PNG_FORMAT_RGB), "the channels survive");
  std::vector<std::uint8_t> samples(PNG_IMAGE_SIZE(image));
  expect(png_image_finish_read(&image, nullptr, samples.data(), 0, nullptr) != 0, "it can be read", image.message);
  expect(samples == picture.samples, "the samples survive");
  return 0;
}
