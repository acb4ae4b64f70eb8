#include <algorithm>

#include "../library/data/idx_files.hpp"
#include "fuzz.hpp"
#include "sfumato/data/idx.hpp"
#include "sfumato/io/gzip.hpp"

/// Contents are the same in whatever pieces they are read, and never longer than was said. The input is taken as a
/// file, and as the contents of one: packed as two members they come back.
namespace sfumato_fuzz {
namespace {

std::string read_by(const std::filesystem::path& path, std::size_t piece) {
  content_reader reader(path);
  std::string all;
  std::vector<std::uint8_t> bytes(piece);
  for (;;) {
    const std::size_t got = reader.read(bytes);
    all.append(bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(got));
    expect(all.size() <= reader.largest_size(), "contents are no longer than was said");
    if (got < piece) return all;
  }
}

}  // namespace
}  // namespace sfumato_fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace sfumato_fuzz;
  static const temporary_folder folder;
  const auto path = folder / "a.gz", packed = folder / "b.gz";
  const std::string_view text = text_of(data, size);
  put(path, text);
  std::string all, pieces;
  const bool whole = accepted(path.string(), [&] { all = read_by(path, 1 << 16); });
  const bool parts = accepted(path.string(), [&] { pieces = read_by(path, 509); });
  expect(whole == parts && all == pieces, "pieces do not matter");
  accepted(path.string(), [&] { read_idx_images<content_reader>(path); });
  accepted(path.string(), [&] { read_idx_labels<content_reader>(path); });

  const std::string contents(text);
  const std::size_t half = size == 0 ? 0 : data[0] % size;
  put(packed, sfumato_test::gzip(contents.substr(0, half)) + sfumato_test::gzip(contents.substr(half)));
  expect(read_by(packed, 1000) == contents, "what was packed comes back");
  return 0;
}
