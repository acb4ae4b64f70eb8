#include <algorithm>

#include "lab/modules/plotted.hpp"
#include "lab/modules/reverse.hpp"
#include "lab/report/html.hpp"
#include "lab/report/marks.hpp"
#include "lab/report/numbers.hpp"
#include "lab/report/pictures.hpp"
#include "lab/report/plot.hpp"
#include "lab/report/rows.hpp"

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

std::string samples_section(const reverse_material& with) {
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
  const std::string figure = report::figure(
      report::stacks(samples.pixels(), nearest.pixels(), words, "generated digit", "the nearest training digit to it,"),
      join("Twelve samples from twelve seeds. Small, the training digit most like it, and the distance "
           "between the two: 0 would be a copy. Half of all real digits have another one within ",
           decimals(real.half, 2), ", one in twenty within ", decimals(real.one_in_twenty, 2), "."));
  with.page.keep(figure);

  report::table counted{{"digit", "of the 12", "of the training digits"}, {}, ""};
  std::vector<int> there(kinds.size());
  for (index_t i = 0; i < with.training.digits().size(); ++i)
    ++there[static_cast<std::size_t>(with.training.digits().label(i))];
  for (std::size_t k = 0; k < kinds.size(); ++k)
    counted.rows.push_back({with.kind(static_cast<int>(k)), join(kinds[k]),
                            percent(there[k] / static_cast<double>(with.training.digits().size()))});
  const double variety = mean_distance(all);
  return figure +
         report::paragraph(join(
             copies == 0 ? std::string("<strong>New, or copies?</strong> None of the twelve is nearer to a training "
                                       "digit than the closest twentieth of real ones are to each other: no "
                                       "sign of pictures learned by heart.")
                         : join("<strong>New, or copies?</strong> ", copies,
                                " of the twelve are nearer to a training digit than the closest twentieth of real ones "
                                "are to each other. Look at the pair: a simple shape, or a copy?"),
             " <strong>How varied?</strong> Two samples are ", decimals(variety, 2),
             " apart on average, two real digits ", decimals(variety_of_real(with), 2), ".")) +
         counted.html() +
         report::paragraph(
             "Which digit a sample is, is decided by the 25 training digits nearest to it. Q18 asks for "
             "your eyes, too: how clean are they?") +
         report::folded("Each sample", each.html()) + report::drawn_with(with.makers);
}

std::string fresh_noise_section(const reverse_material& with) {
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
  const std::string text = plotted(plot,
                                   "How much fresh noise each step adds. It shrinks as the picture gets cleaner, and "
                                   "the last step adds none.");

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
  const std::string figure = report::figure(
      report::rows({{"with fresh noise", a.pixels()}, {"noise left out", b.pixels()}, {"DDIM, adds none", c.pixels()}},
                   words, "a generated digit"),
      "The same six starting noises, 200 steps each. DDIM (4.6) has other weights, and needs no noise.");
  const std::string apart =
      join("Left out of this formula, the noise is missed: all twelve, of which six are shown, are ",
           decimals(left_out.variety, 2), " apart from each other instead of ", decimals(with_noise.variety, 2), ". ");
  const char* why =
      left_out.variety < 0.5 * with_noise.variety
          ? "Each step goes towards an average, early on it is the same average for all of them, and nothing scatters "
            "them again. (The one-pixel world of the README has two ways to go, one on each side, so there both "
            "remain; here one way wins.) That variety needs no noise on the way, DDIM shows."
          : "Compare contrast and strokes too. Each step goes towards an average, and nothing scatters them again. "
            "DDIM shows that there are other cures than noise.";
  return text + report::folded("The numbers of sigma", table.html()) + figure + numbers.html() +
         report::paragraph(apart + why) + report::drawn_with(with.at.functions.taken());
}

}  // namespace sfumato::lab
