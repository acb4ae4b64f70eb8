#include "lab/modules/digits.hpp"

#include <limits>

#include "lab/data/open_data.hpp"
#include "sfumato/data/mnist.hpp"
#include "sfumato/data/synthetic_digits.hpp"
#include "sfumato/io/gzip.hpp"

namespace sfumato::lab {

namespace {

constexpr index_t synthetic_images = 24000;

/// The first so many.
image_dataset some_of(const image_dataset& all, index_t count) {
  image_dataset some(all.image_shape(), all.classes());
  for (index_t i = 0; i < std::min(count, all.size()); ++i) all.get(i, some.add(all.label(i)));
  return some;
}

}  // namespace

image_dataset page_digits(const page_settings& settings) {
  const data_source source = open_data(settings.data);
  const std::vector<int> digits = first_digits(settings.classes);
  const index_t most = settings.images > 0 ? settings.images : std::numeric_limits<index_t>::max();
  if (source.synthetic()) return stored(synthetic_digits(settings.seed, digits, std::min(most, synthetic_images)));
  const image_dataset all = load_mnist<content_reader>(source.folder, mnist_part::train, digits);
  return most < all.size() ? some_of(all, most) : all;
}

image held_out_strip(const page_settings& settings, index_t count) {
  const data_source source = open_data(settings.data);
  const std::vector<int> digits = first_digits(settings.classes);
  constexpr std::uint64_t another_seed = 0x68656c646f7574u;
  // A folder may come without the test part; then the last of the training part, which is better than nothing.
  const bool test_part = !source.synthetic() && holds_mnist(source.folder, mnist_part::test);
  const image_dataset all =
      source.synthetic()
          ? stored(synthetic_digits(settings.seed ^ another_seed, digits, count))
          : load_mnist<content_reader>(source.folder, test_part ? mnist_part::test : mnist_part::train, digits);
  const index_t taken = std::min(count, all.size()), height = all.image_shape()[0];
  image strip(taken * height, all.image_shape()[1]);
  for (index_t n = 0; n < taken; ++n)
    strip.middleRows(n * height, height) = image_of(all, test_part ? n : all.size() - 1 - n);
  return strip;
}

image sample_digit(const image_dataset& digits, const page_settings& settings) {
  const auto wanted = std::min<int>(3, static_cast<int>(digits.classes().size()) - 1);
  random_sequence draw({settings.seed, 0, 0});
  for (int tries = 0; tries < 1000; ++tries) {
    const auto i = static_cast<index_t>(draw.below(static_cast<std::uint32_t>(digits.size())));
    if (digits.label(i) == wanted) return image_of(digits, i);
  }
  return image_of(digits, 0);
}

}  // namespace sfumato::lab
