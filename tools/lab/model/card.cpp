#include "lab/model/card.hpp"

#include <string_view>
#include <utility>

#include "sfumato/io/card_reader.hpp"

namespace sfumato::lab {

model_card read_card(const std::map<std::string, std::string>& metadata, const std::string& file, const char* network) {
  constexpr index_t many = 1 << 20, largest_side = 256;
  // Before the library reads the card: it would take what is refused here, or say less of what the lab expects.
  const card_reader read(metadata, file);
  if (read.text("network") != network) read.complain("network", network);
  const bool tells = std::string_view(network) == "classifier";
  const auto objective = metadata.find("objective");
  if ((objective != metadata.end() && objective->second == "classes") != tells)
    read.complain("objective", tells ? "classes, as all classifiers" : "ddpm, edm or flow");
  if (read.list("widths", "three numbers of channels", 1, many).size() != 3)
    read.complain("widths", "three numbers of channels");
  const char* const extents = "(H,W,1), H and W divisible by 4 and at most 256";
  const std::vector<index_t> image = read.list("image", extents, 1, largest_side);
  if (image.size() != 3 || image[0] % 4 != 0 || image[1] % 4 != 0 || image[2] != 1) read.complain("image", extents);
  const index_t classes = read.whole("classes", "a number of classes from 0 to 10", 0, 10);
  const std::size_t digits = read.list("digits", "a list of digits", 0, 9).size();
  if (classes > 0 && static_cast<index_t>(digits) != classes) read.complain("digits", "as many digits as classes");
  return model_card::from_metadata(metadata, file);
}

model_card read_card(const safetensors_file& file) { return read_card(file.metadata(), file.path().string()); }

safetensors_file open_weights(const std::filesystem::path& model) { return safetensors_file::open(model); }

void write_weights(const std::filesystem::path& model, safetensors_writer& weights,
                   std::map<std::string, std::string> metadata) {
  weights.metadata = std::move(metadata);
  weights.write(model);
}

}  // namespace sfumato::lab
