#include "1_forward/noising.registry.hpp"
#include "2_training/estimate.registry.hpp"
#include "beyond/min_snr.registry.hpp"
#include "beyond/v_prediction.registry.hpp"
#include "lab/modules/beyond/trained_variant.hpp"
#include "lab/modules/plotted.hpp"
#include "lab/report/numbers.hpp"
#include "lab/report/rows.hpp"
#include "lab/report/section.hpp"

namespace sfumato::lab {

namespace {

using report::decimals;

toy plain(beyond_material& with) { return trained_variant(with, "plain", plain_recipe(with)); }

/// x0 as a network believes it, of a strip of digits that no network has seen.
class beliefs {
 public:
  beliefs(beyond_material& with, const ::curve& alpha_bars) : with_(with), alpha_bars_(alpha_bars) {}

  image noisy(int t) {
    const image& x0 = with_.unseen();
    const image noise = normal_image(x0.rows(), x0.cols(), {with_.at.settings.seed, 77, static_cast<std::uint32_t>(t)});
    return with_.at.functions(student::add_noise, x0, noise, alpha_bars_(t));
  }
  image from_noise(toy& network, const image& x_t, int t) {
    return with_.at.functions(student::estimate_x0, x_t, network.predict_noise(x_t, t), alpha_bars_(t));
  }
  image from_v(toy& network, const image& x_t, int t) {
    return with_.at.functions(student::x0_from_v, x_t, network.predict_noise(x_t, t), alpha_bars_(t));
  }
  double error(const image& belief) { return (belief - with_.unseen()).square().mean(); }
  double alpha_bar(int t) const { return alpha_bars_(t); }

 private:
  beyond_material& with_;
  ::curve alpha_bars_;
};

}  // namespace

/// What a network that learned v believes, beside one that learned the noise, after the same training.
void v_section(beyond_material& with) {
  const variant noise_recipe = plain_recipe(with);
  beliefs believed(with, noise_recipe.alpha_bars);
  const image digit = with.unseen().topRows(with.height());
  with.at.functions(student::x0_from_v, digit, with.at.functions(student::v_target, digit, digit, 0.5), 0.5);
  if (with.missing(student::v_target) || with.missing(student::x0_from_v)) return;
  variant recipe = noise_recipe;
  recipe.card.prediction = prediction_type::v_prediction;
  recipe.target = [&with](const image& x0, const image& noise, double bar) {
    return with.at.functions(student::v_target, x0, noise, bar);
  };
  toy says_noise = plain(with);
  toy says_v = trained_variant(with, "v", recipe, with.at.functions.version(student::v_target));

  picture_row noisy, by_noise, by_v;
  std::vector<std::string> words;
  report::curve noise_errors{"learned the noise", {}, report::mark::line};
  report::curve v_errors{"learned v", {}, report::mark::line};
  report::table table{{"t", "learned the noise", "learned v"}, {}, ""};
  for (int t = 0; t < 200; t = t == 0 ? 9 : t + 10) {
    const image x_t = believed.noisy(t);
    const image a = believed.from_noise(says_noise, x_t, t), b = believed.from_v(says_v, x_t, t);
    noise_errors.points.emplace_back(t, believed.error(a));
    v_errors.points.emplace_back(t, believed.error(b));
    if (t == 9 || t % 40 == 39) {
      noisy.add(part(x_t, 0, with.height()));
      by_noise.add(part(a, 0, with.height()));
      by_v.add(part(b, 0, with.height()));
      words.push_back(join(t));
    }
    table.rows.push_back({join(t), decimals(believed.error(a), 4), decimals(believed.error(b), 4)});
  }
  report::plot plot{"v-errors",
                    "The error of the noise network rises steeply with t, that of the v network stays low",
                    "timestep t",
                    "error of the picture",
                    {noise_errors, v_errors}};
  plot.logarithmic = true;
  plot.y_bottom = 1e-3;
  report::section(with.page, "v")
      .set("rows", report::rows({{"the noisy digit", noisy.pixels()},
                                 {"learned the noise", by_noise.pixels()},
                                 {"learned v (B.3)", by_v.pixels()}},
                                words, "a digit", "t"))
      .set("curves", plotted(plot))
      .numbers(table)
      .drawn_with(with.at.functions.taken());
}

/// Which timesteps gain and which lose where clear pictures count less.
void weights_section(beyond_material& with) {
  constexpr double gamma = 5;
  variant recipe = plain_recipe(with);
  recipe.weights = ::curve(recipe.alpha_bars.size());
  for (index_t t = 0; t < recipe.weights.size(); ++t)
    recipe.weights(t) = with.at.functions(student::min_snr_weight, recipe.alpha_bars(t), gamma);
  if (with.missing(student::min_snr_weight)) return;
  toy before = plain(with);
  toy weighted = trained_variant(with, "weighted", recipe, with.at.functions.version(student::min_snr_weight));

  beliefs believed(with, recipe.alpha_bars);
  report::curve change{"change", {}, report::mark::line_and_points};
  report::table table{{"t", "weight", "all the same", "weighted (B.4)", "change"}, {}, ""};
  for (int t = 0; t < 200; t = t == 0 ? 5 : t < 50 ? t + 5 : t + 10) {
    const image x_t = believed.noisy(t);
    const double a = believed.error(believed.from_noise(before, x_t, t));
    const double b = believed.error(believed.from_noise(weighted, x_t, t));
    change.points.emplace_back(t, 100 * (b / a - 1));
    table.rows.push_back({join(t), decimals(recipe.weights(t), 2), decimals(a, 4), decimals(b, 4),
                          decimals(100 * (b / a - 1), 0) + "%"});
  }
  report::plot weights{"weights",
                       "The weight rises from nearly 0 to 1 at t = 25 and stays there",
                       "timestep t",
                       "weight",
                       {as_curve("weight", recipe.weights)}};
  report::plot errors{"weighted-errors",
                      "The error of the picture grows at small t and hardly changes elsewhere",
                      "timestep t",
                      "change of the error, %",
                      {change}};
  errors.y_bottom = {};
  errors.level = 0;
  report::section(with.page, "weights")
      .set("weights", plotted(weights))
      .set("errors", plotted(errors))
      .numbers(table)
      .drawn_with(with.at.functions.taken());
}

}  // namespace sfumato::lab
