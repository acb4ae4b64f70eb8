#pragma once

#include <vector>

#include "lab/model/toy.hpp"
#include "lab/student/functions.hpp"
#include "lab/student/pictures.hpp"

namespace sfumato::lab {

/// What the network was asked on the way from noise to picture, and what it answered.
struct asked_moment {
  int t = 0;
  image x, predicted_noise;
};

struct generated {
  image pictures;                 ///< a strip: one below the other
  std::vector<asked_moment> way;  ///< from noise to picture
  double seconds = 0;
  index_t asked = 0;  ///< how often
};

/// A network as the sampler sees it.
struct sampled_network {
  ::denoiser predict_noise;
  ::curve betas, alpha_bars;      ///< of the schedule that it was trained with
  index_t height = 0, width = 0;  ///< of a picture in a strip
  image start = {};               ///< the noise to begin with; none: noise_strip
};

/// Standard normal images, one below the other; number n is that of seed + n, whatever the count.
image noise_strip(index_t count, index_t height, index_t width, std::uint64_t seed, std::uint32_t step = 0);
image noise_strip(index_t count, const model_card& card, std::uint64_t seed, std::uint32_t step = 0);

/// Image n of a strip.
image part(const image& strip, index_t n, index_t height);
/// The first so many of it, or all.
picture_row row_of(const image& strip, index_t height, index_t first_so_many = 0);

/// "seed 0", "seed 1" and so on, for the columns of a figure.
std::vector<std::string> seeds_in_words(std::uint64_t first, index_t count);

/// Generation with the group's functions, several images at once in a strip. The noise is a pure function of the seed,
/// so the same seeds give the same pictures.
class student_sampler {
 public:
  /// network: must outlive it; each_step: is told of every step done.
  student_sampler(student_functions& functions, toy& network, index_t count, std::uint64_t seed,
                  std::function<void()> each_step);
  /// The same with any network, which must outlive it.
  student_sampler(student_functions& functions, sampled_network network, index_t count, std::uint64_t seed,
                  std::function<void()> each_step);

  /// The way is long where pictures are large and steps are many: of what is drawn from now on it is not kept.
  void keep_no_way() { way_is_kept_ = false; }

  /// Every timestep by their loop (3.2), with the mean (3.1) and sigma (3.3); without fresh noise: all sigmas are 0.
  generated all_steps(bool fresh_noise = true);
  /// The timesteps of 3.6, each step by way of x0: 2.1, 3.5, 3.4, and 3.3 for the fresh noise. large: as much of it as
  /// the step took away, sigma^2 = 1 - A / P ("fixed_large"), instead of that.
  generated some_steps(int steps, bool large = false);
  /// The same timesteps by DDIM (4.6). ask: another network than the one given, or one under guidance.
  generated ddim(int steps, const ::denoiser& ask = {});
  /// The same timesteps by DPM-Solver++ 2M (B.6). By DDIM go the first step, which knows of none before, and the last
  /// two: measured in lambda they are much longer than those before them, too long to look so far ahead.
  generated dpm_solver(int steps);

  /// Sigma for each timestep (3.3).
  ::curve sigmas();
  /// What the network believes the clean pictures to be (2.1).
  image believed(const asked_moment& at);
  const ::curve& alpha_bars() const { return network_.alpha_bars; }

 private:
  image start() const;
  image noise_of_step(std::uint32_t step) const;
  image ask(const ::denoiser& network, generated& result, const image& x, int t);
  std::vector<int> timesteps(int steps);
  struct stride;
  template <class Step>
  generated walk(int steps, const ::denoiser& network, const Step& step);

  student_functions& functions_;
  sampled_network network_;
  index_t count_;
  std::uint64_t seed_;
  std::function<void()> each_step_;
  bool way_is_kept_ = true;
};

}  // namespace sfumato::lab
