#include "4_professional/guidance.registry.hpp"
#include "lab/modules/digits.hpp"
#include "lab/modules/nearest.hpp"
#include "lab/modules/professional.hpp"
#include "lab/report/html.hpp"
#include "lab/report/marks.hpp"
#include "lab/report/numbers.hpp"
#include "lab/report/pictures.hpp"
#include "lab/report/rows.hpp"
#include "lab/student/sampling.hpp"
#include "lab/system/places.hpp"
#include "lab/terminal/progress.hpp"

namespace sfumato::lab {

namespace {

using report::decimals;

constexpr int steps = 50;
constexpr double usual = 3;
constexpr double guided_steps_in_all = 15 * 50 + 25 + 100;

/// Draws one picture of each digit.
class guided_drawing {
 public:
  guided_drawing(workplace& at, const std::filesystem::path& model)
      : functions_(at.functions),
        network_(model, at.settings.threads),
        sampler_(at.functions, network_, network_.card().classes, at.settings.seed, [this] { bar_.update(++done_); }) {
    for (index_t k = 0; k < network_.card().classes; ++k) labels_.push_back(k);
  }

  generated draw(double w, int number_of_steps) {
    return sampler_.ddim(number_of_steps, [this, w](const image& x, int t) {
      return functions_(student::guided_noise, network_.predict_noise(x, t, {network_.card().classes}),
                        network_.predict_noise(x, t, labels_), w);
    });
  }
  picture_row row(const generated& drawn) const { return row_of(drawn.pictures, height()); }
  index_t height() const { return network_.card().image[0]; }
  const model_card& card() const { return network_.card(); }
  std::vector<std::string> words() const {
    std::vector<std::string> all;
    for (const int digit : card().labels) all.push_back(join("“", digit, "”"));
    return all;
  }
  void done() { bar_.clear(); }

 private:
  student_functions& functions_;
  toy network_;
  progress bar_{"drawing", guided_steps_in_all, "steps"};
  double done_ = 0;
  std::vector<index_t> labels_;
  student_sampler sampler_;
};

/// How many are the digit that was asked for, by the training digits nearest to each.
class judge_of_digits {
 public:
  explicit judge_of_digits(const image_dataset& digits) : training_(digits) {}

  int right(const generated& drawn, index_t height) const {
    int count = 0;
    for (index_t k = 0; k < drawn.pictures.rows() / height; ++k)
      count += winner(training_.vote(part(drawn.pictures, k, height))).label == k ? 1 : 0;
    return count;
  }

 private:
  nearest_digits training_;
};

std::string volumes(workplace& at, report::page& page, guided_drawing& drawing) {
  page_settings all_ten = at.settings;
  all_ten.classes = static_cast<int>(drawing.card().classes);
  const image_dataset digits = page_digits(all_ten);
  const judge_of_digits judge(digits);

  std::vector<picture_row> frames;
  std::vector<std::string> lines;
  std::vector<picture_row> shown;
  std::vector<report::picture_strip> rows;
  report::table table{{"w", "of the ten, what was asked for", "contrast"}, {}, ""};
  for (double w = 0; w <= 7; w += 0.5) {
    const generated drawn = drawing.draw(w, steps);
    frames.push_back(drawing.row(drawn));
    const std::string name = join("w = ", decimals(w, w == std::floor(w) ? 0 : 1));
    lines.push_back(name + (w == 0   ? ": the digit is ignored"
                            : w == 1 ? ": the plain conditional answer"
                            : w < 1  ? ": a little"
                                     : ": exaggerated"));
    if (w == 0 || w == 1 || w == 3) shown.push_back(frames.back());
    if (w == 0 || w == 1 || w == 3 || w == 7)
      table.rows.push_back({decimals(w, 0), join(judge.right(drawn, drawing.height())),
                            decimals(std::sqrt((drawn.pictures - drawn.pictures.mean()).square().mean()), 2)});
  }
  const char* names[] = {"w = 0, ignored", "w = 1, plain", "w = 3, louder"};
  for (std::size_t i = 0; i < shown.size(); ++i) rows.push_back({names[i], shown[i].pixels()});
  const std::string figure = report::figure(
      report::rows(rows, drawing.words(), "a digit by request"),
      "Below each column, what the network was asked for; in each column, the same starting noise. With w "
      "= 0 nobody listens: some digit comes. With w = 1 the answer counts, with w = 3 it is exaggerated.");
  page.keep(figure);
  std::vector<report::film_frame> film;
  for (std::size_t i = 0; i < frames.size(); ++i) film.push_back({frames[i].pixels(), lines[i]});
  return figure +
         report::figure(report::film(film, "the ten digits under guidance", report::tile::small),
                        "The volume from 0 to 7. Turn it up: clearer, then the same thick strokes everywhere. A prompt "
                        "such as “a cat in a spacesuit” (Q25) does in every step what the digit does here.") +
         table.html() +
         report::paragraph(
             "Whether a picture is what was asked for, the 25 training digits nearest to it decide. Contrast is how "
             "far "
             "the pixels are from their mean (root mean square).") +
         report::drawn_with(at.functions.taken());
}

double change(const generated& a, const generated& b) { return std::sqrt((a.pictures - b.pictures).square().mean()); }

std::string numbers_of_steps(workplace& at, report::page& page, guided_drawing& drawing) {
  const generated quick = drawing.draw(usual, 25), middle = drawing.draw(usual, 50), slow = drawing.draw(usual, 100);
  const picture_row a = drawing.row(quick), b = drawing.row(middle), c = drawing.row(slow);
  const std::string figure =
      report::figure(report::rows({{"25 steps", a.pixels()}, {"50 steps", b.pixels()}, {"100 steps", c.pixels()}},
                                  drawing.words(), "a digit by request"),
                     "The same noise in each column, w = 3, and DDIM, which draws no noise of its own: so the pictures "
                     "can be compared "
                     "pixel by pixel.");
  report::table table{{"steps", "seconds for 10 pictures", "change against the row above"}, {}, ""};
  table.rows = {{"25", decimals(quick.seconds, 2), ""},
                {"50", decimals(middle.seconds, 2), decimals(change(quick, middle), 3)},
                {"100", decimals(slow.seconds, 2), decimals(change(middle, slow), 3)}};
  page.keep(figure + table.html());
  return figure + table.html() +
         report::paragraph(
             "Twice the steps take twice the time. Do they buy twice as much? The change is the root mean "
             "square over all pixels, which go from −1 to 1. This is what Q22 asks of the colour "
             "model, here on a small scale; for Q23, think of somebody who pays for each second.") +
         report::drawn_with(at.functions.taken());
}

}  // namespace

void add_guidance(workplace& at, report::page& page) {
  const std::filesystem::path model = datasets_folder() / "models" / "mnist-conditioned.safetensors";
  std::error_code missing;
  if (!std::filesystem::exists(model, missing)) {
    page.section("Guidance",
                 report::note(join("<p>This copy came without ", model.filename().string(),
                                   ", the toy that is told "
                                   "the digit, so there is nothing to guide. <code>./lab train --classes 10 "
                                   "--conditioned --epochs 20 --model ",
                                   report::escape(model.string()), "</code> trains one.</p>")));
    return;
  }
  guided_drawing drawing(at, model);
  const std::string loud = volumes(at, page, drawing), fast = numbers_of_steps(at, page, drawing);
  drawing.done();
  page.section("How loud?",
               report::paragraph("Our toy once more, but trained on all ten digits with the digit as its condition. It "
                                 "is asked twice in every step, once with and once without the digit, and your line "
                                 "with w puts the two answers together.") +
                   loud);
  page.section("25, 50, 100 steps", fast);
}

}  // namespace sfumato::lab
