#include "1_forward/add_noise.wrong.hpp"
#include "1_forward/alpha_bars.wrong.hpp"
#include "1_forward/first_noisy_timestep.wrong.hpp"
#include "1_forward/linear_betas.wrong.hpp"
#include "1_forward/snr_db.wrong.hpp"
#include "lab/museum/exhibit.hpp"

namespace sfumato::lab::museum {

namespace {

/// So short a schedule that one step more or less can be seen.
constexpr int few = 8;
constexpr double first = 0.2, last = 0.9;

drawing betas(const std::function<signature::linear_betas>& f, const hall&) {
  return {.curve = {.lines = {points(f(few, first, last))}, .level = 0}};
}

drawing what_is_left(const std::function<signature::alpha_bars>& f, const hall&) {
  return {.curve = {.lines = {points(f(ours(student::linear_betas)(few, 0.05, 0.6)))}, .level = 0}};
}

drawing on_the_way(const std::function<signature::add_noise>& f, const hall& in) {
  drawing made;
  std::vector<double> power;
  for (const double a : in.alpha_bars()) power.push_back(f(in.digit(), in.noise(), a).square().mean());
  made.curve = {.lines = {power}, .level = 0};
  for (const int t : {10, 60, 199}) made.pictures.push_back({f(in.digit(), in.noise(), in.alpha_bar(t))});
  return made;
}

drawing decibels(const std::function<signature::snr_db>& f, const hall& in) {
  return {.curve = {.lines = {points(in.alpha_bars().unaryExpr(f))}, .level = 0}};
}

drawing found(const std::function<signature::first_noisy_timestep>& f, const hall&) {
  ::curve falls(9), stays(4);
  falls << 0.96, 0.91, 0.82, 0.68, 0.5, 0.34, 0.2, 0.1, 0.04;
  stays << 0.96, 0.91, 0.82, 0.68;
  const int t = f(falls);
  return {.curve = {.lines = {points(falls)}, .level = 0.5, .mark = t},
          .words = join("here: t = ", t, "\nwhere it never happens: ", f(stays))};
}

}  // namespace

std::vector<exhibit> module_1() {
  return {
      hang(student::linear_betas, wrong::linear_betas,
           "Eight betas, from 0.2 to 0.9. The thin line is 0; dashed is what is right.", betas),
      hang(student::alpha_bars, wrong::alpha_bars, "What is left of the picture after each of eight steps.",
           what_is_left),
      hang(student::add_noise, wrong::add_noise,
           "A digit at t = 10, 60 and 199, always with the same noise; and the power of picture and noise together "
           "over all "
           "200 timesteps, which must stay about the same. The thin line is 0.",
           on_the_way),
      hang(student::snr_db, wrong::snr_db, "Decibels over 200 timesteps. The thin line is 0 dB.", decibels),
      hang(
          student::first_noisy_timestep, wrong::first_noisy_timestep,
          "An alpha-bar curve over nine timesteps, where it is exactly half at t = 4 (the thin line), and the timestep "
          "that is found.",
          found),
  };
}

}  // namespace sfumato::lab::museum
