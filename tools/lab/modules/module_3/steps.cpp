#include <array>
#include <cmath>

#include "lab/modules/module_3/reverse.hpp"
#include "lab/report/numbers.hpp"
#include "lab/report/pictures.hpp"
#include "lab/report/rows.hpp"
#include "lab/report/section.hpp"

namespace sfumato::lab {

namespace {

using report::decimals;

/// The mean of what was measured on many samples, and its standard error.
struct mean_of_many {
  double sum = 0, squares = 0;
  int count = 0;

  void add(double value) { sum += value, squares += value * value, ++count; }
  double mean() const { return sum / count; }
  double error() const {
    const double variance = (squares - sum * sum / count) / (count - 1);
    return std::sqrt(std::max(0.0, variance) / count);
  }
  std::string in_words(double unit, int places) const {
    return join(decimals(mean() / unit, places), "\u00a0±\u00a0", decimals(error() / unit, places));
  }
};

/// A row of the comparison. The pictures come in batches; a batch is drawn by each row in turn, so that whatever else
/// the machine does meanwhile slows all of them.
struct compared {
  int steps;
  double seconds = 0;  ///< of the quickest batch
  mean_of_many agreement, nearest;
  picture_row first;
};

constexpr int batches = 3;
static_assert(batches * steps_batch >= 90, "with fewer samples chance decides which row is best");

void add_batch(const reverse_material& with, compared& row, int batch, index_t shown) {
  student_sampler sampler(with.at.functions, with.network, steps_batch,
                          with.at.settings.seed + static_cast<std::uint64_t>(batch * steps_batch), with.each_step);
  const generated drawn = sampler.some_steps(row.steps);
  row.seconds = batch == 0 ? drawn.seconds : std::min(row.seconds, drawn.seconds);
  if (batch == 0) row.first = row_of(drawn.pictures, with.height(), shown);
  for (index_t n = 0; n < steps_batch; ++n) {
    const auto near = with.training.find(part(drawn.pictures, n, with.height()), nearest_digits::voters);
    row.nearest.add(near.front().distance);
    row.agreement.add(winner(with.training.votes(near)).share);
  }
}

}  // namespace

void steps_section(const reverse_material& with) {
  constexpr index_t shown = 8;
  std::array<compared, 3> all = {{{50, 0, {}, {}, {}}, {100, 0, {}, {}, {}}, {200, 0, {}, {}, {}}}};
  for (int batch = 0; batch < batches; ++batch)
    for (compared& row : all) add_batch(with, row, batch, shown);
  const int samples = all.front().nearest.count;

  std::vector<report::picture_strip> rows;
  report::table table{
      {"steps", join("seconds for ", steps_batch, " pictures"), "most like one digit, in %", "distance to training"},
      {},
      ""};
  for (const compared& row : all) {
    rows.push_back({join(row.steps, " steps"), row.first.pixels()});
    table.rows.push_back(
        {join(row.steps), decimals(row.seconds, 2), row.agreement.in_words(0.01, 1), row.nearest.in_words(1, 3)});
  }
  with.page.times("Q19", {all.front().seconds, all.back().seconds});
  report::section(with.page, "steps")
      .set("rows", report::rows(rows, seeds_in_words(with.at.settings.seed, shown), "a generated digit"))
      .set("table", table.html())
      .set("batches", batches)
      .set("batch", steps_batch)
      .set("samples", samples)
      .drawn_with(with.at.functions.taken());
}

}  // namespace sfumato::lab
