#include "1_forward/noising.registry.hpp"
#include "1_forward/schedule.registry.hpp"
#include "1_forward/snr.registry.hpp"
#include "lab/modules/digits.hpp"
#include "lab/modules/module.hpp"
#include "lab/modules/plotted.hpp"
#include "lab/report/explorer.hpp"
#include "lab/report/html.hpp"
#include "lab/report/marks.hpp"
#include "lab/report/numbers.hpp"
#include "lab/report/pictures.hpp"
#include "lab/report/plot.hpp"

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
std::string numbers(const schedule& of, const std::vector<int>& some) {
  report::table table{
      {"t", "beta", "alpha-bar", "weight of the picture", "weight of the noise", "SNR", "in dB"}, {}, ""};
  for (const int t : some) {
    const double a = of.alpha_bars(t);
    table.rows.push_back({join(t), decimals(of.betas(t), 5), decimals(a, 5), decimals(std::sqrt(a), 3),
                          decimals(std::sqrt(1 - a), 3), decimals(of.snr(t), 4), decimals(of.decibels(t), 1)});
  }
  return report::folded("The numbers", table.html());
}

std::string progression(workplace& at, report::page& page, const image& x0, const image& noise,
                        const schedule& scaled) {
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
  const std::string figure = report::figure(report::moments(row.pixels(), words, "a digit under noise"),
                                            "Q5: at which of these can <em>you</em> no longer tell which digit it is?");
  page.keep(figure);
  page.script(report::explorer_script);
  return figure +
         report::figure(report::noise_explorer(x0, noise, scaled.alpha_bars, all, lines),
                        "All 200 timesteps, with the same noise. Click a pixel, or choose it with the arrow keys: your "
                        "equation with its numbers in it. Q6 asks for t = 50 and t = 150.") +
         report::drawn_with(with_makers(scaled, at.functions)) + numbers(scaled, nine);
}

std::string curves(report::page& page, const schedule& scaled) {
  report::plot bars{"alpha-bars",
                    "alpha-bar falls from 1 to 0 over 200 timesteps, beta rises in a straight line",
                    "timestep t",
                    "",
                    {}};
  bars.curves = {as_curve("beta", scaled.betas), as_curve("alpha-bar", scaled.alpha_bars)};
  bars.y_top = 1;
  std::string text = plotted(bars,
                             "Beta, how much noise a step adds, is small throughout. Alpha-bar, what is left of the "
                             "picture's power after all steps so far, is what counts.");
  page.keep(text);
  return text + report::drawn_with(scaled.makers);
}

/// What 1.4 makes of this schedule, without the number: that is Q7's answer.
std::string found_by_program(const schedule& of) {
  const auto noisy = [&](int t) { return of.snr(t) < 1; };
  const int t = of.first_noisy;
  if (t < 0) return "1.4 finds no such timestep here.";
  const bool first = t < timesteps && noisy(t) && (t == 0 || !noisy(t - 1));
  return first ? "1.4 finds it by program, walking along these alpha-bars, and is right."
               : "1.4 looks for it by program, and names a timestep that is not the first of these.";
}

std::string snr(report::page& page, const schedule& scaled) {
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
  const std::string figure = plotted(linear,
                                     "As a plain ratio. It begins at 2,000, far above this picture; the "
                                     "line across is SNR = 1.") +
                             plotted(decibels,
                                     "The same in decibels. 0 dB is SNR = 1, and now one sees something at "
                                     "both ends.");
  page.keep(figure);
  return figure +
         report::paragraph(
             "Q7: at which timestep does the SNR first fall below 1? Read it off, or find it with the "
             "slider of the first figure. " +
             found_by_program(scaled)) +
         report::drawn_with(scaled.snr_makers);
}

std::string five_noises(workplace& at, report::page& page, const image& x0, const schedule& scaled) {
  constexpr int t = 100;
  picture_row row;
  for (std::uint32_t n = 0; n < 5; ++n)
    row.add(at.functions(student::add_noise, x0, normal_image(x0.rows(), x0.cols(), {at.settings.seed, 10 + n, 0}),
                         scaled.alpha_bars(t)));
  const std::string figure = report::figure(report::tiles(row.pixels(), "the same digit at t = 100, noise"),
                                            "One digit at t = 100, five helpings of noise (Q8).");
  page.keep(figure);
  return figure + report::drawn_with(at.functions.taken());
}

std::string leaky(workplace& at, const image& x0, const image& noise, const schedule& scaled) {
  const schedule unscaled = make_schedule(at.functions, 1e-4, 0.02);
  report::plot bars{
      "leaky", "Two alpha-bar curves: the scaled one ends at 0, the other at 0.13", "timestep t", "alpha-bar", {}};
  bars.curves = {as_curve("betas 0.0001 to 0.02: leaky", unscaled.alpha_bars, report::mark::dashed),
                 as_curve("betas 0.0005 to 0.1: ours", scaled.alpha_bars)};
  bars.y_top = 1;
  const picture_row last({at.functions(student::add_noise, x0, noise, unscaled.alpha_bars(timesteps - 1)),
                          at.functions(student::add_noise, x0, noise, scaled.alpha_bars(timesteps - 1))});
  return report::paragraph(
             "The betas that most papers use, 0.0001 to 0.02, were made for 1000 steps. With 200 the picture is not "
             "gone "
             "at the end: the schedule <em>leaks</em>. A network trained with it has never seen pure noise, and pure "
             "noise is what generation starts from. So we scale the betas by 1000/200.") +
         plotted(bars,
                 join("What is left at t = 199: ", decimals(100 * unscaled.alpha_bars(timesteps - 1), 1),
                      "% of the picture's power against ", decimals(100 * scaled.alpha_bars(timesteps - 1), 3), "%.")) +
         report::figure(report::moments(last.pixels(), {"leaky", "ours"}, "the digit at t = 199"),
                        "The digit at t = 199 on both: on the left a third of its contrast is still there. The eye "
                        "hardly finds it; a network does.") +
         report::drawn_with(with_makers(unscaled, at.functions));
}

}  // namespace

report::page module_1(workplace& at) {
  report::page page("Module 1: a digit drowns",
                    "Your schedule, your noise: one digit on its way into nothing, and the numbers that say how fast.");
  const image x0 = sample_digit(page_digits(at.settings), at.settings);
  const image noise = normal_image(x0.rows(), x0.cols(), {at.settings.seed, 1, 0});
  const schedule scaled = make_schedule(at.functions, 5e-4, 0.1);
  page.section("From picture to noise", progression(at, page, x0, noise, scaled));
  page.section("The schedule", curves(page, scaled));
  page.section("Signal against noise", snr(page, scaled));
  page.section("Five times the same digit", five_noises(at, page, x0, scaled));
  page.section("A schedule that leaks", leaky(at, x0, noise, scaled));
  page.section("Next",
               report::paragraph("Answer Q5 to Q9 in <code>exercises/answers.md</code>. Then Module 2: a network "
                                 "that sees the noise.") +
                   report::commands("./lab"));
  return page;
}

}  // namespace sfumato::lab
