#include "2_training/loss.registry.hpp"
#include "2_training/optimizer.registry.hpp"
#include "beyond/conv2d.registry.hpp"
#include "lab/modules/beyond/beyond.hpp"
#include "lab/modules/module_2/wiring.hpp"
#include "lab/report/numbers.hpp"
#include "lab/report/pictures.hpp"
#include "lab/report/rows.hpp"
#include "lab/report/section.hpp"
#include "lab/system/resources.hpp"

namespace sfumato::lab {

namespace {

using report::decimals;

/// The network's layers at one timestep, every convolution done by the group's loops.
toy_layers by_hand(student_functions& functions, toy& network, int t) {
  toy_layers net = network.layers(t);
  net.convolve = [&functions, weights = net.weights](toy_layers::stage which, const features& x) {
    const convolution_weights numbers = weights(which);
    return functions(student::conv2d, x, numbers.windows, numbers.biases);
  };
  return net;
}

}  // namespace

/// A digit from noise for which no convolution but the group's was computed.
void convolution_section(beyond_material& with) {
  constexpr int steps = 10;
  student_functions& functions = with.at.functions;
  toy& network = with.network();
  student_sampler sampler(functions, network, 1, with.at.settings.seed, [] {});
  const generated own = sampler.ddim(steps, [&](const image& x, int t) {
    const features answer = wired(functions, by_hand(functions, network, t), x);
    const bool fits = answer.size() == 1 && answer[0].rows() == x.rows() && answer[0].cols() == x.cols();
    return fits ? answer[0] : image(image::Zero(x.rows(), x.cols()));
  });
  if (with.missing(student::conv2d)) return;
  const generated library = sampler.ddim(steps);

  picture_row mine, theirs;
  std::vector<std::string> words;
  for (const asked_moment& now : own.way) {
    mine.add(now.x);
    words.push_back(join(now.t));
  }
  for (const asked_moment& now : library.way) theirs.add(now.x);
  mine.add(own.pictures);
  theirs.add(library.pictures);
  words.push_back("done");
  const double apart = (own.pictures - library.pictures).abs().maxCoeff();
  report::section(with.page, "convolution")
      .set("rows", report::rows({{"these loops", mine.pixels()}, {"the library", theirs.pixels()}}, words,
                                "a digit on its way", "at timestep"))
      .set("steps", steps)
      .set("own_seconds", decimals(own.seconds, 1))
      .set("library_seconds", decimals(library.seconds, 3))
      .set("difference", decimals(apart, 6))
      .drawn_with(functions.taken());
}

namespace {

/// One filter: a window and a bias, as ten numbers.
struct filter {
  ::curve numbers = ::curve::Zero(10);

  std::vector<features> window() const { return {{Eigen::Map<const image>(numbers.data(), 3, 3)}}; }
  ::curve bias() const { return numbers.tail(1); }
};

/// Finds a hidden filter from what it makes of a picture, by gradient descent with the group's functions.
class filter_search {
 public:
  filter_search(student_functions& functions, const image& x, const filter& hidden)
      : functions_(functions), x_{x}, wanted_(apply(hidden, x)) {}

  image apply(const filter& f, const image& to) {
    const features made = functions_(student::conv2d, features{to}, f.window(), f.bias());
    return made.at(0);
  }
  double loss(const filter& f) { return functions_(student::mse, apply(f, x_[0]), wanted_); }
  ::curve gradient(const filter& f) {
    const image back = functions_(student::mse_gradient, apply(f, x_[0]), wanted_);
    const conv2d_gradients found = functions_(student::conv2d_backward, x_, f.window(), features{back});
    ::curve all(10);
    all << found.dw.at(0).at(0).reshaped<Eigen::RowMajor>(), found.db(0);
    return all;
  }
  void step(filter& f, double rate) { f.numbers = functions_(student::sgd_step, f.numbers, gradient(f), rate); }

 private:
  student_functions& functions_;
  features x_;
  image wanted_;
};

}  // namespace

/// A filter that learns, and a gradient check.
void backward_section(beyond_material& with) {
  constexpr double rate = 0.15, nudge = 1e-5;
  const std::vector<int> looked_at = {0, 1, 2, 5, 10, 20, 50};
  student_functions& functions = with.at.functions;
  filter hidden;
  hidden.numbers << 0.6, 0.3, 0, 0.3, 0, -0.3, 0, -0.3, -0.6, 0.2;
  const image noise = normal_image(32, 32, {with.at.settings.seed, 31, 0});
  filter_search search(functions, noise, hidden);
  filter learned;
  search.gradient(learned);
  if (with.missing(student::conv2d_backward)) return;

  report::table check{{"number", "your gradient", "measured by a nudge"}, {}, ""};
  const ::curve gradient = search.gradient(learned);
  for (const index_t i : {0, 4, 5, 9}) {
    filter more = learned, less = learned;
    more.numbers(i) += nudge;
    less.numbers(i) -= nudge;
    const double measured = (search.loss(more) - search.loss(less)) / (2 * nudge);
    check.rows.push_back({i == 9 ? std::string("bias") : join("window (", i / 3, ", ", i % 3, ")"),
                          decimals(gradient(i), 6), decimals(measured, 6)});
  }

  const image digit = with.unseen().topRows(with.height());
  picture_row windows, pictures;
  std::vector<std::string> words;
  report::table losses{{"steps", "loss"}, {}, ""};
  const auto show = [&](const filter& f, const std::string& word) {
    windows.add(f.window()[0][0]);
    pictures.add(search.apply(f, digit) / 1.5);
    words.push_back(word);
  };
  for (int k = 0; k <= looked_at.back(); ++k) {
    if (std::find(looked_at.begin(), looked_at.end(), k) != looked_at.end()) {
      show(learned, join(k));
      losses.rows.push_back({join(k), decimals(search.loss(learned), 6)});
    }
    search.step(learned, rate);
  }
  show(hidden, "hidden");
  report::section(with.page, "backward")
      .set("rows", report::rows({{"the window", windows.pixels()}, {"what it makes of a digit", pictures.pixels()}},
                                words, "a filter", "after steps"))
      .set("check", check.html())
      .set("losses", losses.html())
      .drawn_with(functions.taken());
}

}  // namespace sfumato::lab
