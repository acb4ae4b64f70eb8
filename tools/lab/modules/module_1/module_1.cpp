#include "1_forward/noising.registry.hpp"
#include "1_forward/schedule.registry.hpp"
#include "1_forward/snr.registry.hpp"
#include "lab/modules/digits.hpp"
#include "lab/modules/module.hpp"
#include "lab/modules/plotted.hpp"
#include "lab/report/asset.hpp"
#include "lab/report/explorer.hpp"
#include "lab/report/numbers.hpp"
#include "lab/report/pictures.hpp"
#include "lab/report/plot.hpp"
#include "lab/report/section.hpp"

namespace sfumato::lab {

namespace {

using report::decimals;

constexpr int timesteps = 200;

/// A schedule as the group's functions compute it.
struct schedule {
  ::curve betas, alpha_bars, snr, decibels;
  int first_noisy = -1;
  std::vector<used_function> makers, snr_makers;  ///< of betas and alpha-bars; of the rest
};

schedule make_schedule(student_functions& functions, double first, double last) {
  schedule made;
  const auto shares = [](const ::curve& values) { return (values >= 0).all() && (values <= 1).all(); };
  made.betas = functions.checked(student::linear_betas, shares, "gives betas that are not between 0 and 1", timesteps,
                                 first, last);
  made.alpha_bars =
      functions.checked(student::alpha_bars, shares, "gives alpha-bars that are not between 0 and 1", made.betas);
  made.makers = functions.taken();
  made.snr = made.alpha_bars / (1 - made.alpha_bars);
  made.decibels = ::curve(timesteps);
  for (int t = 0; t < timesteps; ++t) made.decibels(t) = functions(student::snr_db, made.alpha_bars(t));
  made.first_noisy = functions(student::first_noisy_timestep, made.alpha_bars);
  made.snr_makers = functions.taken();
  return made;
}

/// Who made the schedule, and who took part since.
std::vector<used_function> with_makers(const schedule& of, student_functions& functions) {
  std::vector<used_function> all = of.makers;
  for (const used_function& one : functions.taken()) all.push_back(one);
  return all;
}

/// t, the two weights and the SNR at some timesteps.
report::table numbers(const schedule& of, const std::vector<int>& some) {
  report::table table{
      {"t", "beta", "alpha-bar", "weight of the picture", "weight of the noise", "SNR", "in dB"}, {}, ""};
  for (const int t : some) {
    const double a = of.alpha_bars(t);
    table.rows.push_back({join(t), decimals(of.betas(t), 5), decimals(a, 5), decimals(std::sqrt(a), 3),
                          decimals(std::sqrt(1 - a), 3), decimals(of.snr(t), 4), decimals(of.decibels(t), 1)});
  }
  return table;
}

void drowning_section(workplace& at, report::page& page, const image& x0, const image& noise, const schedule& scaled) {
  const std::vector<int> nine = {0, 25, 50, 75, 100, 125, 150, 175, 199};
  std::vector<image> all;
  std::vector<std::string> lines;
  for (int t = 0; t < timesteps; ++t) {
    all.push_back(at.functions(student::add_noise, x0, noise, scaled.alpha_bars(t)));
    lines.push_back(join("t = ", t, ": picture ×\u00a0", decimals(std::sqrt(scaled.alpha_bars(t)), 3),
                         ", noise ×\u00a0", decimals(std::sqrt(1 - scaled.alpha_bars(t)), 3), ", SNR ",
                         decimals(scaled.decibels(t), 1), " dB"));
  }
  picture_row row;
  std::vector<std::string> words;
  for (const int t : nine) {
    row.add(all[static_cast<std::size_t>(t)]);
    words.push_back(join("t = ", t));
  }
  page.script(report::asset("explorer.js"));
  report::section(page, "drowning")
      .set("nine", report::moments(row.pixels(), words, "a digit under noise"))
      .set("explorer", report::noise_explorer(x0, noise, scaled.alpha_bars, all, lines))
      .numbers(numbers(scaled, nine))
      .drawn_with(with_makers(scaled, at.functions));
}

void schedule_section(report::page& page, const schedule& scaled) {
  report::plot bars{"alpha-bars",
                    "alpha-bar falls from 1 to 0 over 200 timesteps, beta rises in a straight line",
                    "timestep t",
                    "",
                    {}};
  bars.curves = {as_curve("beta", scaled.betas), as_curve("alpha-bar", scaled.alpha_bars)};
  bars.y_top = 1;
  report::section(page, "schedule").set("curves", plotted(bars)).drawn_with(scaled.makers);
}

/// Whether 1.4 finds the first timestep of this schedule with more noise than picture. Its number is Q7's answer, and
/// is not told.
bool finds_first(const schedule& of) {
  const int t = of.first_noisy;
  const auto noisy = [&](int at) { return of.snr(at) < 1; };
  return t >= 0 && t < timesteps && noisy(t) && (t == 0 || !noisy(t - 1));
}

void snr_section(report::page& page, const schedule& scaled) {
  report::plot linear{"snr-linear", "The SNR falls steeply and is below 1 for most timesteps", "timestep t", "SNR", {}};
  linear.curves = {as_curve("SNR", scaled.snr)};
  linear.y_top = 6;
  linear.level = 1;
  report::plot decibels{"snr-db",
                        "The SNR in decibels falls almost in a straight line from 33 to minus 45",
                        "timestep t",
                        "SNR in dB",
                        {}};
  decibels.curves = {as_curve("SNR in dB", scaled.decibels)};
  decibels.y_bottom = {};
  decibels.level = 0;
  const bool found = finds_first(scaled), none = scaled.first_noisy < 0;
  report::section(page, "snr")
      .set("linear", plotted(linear))
      .set("decibels", plotted(decibels))
      .when("found", found)
      .when("found_another", !found && !none)
      .when("found_none", none)
      .drawn_with(scaled.snr_makers);
}

void five_section(workplace& at, report::page& page, const image& x0, const schedule& scaled) {
  constexpr int t = 100;
  picture_row row;
  for (std::uint32_t n = 0; n < 5; ++n)
    row.add(at.functions(student::add_noise, x0, normal_image(x0.rows(), x0.cols(), {at.settings.seed, 10 + n, 0}),
                         scaled.alpha_bars(t)));
  report::section(page, "five")
      .set("five", report::tiles(row.pixels(), "the same digit at t = 100, noise"))
      .drawn_with(at.functions.taken());
}

void leak_section(workplace& at, report::page& page, const image& x0, const image& noise, const schedule& scaled) {
  const schedule unscaled = make_schedule(at.functions, 1e-4, 0.02);
  report::plot bars{
      "leaky", "Two alpha-bar curves: the scaled one ends at 0, the other at 0.13", "timestep t", "alpha-bar", {}};
  bars.curves = {as_curve("betas 0.0001 to 0.02: leaky", unscaled.alpha_bars, report::mark::dashed),
                 as_curve("betas 0.0005 to 0.1: ours", scaled.alpha_bars)};
  bars.y_top = 1;
  const picture_row last({at.functions(student::add_noise, x0, noise, unscaled.alpha_bars(timesteps - 1)),
                          at.functions(student::add_noise, x0, noise, scaled.alpha_bars(timesteps - 1))});
  report::section(page, "leak")
      .set("curves", plotted(bars))
      .set("leaky_power", decimals(100 * unscaled.alpha_bars(timesteps - 1), 1))
      .set("our_power", decimals(100 * scaled.alpha_bars(timesteps - 1), 3))
      .set("last", report::moments(last.pixels(), {"leaky", "ours"}, "the digit at t = 199"))
      .drawn_with(with_makers(unscaled, at.functions));
}

}  // namespace

report::page module_1(workplace& at) {
  report::page page(words_of("module_1"));
  const image x0 = sample_digit(page_digits(at.settings), at.settings);
  const image noise = normal_image(x0.rows(), x0.cols(), {at.settings.seed, 1, 0});
  const schedule scaled = make_schedule(at.functions, 5e-4, 0.1);
  drowning_section(at, page, x0, noise, scaled);
  schedule_section(page, scaled);
  snr_section(page, scaled);
  five_section(at, page, x0, scaled);
  leak_section(at, page, x0, noise, scaled);
  return page;
}

}  // namespace sfumato::lab
