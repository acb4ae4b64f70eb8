#include "lab/modules/digits.hpp"

#include "lab/data/open_data.hpp"
#include "sfumato/data/mnist.hpp"
#include "sfumato/data/synthetic_digits.hpp"

namespace sfumato::lab {

namespace {

constexpr index_t synthetic_images = 4000;

}  // namespace

image_dataset page_digits(const page_settings& settings) {
  const data_source source = open_data(settings.data);
  const std::vector<int> digits = first_digits(settings.classes);
  if (source.synthetic()) return stored(synthetic_digits(settings.seed, digits, synthetic_images));
  return load_mnist(source.folder, mnist_part::train, digits);
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
