#include "lab/student/sampling.hpp"

#include "2_training/estimate.registry.hpp"
#include "3_reverse/clipping.registry.hpp"
#include "3_reverse/reverse_mean.registry.hpp"
#include "3_reverse/sampling.registry.hpp"
#include "3_reverse/strided.registry.hpp"
#include "4_professional/ddim.registry.hpp"
#include "beyond/dpm_solver.registry.hpp"
#include "lab/system/resources.hpp"

namespace sfumato::lab {

namespace {

/// Of a formula that is wrong enough, pixels grow without end; network and screen get what they can deal with.
image bounded(const image& x) {
  return x.unaryExpr([](double v) { return std::isfinite(v) ? std::clamp(v, -1e3, 1e3) : 0.0; });
}

}  // namespace

image noise_strip(index_t count, const model_card& card, std::uint64_t seed, std::uint32_t step) {
  return noise_strip(count, card.image[0], card.image[1], seed, step);
}

image noise_strip(index_t count, index_t height, index_t width, std::uint64_t seed, std::uint32_t step) {
  image strip(count * height, width);
  for (index_t n = 0; n < count; ++n)
    strip.middleRows(n * height, height) = normal_image(height, width, {seed + static_cast<std::uint64_t>(n), 1, step});
  return strip;
}

image part(const image& strip, index_t n, index_t height) { return strip.middleRows(n * height, height); }

picture_row row_of(const image& strip, index_t height, index_t first_so_many) {
  picture_row row;
  const index_t all = strip.rows() / height;
  for (index_t n = 0; n < (first_so_many > 0 ? std::min(first_so_many, all) : all); ++n)
    row.add(part(strip, n, height));
  return row;
}

std::vector<std::string> seeds_in_words(std::uint64_t first, index_t count) {
  std::vector<std::string> words;
  for (index_t n = 0; n < count; ++n) words.push_back(join("seed ", first + static_cast<std::uint64_t>(n)));
  return words;
}

student_sampler::student_sampler(student_functions& functions, toy& network, index_t count, std::uint64_t seed,
                                 std::function<void()> each_step)
    : student_sampler(functions,
                      {network.as_denoiser(), network.betas(), network.alpha_bars(), network.card().image[0],
                       network.card().image[1]},
                      count, seed, std::move(each_step)) {}

student_sampler::student_sampler(student_functions& functions, sampled_network network, index_t count,
                                 std::uint64_t seed, std::function<void()> each_step)
    : functions_(functions),
      network_(std::move(network)),
      count_(count),
      seed_(seed),
      each_step_(std::move(each_step)) {}

image student_sampler::start() const { return network_.start.size() > 0 ? network_.start : noise_of_step(0); }

image student_sampler::noise_of_step(std::uint32_t step) const {
  return noise_strip(count_, network_.height, network_.width, seed_, step);
}

::curve student_sampler::sigmas() {
  ::curve all(alpha_bars().size());
  for (index_t t = 0; t < all.size(); ++t)
    all(t) = functions_(student::reverse_sigma, alpha_bars()(t), t == 0 ? 1.0 : alpha_bars()(t - 1));
  return all;
}

image student_sampler::believed(const asked_moment& at) {
  return functions_(student::estimate_x0, at.x, at.predicted_noise, alpha_bars()(at.t));
}

/// A loop that asks without end is stopped.
image student_sampler::ask(const ::denoiser& network, generated& result, const image& x, int t) {
  require(result.asked++ < 2 * alpha_bars().size(), error_kind::value, "asks without end");
  asked_moment now{t, bounded(x), {}};
  now.predicted_noise = network(now.x, t);
  each_step_();
  if (!way_is_kept_) return now.predicted_noise;
  return result.way.emplace_back(std::move(now)).predicted_noise;
}

generated student_sampler::all_steps(bool fresh_noise) {
  const image begin = start();
  const ::curve sigma = fresh_noise ? sigmas() : ::curve::Zero(alpha_bars().size());
  const ::denoiser& network = network_.predict_noise;
  generated result;
  stopwatch clock;
  std::uint32_t drawn = 0;
  bool own = functions_.own(student::sample);
  const ::denoiser predict = [&](const image& x, int t) {
    if (own && !functions_.own(student::sample)) {  // theirs broke, ours begins: what theirs asked is not the way
      own = false;
      drawn = 0;
      result.way.clear();
      result.asked = 0;
      clock = {};
    }
    return ask(network, result, x, t);
  };
  const ::mean_step mean = [&](const image& x, const image& predicted, int t) {
    require(t >= 0 && t < network_.betas.size(), error_kind::value, "no such timestep: ", t);
    return functions_(student::reverse_mean, bounded(x), predicted, network_.betas(t), alpha_bars()(t));
  };
  const ::noise_source noise = [&] { return noise_of_step(++drawn); };
  result.pictures = bounded(functions_(student::sample, begin, sigma, predict, mean, noise));
  result.seconds = clock.seconds();
  if (result.way.empty() && way_is_kept_) ask(network, result, begin, static_cast<int>(network_.betas.size()) - 1);
  return result;
}

std::vector<int> student_sampler::timesteps(int steps) {
  const int all = static_cast<int>(alpha_bars().size());
  const auto usable = [&](const std::vector<int>& visited) {
    return std::is_sorted(visited.rbegin(), visited.rend(), std::less_equal<>()) && visited.back() >= 0 &&
           visited.front() < all;
  };
  return functions_.checked(student::strided_timesteps, usable, join("not falling from at most ", all - 1, " to 0"),
                            all, steps);
}

/// From one visited timestep to the next, numbered from 1; `left` come after it.
struct student_sampler::stride {
  double alpha_bar, previous;
  std::uint32_t number;
  std::size_t left;
};

/// step(x, predicted noise, stride).
template <class Step>
generated student_sampler::walk(int steps, const ::denoiser& network, const Step& step) {
  const std::vector<int> visited = timesteps(steps);
  generated result;
  const stopwatch clock;
  image x = start();
  for (std::size_t i = 0; i < visited.size(); ++i) {
    const image predicted = ask(network, result, x, visited[i]);
    const double previous = i + 1 < visited.size() ? alpha_bars()(visited[i + 1]) : 1;
    const stride over{alpha_bars()(visited[i]), previous, static_cast<std::uint32_t>(i + 1), visited.size() - 1 - i};
    x = bounded(step(x, predicted, over));
  }
  result.seconds = clock.seconds();
  result.pictures = x;
  return result;
}

generated student_sampler::some_steps(int steps, bool large) {
  return walk(steps, network_.predict_noise, [&](const image& x, const image& predicted, const stride& over) {
    const image belief = functions_(student::clip_x0, functions_(student::estimate_x0, x, predicted, over.alpha_bar));
    image next = functions_(student::reverse_mean_from_x0, x, belief, over.alpha_bar, over.previous);
    if (over.left > 0) {
      const double sigma = large ? std::sqrt(1 - over.alpha_bar / over.previous)
                                 : functions_(student::reverse_sigma, over.alpha_bar, over.previous);
      next += sigma * noise_of_step(over.number);
    }
    return next;
  });
}

generated student_sampler::ddim(int steps, const ::denoiser& ask_instead) {
  return walk(steps, ask_instead ? ask_instead : network_.predict_noise,
              [&](const image& x, const image& predicted, const stride& over) {
                return functions_(student::ddim_step, x, predicted, over.alpha_bar, over.previous);
              });
}

generated student_sampler::dpm_solver(int steps) {
  image belief_before;
  double alpha_bar_before = 1;
  return walk(steps, network_.predict_noise, [&](const image& x, const image& predicted, const stride& over) {
    const image belief = functions_(student::estimate_x0, x, predicted, over.alpha_bar);
    const image next = over.number == 1 || over.left < 2
                           ? functions_(student::ddim_step, x, predicted, over.alpha_bar, over.previous)
                           : functions_(student::dpm_solver_step, x, belief, belief_before, alpha_bar_before,
                                        over.alpha_bar, over.previous);
    belief_before = belief;
    alpha_bar_before = over.alpha_bar;
    return next;
  });
}

}  // namespace sfumato::lab
