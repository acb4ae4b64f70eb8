#include "beyond/dpm_solver.registry.hpp"
#include "lab/modules/beyond/beyond.hpp"
#include "lab/modules/plotted.hpp"
#include "lab/report/numbers.hpp"
#include "lab/report/rows.hpp"
#include "lab/report/section.hpp"

namespace sfumato::lab {

namespace {

using report::decimals;

constexpr index_t pictures_in_all = 32, in_a_row = 8;

}  // namespace

/// With few steps, DDIM and DPM-Solver++ 2M beside where both go with many.
void solver_section(beyond_material& with) {
  toy& network = with.network();
  student_sampler sampler(with.at.functions, network, pictures_in_all, with.at.settings.seed, [] {});
  sampler.dpm_solver(10);
  if (with.missing(student::dpm_solver_step)) return;
  const generated fine = sampler.dpm_solver(network.timesteps());
  const auto far = [&](const generated& one) { return distance_between(one.pictures, fine.pictures); };

  std::vector<picture_row> pictures;
  std::vector<std::string> labels;
  const auto show = [&](const std::string& label, const generated& one) {
    labels.push_back(label);
    pictures.push_back(row_of(one.pictures, network.card().image[0], in_a_row));
  };
  report::table table{{"steps", "DDIM: distance", "2M: distance", "2M: seconds for 32 pictures"}, {}, ""};
  report::curve first_order{"DDIM", {}, report::mark::line_and_points};
  report::curve second_order{"DPM-Solver++ 2M", {}, report::mark::line_and_points};
  for (const int steps : {5, 10, 20, 50, 100}) {
    const generated ddim = sampler.ddim(steps);
    const generated drawn = sampler.dpm_solver(steps);
    first_order.points.emplace_back(steps, far(ddim));
    second_order.points.emplace_back(steps, far(drawn));
    table.rows.push_back({join(steps), decimals(far(ddim), 3), decimals(far(drawn), 3), decimals(drawn.seconds, 2)});
    if (steps == 10 || steps == 20) {
      show(join("DDIM, ", steps, " steps"), ddim);
      show(join("2M, ", steps, " steps"), drawn);
    }
  }
  show(join("2M, ", network.timesteps(), " steps"), fine);

  std::vector<report::picture_strip> strips;
  for (std::size_t i = 0; i < pictures.size(); ++i) strips.push_back({labels[i], pictures[i].pixels()});
  const std::vector<std::string> words = seeds_in_words(with.at.settings.seed, in_a_row);
  report::plot plot{"solvers",
                    "Both distances fall with the number of steps, that of 2M faster",
                    "steps",
                    "distance to the finest way",
                    {first_order, second_order}};
  plot.logarithmic = true;
  plot.y_bottom = 0.003;
  report::section(with.page, "solver")
      .set("rows", report::rows(strips, words, "a generated digit"))
      .set("curves", plotted(plot))
      .numbers(table)
      .drawn_with(with.at.functions.taken());
}

}  // namespace sfumato::lab
