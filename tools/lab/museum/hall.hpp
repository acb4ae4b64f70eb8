#pragma once

#include <memory>
#include <optional>

#include "judge/exercise.hpp"
#include "judge/lent.hpp"
#include "lab/model/toy.hpp"
#include "lab/student/pictures.hpp"

namespace sfumato::lab::museum {

/// Thrown where an exhibit needs the shipped model and there is none.
struct no_network {};

/// The right function of an exercise, out of solutions/.
template <class R, class... A>
const std::function<R(A...)>& ours(const ::lab::exercise<R(A...)>& asked) {
  return std::any_cast<const std::function<R(A...)>&>(::lab::lent_functions().at(asked.function));
}

/// What exhibits are drawn with: one digit, noise, the schedule of the lab, and a trained network.
class hall {
 public:
  explicit hall(std::uint64_t seed, std::filesystem::path model);

  const image& digit() const { return digit_; }
  const image& noise() const { return noise_; }
  /// Of 200 timesteps, with nothing of the picture left at the last.
  const ::curve& alpha_bars() const { return alpha_bars_; }
  double alpha_bar(int t) const { return alpha_bars_(t); }

  /// Its own schedule is the one above. Throws no_network.
  toy& network();
  /// Three images of pure noise, one below the other; always the same.
  image start() const;
  /// Fresh noise of that size, the same sequence for every visitor.
  noise_source fresh_noise() const;

 private:
  std::uint64_t seed_;
  std::filesystem::path model_;
  image digit_, noise_;
  ::curve alpha_bars_;
  std::optional<toy> network_;
};

}  // namespace sfumato::lab::museum
