#include "1_forward/noising.registry.hpp"
#include "beyond/cosine.registry.hpp"
#include "beyond/v_prediction.registry.hpp"
#include "beyond/zero_snr.registry.hpp"
#include "lab/modules/beyond/trained_variant.hpp"
#include "lab/modules/digits.hpp"
#include "lab/modules/plotted.hpp"
#include "lab/report/numbers.hpp"
#include "lab/report/pictures.hpp"
#include "lab/report/rows.hpp"
#include "lab/report/section.hpp"

namespace sfumato::lab {

namespace {

using report::decimals, report::percent;

const std::vector<int> noised_at = {0, 25, 50, 75, 100, 125, 150, 175, 199};

/// One digit on its way into the noise.
picture_row under_noise(beyond_material& with, const image& x0, const ::curve& alpha_bars) {
  picture_row row;
  const image noise = normal_image(x0.rows(), x0.cols(), {with.at.settings.seed, 5, 0});
  for (const int t : noised_at) row.add(with.at.functions(student::add_noise, x0, noise, alpha_bars(t)));
  return row;
}

std::vector<std::string> timesteps_in_words() {
  std::vector<std::string> words;
  for (const int t : noised_at) words.push_back(join(t));
  return words;
}

std::string first_below_one(const ::curve& alpha_bars) {
  for (index_t t = 0; t < alpha_bars.size(); ++t)
    if (alpha_bars(t) < 0.5) return join("t = ", t);
  return "never";
}

report::plot both(const std::string& id, const std::string& description, const report::curve& before,
                  const report::curve& now) {
  report::plot plot{id, description, "timestep t", "alpha-bar", {before, now}};
  plot.y_top = 1;
  return plot;
}

}  // namespace

/// What is left of the picture: a straight line of betas beside the cosine.
void cosine_section(beyond_material& with) {
  const ::curve cosine =
      alpha_bars_of(with, usable_betas(with, student::cosine_betas, static_cast<int>(noised_at.back() + 1)));
  if (with.missing(student::cosine_betas)) return;
  const ::curve linear = alpha_bars_of(with, scaled_betas(with));
  const image x0 = sample_digit(with.digits(), with.at.settings);
  const picture_row before = under_noise(with, x0, linear), now = under_noise(with, x0, cosine);
  report::table table{{"", "SNR below 1 from", "timesteps with less than 1% of the picture left"}, {}, ""};
  const auto add = [&](const char* name, const ::curve& bars) {
    table.rows.push_back({name, first_below_one(bars), percent((bars < 0.01).cast<double>().mean())});
  };
  add("linear", linear);
  add("cosine", cosine);
  report::section(with.page, "cosine")
      .set("rows", report::rows({{"linear (1.1)", before.pixels()}, {"cosine (B.1)", now.pixels()}},
                                timesteps_in_words(), "a digit under noise", "t"))
      .set("curves", plotted(both("cosine", "Two falling curves; the cosine's is higher almost everywhere",
                                  as_curve("linear", linear), as_curve("cosine", cosine))))
      .set("table", table.html())
      .drawn_with(with.at.functions.taken());
}

namespace {

/// A network that learned v, as the loop of generation needs it. Pictures come from pure noise in DDIM steps written
/// with x0, so that nothing is divided by sqrt(alpha_bar), which may be 0.
image drawn_by_v(beyond_material& with, toy& network, const ::curve& alpha_bars, index_t count) {
  constexpr int steps = 50;
  image x = noise_strip(count, network.card(), with.at.settings.seed);
  const index_t last = alpha_bars.size() - 1;
  for (int i = 0; i < steps; ++i) {
    const index_t t = last * (steps - 1 - i) / (steps - 1), next = last * (steps - 2 - i) / (steps - 1);
    const double a = alpha_bars(t), p = i + 1 < steps ? alpha_bars(next) : 1;
    const image v = network.predict_noise(x, static_cast<int>(t));
    const image x0 = with.at.functions(student::x0_from_v, x, v, a);
    x = std::sqrt(p) * x0 + std::sqrt(1 - p) * (std::sqrt(a) * v + std::sqrt(1 - a) * x);
  }
  return x;
}

toy trained_on(beyond_material& with, const std::string& name, const ::curve& alpha_bars, bool repaired) {
  variant recipe = plain_recipe(with);
  recipe.card.betas = {.timesteps = alpha_bars.size()};
  recipe.card.prediction = prediction_type::v_prediction;
  recipe.card.zero_terminal_snr = repaired;
  recipe.alpha_bars = alpha_bars;
  recipe.target = [&with](const image& x0, const image& noise, double bar) {
    return with.at.functions(student::v_target, x0, noise, bar);
  };
  const image digit = with.unseen().topRows(with.height());
  recipe.target(digit, digit, 0.5);  // takes part, even where the network is kept from before
  return trained_variant(with, name, recipe,
                         join(with.at.functions.version(student::v_target), ", ",
                              repaired ? with.at.functions.version(student::zero_terminal_snr) : ""));
}

}  // namespace

/// The leaky schedule of Module 1, before and after the repair: its end, and what networks trained on both generate.
void zero_terminal_section(beyond_material& with) {
  constexpr index_t drawn = 96, shown = 10;
  const ::curve leaky_steps = leaky_betas(with);
  const ::curve repaired = alpha_bars_of(with, usable_betas(with, student::zero_terminal_snr, leaky_steps));
  if (with.missing(student::zero_terminal_snr)) return;
  const ::curve leaky = alpha_bars_of(with, leaky_steps);
  const image x0 = sample_digit(with.digits(), with.at.settings);
  const picture_row before = under_noise(with, x0, leaky), now = under_noise(with, x0, repaired);
  toy on_leaky = trained_on(with, "leaky", leaky, false), on_repaired = trained_on(with, "repaired", repaired, true);
  const image from_leaky = drawn_by_v(with, on_leaky, leaky, drawn);
  const image from_repaired = drawn_by_v(with, on_repaired, repaired, drawn);
  const picture_row a = row_of(from_leaky, with.height(), shown), b = row_of(from_repaired, with.height(), shown);
  report::table table{{"", "mean brightness", "ones, the thin digits"}, {}, ""};
  const auto ones = [&](const image& strip) {
    int count = 0;
    for (index_t n = 0; n < drawn; ++n)
      count += winner(with.training().vote(part(strip, n, with.height()))).label == 1 ? 1 : 0;
    return static_cast<double>(count) / static_cast<double>(drawn);
  };
  double real_brightness = 0, real_ones = 0;
  for (index_t i = 0; i < with.digits().size(); ++i) {
    real_brightness += image_of(with.digits(), i).mean();
    real_ones += with.digits().label(i) == 1 ? 1 : 0;
  }
  const auto all = static_cast<double>(with.digits().size());
  table.rows = {{join(drawn, " samples, leaky"), decimals(from_leaky.mean(), 2), percent(ones(from_leaky))},
                {join(drawn, " samples, repaired"), decimals(from_repaired.mean(), 2), percent(ones(from_repaired))},
                {"training digits", decimals(real_brightness / all, 2), percent(real_ones / all)}};
  report::section(with.page, "zero_terminal")
      .set("way", report::rows({{"leaky", before.pixels()}, {"repaired (B.2)", now.pixels()}}, timesteps_in_words(),
                               "a digit under noise", "t"))
      .set("leaky_contrast", percent(std::sqrt(leaky(leaky.size() - 1))))
      .set("repaired_contrast", percent(std::sqrt(repaired(repaired.size() - 1))))
      .set("samples", report::rows({{"leaky", a.pixels()}, {"repaired (B.2)", b.pixels()}}, {}, "a generated digit"))
      .set("table", table.html())
      .drawn_with(with.at.functions.taken());
}

}  // namespace sfumato::lab
