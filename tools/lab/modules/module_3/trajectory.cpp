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

constexpr double recognised = 0.8;

/// So many places from first to last, evenly.
std::vector<std::size_t> evenly(std::size_t count, std::size_t size) {
  std::vector<std::size_t> some;
  for (std::size_t i = 0; i < count; ++i) some.push_back(i * (size - 1) / (count - 1));
  some.erase(std::unique(some.begin(), some.end()), some.end());
  return some;
}

/// The way of the one that is followed.
struct one_way {
  std::vector<asked_moment> moments;
  std::vector<image> beliefs;

  explicit one_way(const reverse_material& with) {
    for (const asked_moment& all : with.twelve.way) {
      moments.push_back(
          {all.t, part(all.x, with.followed, with.height()), part(all.predicted_noise, with.followed, with.height())});
      beliefs.push_back(with.sampler.believed(moments.back()));
    }
  }
};

/// How far the nearest training digits agree with what the picture becomes, at each moment.
struct agreement {
  std::vector<double> noisy, believed;
  int becomes = 0;
  std::optional<int> noisy_from, believed_from;  ///< the timestep from which on the share stays up
};

std::optional<int> stays_up(const std::vector<double>& shares, const std::vector<asked_moment>& moments) {
  std::optional<int> from;
  for (std::size_t i = shares.size(); i-- > 0 && shares[i] > recognised;) from = moments[i].t;
  return from;
}

double share_of(const std::vector<int>& votes, int label) {
  return static_cast<double>(votes[static_cast<std::size_t>(label)]) / static_cast<double>(nearest_digits::voters);
}

double fade(const reverse_material& with, int t) { return std::sqrt(with.sampler.alpha_bars()(t)); }

agreement agreement_of(const reverse_material& with, const one_way& way) {
  agreement found;
  found.becomes = winner(with.training.vote(with.sample(with.followed))).label;
  for (std::size_t i = 0; i < way.moments.size(); ++i) {
    const asked_moment& now = way.moments[i];
    found.noisy.push_back(share_of(with.training.vote(now.x, fade(with, now.t)), found.becomes));
    found.believed.push_back(share_of(with.training.vote(way.beliefs[i]), found.becomes));
  }
  found.noisy_from = stays_up(found.noisy, way.moments);
  found.believed_from = stays_up(found.believed, way.moments);
  return found;
}

/// The same for the beliefs of all twelve, on average: (t, share) at every fourth moment.
std::vector<std::pair<double, double>> agreement_of_all(const reverse_material& with) {
  const index_t count = with.twelve.pictures.rows() / with.height();
  std::vector<int> become;
  for (index_t n = 0; n < count; ++n) become.push_back(winner(with.training.vote(with.sample(n))).label);
  std::vector<std::pair<double, double>> shares;
  for (std::size_t i = 0; i < with.twelve.way.size(); i += 4) {
    const image beliefs = with.sampler.believed(with.twelve.way[i]);
    double sum = 0;
    for (index_t n = 0; n < count; ++n)
      sum += share_of(with.training.vote(part(beliefs, n, with.height())), become[static_cast<std::size_t>(n)]);
    shares.emplace_back(with.twelve.way[i].t, 100 * sum / static_cast<double>(count));
  }
  return shares;
}

/// Of the twelve, and of what was called since.
std::vector<used_function> drawn_by(const reverse_material& with) {
  std::vector<used_function> used = with.at.functions.taken();
  used.insert(used.end(), with.makers.begin(), with.makers.end());
  return used;
}

image training_digit(const reverse_material& with, const image& of, double faded) {
  return image_of(with.training.digits(), with.training.find(of, 1, faded).front().index);
}

}  // namespace

void trajectory_section(const reverse_material& with, report::section part) {
  const one_way way(with);
  picture_row noisy, believed;
  std::vector<std::string> words;
  for (const std::size_t i : evenly(10, way.moments.size())) {
    noisy.add(way.moments[i].x);
    believed.add(way.beliefs[i]);
    words.push_back(join(way.moments[i].t));
  }
  std::vector<picture_row> frames;
  std::vector<std::string> lines;
  for (const std::size_t i : evenly(40, way.moments.size())) {
    frames.push_back(picture_row({way.moments[i].x, way.beliefs[i]}));
    const double noise = 1 - with.sampler.alpha_bars()(way.moments[i].t);
    lines.push_back(join("t = ", way.moments[i].t, ": ", percent(noise), " of what is there is noise"));
  }
  frames.push_back(picture_row({with.sample(with.followed), with.sample(with.followed)}));
  lines.push_back("done");
  std::vector<report::film_frame> film;
  for (std::size_t i = 0; i < frames.size(); ++i) film.push_back({frames[i].pixels(), lines[i]});
  part.set("way", report::rows({{"the picture xₜ", noisy.pixels()}, {"the belief x̂₀", believed.pixels()}}, words,
                               "one image on its way out of the noise", "at timestep"))
      .set("seed", with.at.settings.seed + static_cast<std::uint64_t>(with.followed))
      .set("film", report::film(film, "picture and belief", report::tile::large))
      .drawn_with(drawn_by(with));
}

void recognised_section(const reverse_material& with) {
  const one_way way(with);
  const agreement found = agreement_of(with, way);
  report::section part(with.page, "recognised");
  part.set("predictions", report::predictions(with.at.record, "Q16"))
      .set("digit", with.kind(found.becomes))
      .set("voters", nearest_digits::voters)
      .set("threshold", percent(recognised))
      .when("belief_stays", found.believed_from.has_value())
      .set("belief_from", found.believed_from.value_or(0))
      .when("picture_stays", found.noisy_from.has_value())
      .set("picture_from", found.noisy_from.value_or(0));

  report::plot plot{"recognised",
                    "Two shares rise towards 100% as t falls from 199 to 0: of the belief of this picture, with many "
                    "ups and downs, and of all twelve on average",
                    "timestep t",
                    "of the same digit, %",
                    {{"this picture", {}, report::mark::line},
                     {"all twelve, on average", agreement_of_all(with), report::mark::line}}};
  for (std::size_t i = 0; i < way.moments.size(); i += 4)
    plot.curves[0].points.emplace_back(way.moments[i].t, 100 * found.believed[i]);
  plot.y_top = 119;
  plot.level = 100 * recognised;
  plot.backwards = true;
  if (found.believed_from)
    plot.landmarks = {{static_cast<double>(*found.believed_from), join("t = ", *found.believed_from)}};
  picture_row noisy, near_noisy, believed, near_believed;
  std::vector<std::string> words;
  report::table table{{"t", "noise, of the variance", "share in the noisy picture", "share in the belief"}, {}, ""};
  for (const std::size_t i : evenly(10, way.moments.size())) {
    const asked_moment& now = way.moments[i];
    noisy.add(now.x);
    near_noisy.add(training_digit(with, now.x, fade(with, now.t)));
    believed.add(way.beliefs[i]);
    near_believed.add(training_digit(with, way.beliefs[i], 1));
    words.push_back(join(now.t));
    table.rows.push_back({join(now.t), percent(1 - with.sampler.alpha_bars()(now.t)), percent(found.noisy[i]),
                          percent(found.believed[i])});
  }
  part.set("curves", plotted(plot))
      .set("snapshots", report::rows({{"the picture", noisy.pixels()},
                                      {"nearest training digit", near_noisy.pixels()},
                                      {"the belief", believed.pixels()},
                                      {"nearest training digit", near_believed.pixels()}},
                                     words, "on the way out of the noise", "at timestep"))
      .numbers(table)
      .drawn_with(with.at.functions.taken());
}

}  // namespace sfumato::lab
