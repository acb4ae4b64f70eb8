#include "1_forward/noising.registry.hpp"
#include "1_forward/schedule.registry.hpp"
#include "4_professional/ddim.registry.hpp"
#include "beyond/conv2d.wrong.hpp"
#include "beyond/conv2d_backward.wrong.hpp"
#include "beyond/cosine_betas.wrong.hpp"
#include "beyond/dpm_solver_step.wrong.hpp"
#include "beyond/ema_update.wrong.hpp"
#include "beyond/min_snr_weight.wrong.hpp"
#include "beyond/v_target.wrong.hpp"
#include "beyond/x0_from_v.wrong.hpp"
#include "beyond/zero_terminal_snr.wrong.hpp"
#include "lab/museum/backward.hpp"
#include "lab/museum/exhibit.hpp"
#include "lab/museum/layers.hpp"
#include "lab/report/numbers.hpp"

namespace sfumato::lab::museum {

namespace {

using report::decimals;

std::string beta_in_words(double beta) { return std::abs(beta) < 100 ? decimals(beta, 5) : "far off"; }

drawing schedule(const ::curve& betas) {
  return {
      .curve = {.lines = {points(ours(student::alpha_bars)(betas))}, .level = 0},
      .words = join("first beta ", beta_in_words(betas(0)), "\nlast beta ", beta_in_words(betas(betas.size() - 1)))};
}

drawing cosine(const std::function<signature::cosine_betas>& f, const hall&) { return schedule(f(16)); }

drawing repaired(const std::function<signature::zero_terminal_snr>& f, const hall&) {
  return schedule(f(ours(student::linear_betas)(12, 0.02, 0.25)));
}

drawing targets(const std::function<signature::v_target>& f, const hall& in) {
  drawing made;
  for (const int t : {5, 60, 199}) made.pictures.push_back({f(in.digit(), in.noise(), in.alpha_bar(t))});
  return made;
}

drawing beliefs(const std::function<signature::x0_from_v>& f, const hall& in) {
  drawing made;
  for (const int t : {5, 60, 199}) {
    const double a = in.alpha_bar(t);
    const image x_t = ours(student::add_noise)(in.digit(), in.noise(), a);
    made.pictures.push_back({f(x_t, ours(student::v_target)(in.digit(), in.noise(), a), a)});
  }
  return made;
}

drawing loss_weights(const std::function<signature::min_snr_weight>& f, const hall& in) {
  std::vector<double> weights;
  for (const double a : in.alpha_bars()) weights.push_back(f(a, 5));
  return {.curve = {.lines = {weights}, .level = 0}};
}

/// Weights that jump about while they learn.
drawing followed(const std::function<signature::ema_update>& f, const hall& in) {
  ::curve average = ::curve::Zero(1);
  std::vector<double> averages, parameters;
  for (int step = 0; step < 60; ++step) {
    const ::curve now = ::curve::Constant(1, 1 - std::exp(-step / 6.0) + 0.25 * in.noise()(step));
    if (step > 0) average = f(average, now, 0.9);
    averages.push_back(average(0));
    parameters.push_back(now(0));
  }
  return {.curve = {.lines = {averages, parameters}}};
}

drawing drawn_by_solver(const std::function<signature::dpm_solver_step>& f, hall& in) {
  image before;
  double alpha_bar_before = 0;
  return {.pictures = strip(walk(in, visited(10), [&](const image& x, const image& predicted, const leap& over) {
            const image now = belief(x, predicted, over);
            const image next =
                before.size() == 0 || over.previous >= in.alpha_bar(0)  // the last two, see student_sampler
                    ? ours(student::ddim_step)(x, predicted, over.alpha_bar, over.previous)
                    : f(x, now, before, alpha_bar_before, over.alpha_bar, over.previous);
            before = now;
            alpha_bar_before = over.alpha_bar;
            return next;
          }))};
}

image window(std::initializer_list<double> values) {
  image w(3, 3);
  std::copy(values.begin(), values.end(), w.data());
  return w;
}

/// Two channels in, two out; no window is its own mirror image.
std::vector<features> windows() {
  return {{window({0, 0, 0, -1, 0, 1, 0, 0, 0.3}), window({0.2, 0, 0, 0, 0.2, 0, 0, 0, 0})},
          {window({0, -0.8, 0, 0, 0, 0, 0, 0.8, 0}), window({0, 0, 0.4, 0, 0.3, 0, 0, 0, 0})}};
}

features channels(const hall& in) { return {in.digit(), in.digit().rowwise().reverse()}; }

drawing filtered(const std::function<signature::conv2d>& f, const hall& in) {
  ::curve biases(2);
  biases << 0.5, -0.6;
  return {.pictures = pictures(f(channels(in), windows(), biases), -2, 2)};
}

/// The loss depends on one pixel of each output: so every product can be seen.
drawing handed_back(const std::function<signature::conv2d_backward>& f, const hall& in) {
  const features x = mean_halved(channels(in));
  features g(2, image::Zero(8, 8));
  g[0](2, 5) = g[1](5, 2) = 1;
  const conv2d_gradients back = f(x, windows(), g);
  drawing made{.pictures = pictures(back.dx),
               .words = join("db = ", decimals(back.db(0), 2), ", ", decimals(back.db(1), 2))};
  for (const features& output : back.dw)
    for (const image& one : output) made.pictures.push_back({one});
  return made;
}

}  // namespace

std::vector<exhibit> module_beyond() {
  return {
      hang(student::cosine_betas, wrong::cosine_betas,
           "What sixteen of these betas leave of the picture. The thin line is 0.", cosine),
      hang(student::zero_terminal_snr, wrong::zero_terminal_snr,
           "What is left of the picture over twelve steps: nothing must be left after the last. The thin line is 0.",
           repaired),
      hang(student::v_target, wrong::v_target, "v at t = 5, where it is nearly the noise, at 60 and at 199.", targets),
      hang(student::x0_from_v, wrong::x0_from_v, "The way back from x_t and v, at t = 5, 60 and 199.", beliefs),
      hang(student::min_snr_weight, wrong::min_snr_weight,
           "The weight of the loss over 200 timesteps, with gamma 5. The thin line is 0.", loss_weights),
      hang(student::ema_update, wrong::ema_update, "A weight that jumps about (thin), and its average.", followed),
      hang(student::dpm_solver_step, wrong::dpm_solver_step,
           "Three digits of the shipped model in ten steps, always from the same noise.", drawn_by_solver),
      hang(student::conv2d, wrong::conv2d, "A digit and its mirror image through two filters: two channels.", filtered),
      hang(student::conv2d_backward, wrong::conv2d_backward,
           "What one pixel of each output channel hands back: dx of both channels, then the four windows of dw, each "
           "the piece "
           "of x that its window lay on.",
           handed_back),
  };
}

}  // namespace sfumato::lab::museum
