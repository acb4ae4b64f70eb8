#include "lab/museum/hall.hpp"

#include "1_forward/schedule.registry.hpp"
#include "sfumato/data/synthetic_digits.hpp"

namespace sfumato::lab::museum {

namespace {

constexpr index_t side = 16, pictures_in_a_strip = 3;

}  // namespace

hall::hall(std::uint64_t seed, std::filesystem::path model) : seed_(seed), model_(std::move(model)) {
  digit_ = image_of(stored(synthetic_digits(3, std::vector<int>{3}, 1)), 0);
  noise_ = normal_image(side, side, {seed_, 20, 0});
  alpha_bars_ = ours(student::alpha_bars)(ours(student::linear_betas)(200, 0.0005, 0.1));
}

toy& hall::network() {
  std::error_code missing;
  if (!network_ && !std::filesystem::exists(model_, missing)) throw no_network{};
  if (!network_) network_.emplace(model_);
  return *network_;
}

image hall::start() const { return normal_image(pictures_in_a_strip * side, side, {seed_, 21, 0}); }

noise_source hall::fresh_noise() const {
  return [seed = seed_, call = std::uint32_t{22}]() mutable {
    return normal_image(pictures_in_a_strip * side, side, {seed, call++, 0});
  };
}

}  // namespace sfumato::lab::museum
