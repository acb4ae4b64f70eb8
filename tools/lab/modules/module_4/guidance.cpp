#include "4_professional/guidance.registry.hpp"
#include "lab/modules/digits.hpp"
#include "lab/modules/module_4/professional.hpp"
#include "lab/modules/nearest.hpp"
#include "lab/report/numbers.hpp"
#include "lab/report/pictures.hpp"
#include "lab/report/rows.hpp"
#include "lab/report/section.hpp"
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

void volumes(workplace& at, report::page& page, guided_drawing& drawing) {
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
  std::vector<report::film_frame> film;
  for (std::size_t i = 0; i < frames.size(); ++i) film.push_back({frames[i].pixels(), lines[i]});
  report::section(page, "loud")
      .set("rows", report::rows(rows, drawing.words(), "a digit by request"))
      .set("film", report::film(film, "the ten digits under guidance", report::tile::small))
      .set("table", table.html())
      .drawn_with(at.functions.taken());
}

double change(const generated& a, const generated& b) { return std::sqrt((a.pictures - b.pictures).square().mean()); }

void numbers_of_steps(workplace& at, report::page& page, guided_drawing& drawing) {
  const generated quick = drawing.draw(usual, 25), middle = drawing.draw(usual, 50), slow = drawing.draw(usual, 100);
  const picture_row a = drawing.row(quick), b = drawing.row(middle), c = drawing.row(slow);
  report::table table{{"steps", "seconds for 10 pictures", "change against the row above"}, {}, ""};
  table.rows = {{"25", decimals(quick.seconds, 2), ""},
                {"50", decimals(middle.seconds, 2), decimals(change(quick, middle), 3)},
                {"100", decimals(slow.seconds, 2), decimals(change(middle, slow), 3)}};
  report::section(page, "steps")
      .set("rows", report::rows({{"25 steps", a.pixels()}, {"50 steps", b.pixels()}, {"100 steps", c.pixels()}},
                                drawing.words(), "a digit by request"))
      .set("table", table.html())
      .drawn_with(at.functions.taken());
}

}  // namespace

void add_guidance(workplace& at, report::page& page) {
  const std::filesystem::path model = datasets_folder() / "models" / "mnist-conditioned.safetensors";
  std::error_code missing;
  if (!std::filesystem::exists(model, missing)) {
    report::section(page, "no_toy")
        .set("missing_file", model.filename().string())
        .set("missing_model", model.string())
        .write();
    return;
  }
  guided_drawing drawing(at, model);
  volumes(at, page, drawing);
  numbers_of_steps(at, page, drawing);
  drawing.done();
}

}  // namespace sfumato::lab
