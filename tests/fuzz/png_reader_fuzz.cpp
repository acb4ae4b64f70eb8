#include "fuzz.hpp"
#include "sfumato/io/png.hpp"
#include "sfumato/io/png_reader.hpp"

/// A picture that is read has the size that its header says, and comes back when it is written again.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace sfumato_fuzz;
  static const temporary_folder folder;
  const auto path = folder / "a.png", again = folder / "b.png";
  put(path, text_of(data, size));
  bitmap picture(1, 1, 1);
  const bool read = accepted(path.string(), [&] {
    const png_file file(path);
    picture = file.read();
    expect(picture.height == file.header().height && picture.width == file.header().width, "the size is the header's");
  });
  if (!read) return 0;
  write_png(again, picture);
  expect(read_png(again).samples == picture.samples, "the samples survive");
  return 0;
}
