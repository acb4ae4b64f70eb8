#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <vector>

#include "lab.hpp"
#include "lab/model/colour_folder.hpp"

namespace sfumato::lab {

/// The colour model behind the students' types: pictures of 32 x 32 pixels stand in a strip as their red, green and
/// blue, one below the other, and several pictures one below the other (colour_strip.hpp).
class colour_model {
 public:
  /// Throws (io) as open_colour_folder does.
  explicit colour_model(const std::filesystem::path& folder, int threads = 0)
      : opened_(open_colour_folder(folder, threads)), alpha_bars_(table_of(opened_.card)) {}

  const model_card& card() const { return opened_.card; }
  index_t parameters() const { return opened_.parameters; }
  /// Of the schedule that it was trained with.
  const ::curve& alpha_bars() const { return alpha_bars_; }
  ::curve betas() const;

  /// Noise to begin with, a strip of pictures; number n is a pure function of (seed, n), as in ./lab sample.
  image noise(index_t pictures, std::uint64_t seed);
  /// The noise in a strip of pictures, whatever the network itself says: of v that is sqrt(A) v + sqrt(1 - A) x
  /// (Salimans & Ho 2022), A = alpha_bar(t). groups: what each picture is to be; no_group: nothing in particular.
  image predict_noise(const image& x, int t, const std::vector<int>& groups);

 private:
  static ::curve table_of(const model_card& card);

  colour_folder opened_;
  ::curve alpha_bars_;
  std::map<std::vector<int>, std::unique_ptr<any_denoiser>> denoisers_;
};

}  // namespace sfumato::lab
