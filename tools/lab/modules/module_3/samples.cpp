#include <algorithm>

#include "lab/modules/module_3/reverse.hpp"
#include "lab/modules/plotted.hpp"
#include "lab/report/numbers.hpp"
#include "lab/report/pictures.hpp"
#include "lab/report/plot.hpp"
#include "lab/report/rows.hpp"
#include "lab/report/section.hpp"

namespace sfumato::lab {

namespace {

using report::decimals, report::percent;

std::vector<image> all_of(const image& strip, index_t height) {
  std::vector<image> all;
  for (index_t n = 0; n < strip.rows() / height; ++n) all.push_back(part(strip, n, height));
  return all;
}

/// Real digits, drawn by chance.
std::vector<index_t> some_digits(const reverse_material& with, std::size_t count) {
  random_sequence draw({with.at.settings.seed, 2, 0});
  std::vector<index_t> some;
  for (std::size_t i = 0; i < count; ++i)
    some.push_back(static_cast<index_t>(draw.below(static_cast<std::uint32_t>(with.training.digits().size()))));
  return some;
}

/// How far real training digits are from the nearest other one.
struct real_distances {
  double half = 0, one_in_twenty = 0;

  explicit real_distances(const reverse_material& with) {
    std::vector<double> all;
    for (const index_t i : some_digits(with, 200)) all.push_back(with.training.nearest_other(i).distance);
    std::sort(all.begin(), all.end());
    half = all[all.size() / 2];
    one_in_twenty = all[all.size() / 20];
  }
};

double variety_of_real(const reverse_material& with) {
  std::vector<image> real;
  for (const index_t i : some_digits(with, 60)) real.push_back(image_of(with.training.digits(), i));
  return mean_distance(real);
}

/// What can be counted about a strip of samples.
struct measured {
  double nearest = 0, variety = 0, contrast = 0;

  measured(const reverse_material& with, const image& strip) {
    const std::vector<image> all = all_of(strip, with.height());
    const auto share = 1 / static_cast<double>(all.size());
    for (const image& one : all) {
      nearest += share * with.training.find(one, 1).front().distance;
      contrast += share * std::sqrt((one - one.mean()).square().mean());
    }
    variety = mean_distance(all);
  }
};

}  // namespace

void samples_section(const reverse_material& with) {
  const std::vector<image> all = all_of(with.twelve.pictures, with.height());
  const real_distances real(with);
  picture_row samples, nearest;
  std::vector<std::string> words;
  std::vector<int> kinds(with.training.digits().classes().size());
  int copies = 0;
  report::table each{{"seed", "most like a", "so say, of 25", "distance to the nearest"}, {}, ""};
  for (std::size_t n = 0; n < all.size(); ++n) {
    const neighbour closest = with.training.find(all[n], 1).front();
    const verdict_of_neighbours said = winner(with.training.vote(all[n]));
    ++kinds[static_cast<std::size_t>(said.label)];
    copies += closest.distance < real.one_in_twenty ? 1 : 0;
    samples.add(all[n]);
    nearest.add(image_of(with.training.digits(), closest.index));
    const std::string seed = join(with.at.settings.seed + n);
    words.push_back(join("seed ", seed, " ", decimals(closest.distance, 2)));
    each.rows.push_back({seed, with.kind(said.label), join(std::lround(said.share * nearest_digits::voters)),
                         decimals(closest.distance, 2)});
  }
  report::table counted{{"digit", "of the 12", "of the training digits"}, {}, ""};
  std::vector<int> there(kinds.size());
  for (index_t i = 0; i < with.training.digits().size(); ++i)
    ++there[static_cast<std::size_t>(with.training.digits().label(i))];
  for (std::size_t k = 0; k < kinds.size(); ++k)
    counted.rows.push_back({with.kind(static_cast<int>(k)), join(kinds[k]),
                            percent(there[k] / static_cast<double>(with.training.digits().size()))});
  report::section(with.page, "samples")
      .set("twelve", report::stacks(samples.pixels(), nearest.pixels(), words, "generated digit",
                                    "the nearest training digit to it,"))
      .set("half_within", decimals(real.half, 2))
      .set("twentieth_within", decimals(real.one_in_twenty, 2))
      .when("has_near", copies > 0)
      .set("near", copies)
      .set("variety", decimals(mean_distance(all), 2))
      .set("real_variety", decimals(variety_of_real(with), 2))
      .set("counted", counted.html())
      .set("each", each.html())
      .drawn_with(with.makers);
}

void fresh_noise_section(const reverse_material& with) {
  constexpr index_t shown = 6;
  const ::curve sigmas = with.sampler.sigmas();
  report::plot plot{"sigma",
                    "Sigma rises from 0 at t = 0 to its largest value at t = 199",
                    "timestep t",
                    "sigma",
                    {as_curve("sigma", sigmas)}};
  report::table table{{"t", "sigma"}, {}, ""};
  for (const index_t t : {199, 150, 100, 50, 10, 1, 0})
    if (t < sigmas.size()) table.rows.push_back({join(t), decimals(sigmas(t), 3)});
  plot.backwards = true;
  const generated without = with.sampler.all_steps(false), ddim = with.sampler.ddim(200);
  const picture_row a = row_of(with.twelve.pictures, with.height(), shown),
                    b = row_of(without.pictures, with.height(), shown), c = row_of(ddim.pictures, with.height(), shown);
  report::table numbers{{"all twelve", "apart from each other", "contrast", "distance to training"}, {}, ""};
  const auto add = [&](const std::string& name, const measured& of) {
    numbers.rows.push_back({name, decimals(of.variety, 2), decimals(of.contrast, 2), decimals(of.nearest, 2)});
  };
  const measured with_noise(with, with.twelve.pictures), left_out(with, without.pictures);
  add("with fresh noise", with_noise);
  add("noise left out", left_out);
  add("DDIM", measured(with, ddim.pictures));
  const std::vector<std::string> words = seeds_in_words(with.at.settings.seed, shown);
  report::section(with.page, "fresh_noise")
      .set("sigma", plotted(plot))
      .set("sigma_table", table.html())
      .set("rows",
           report::rows(
               {{"with fresh noise", a.pixels()}, {"noise left out", b.pixels()}, {"DDIM, adds none", c.pixels()}},
               words, "a generated digit"))
      .set("table", numbers.html())
      .set("variety_without", decimals(left_out.variety, 2))
      .set("variety_with", decimals(with_noise.variety, 2))
      .when("collapses", left_out.variety < 0.5 * with_noise.variety)
      .drawn_with(with.at.functions.taken());
}

}  // namespace sfumato::lab
