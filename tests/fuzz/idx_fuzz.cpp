#include "../library/data/idx_files.hpp"
#include "fuzz.hpp"
#include "sfumato/data/idx.hpp"

/// An IDX file that is read holds, written again, the bytes that it had.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace sfumato_fuzz;
  using sfumato_test::idx_header;
  static const temporary_folder folder;
  const auto path = folder / "a-ubyte";
  const std::string_view text = text_of(data, size);
  put(path, text);
  const auto as_text = [](const std::vector<std::uint8_t>& bytes) {
    return std::string(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  };
  accepted(path.string(), [&] {
    const idx_images images = read_idx_images(path);
    const auto extent = [](index_t x) { return static_cast<int>(x); };
    expect(
        idx_header(3, {extent(images.count), extent(images.height), extent(images.width)}) + as_text(images.pixels) ==
            text,
        "images are those of the file");
    expect(images[images.count - 1].size() == static_cast<std::size_t>(images.height * images.width), "all are there");
  });
  accepted(path.string(), [&] {
    const std::vector<std::uint8_t> labels = read_idx_labels(path);
    expect(idx_header(1, {static_cast<int>(labels.size())}) + as_text(labels) == text, "labels are those of the file");
  });
  return 0;
}
