#pragma once

#include <cmath>
#include <cstdio>
#include <functional>
#include <string>
#include <vector>

#include "solvers/contenders.hpp"

/// A mean with its standard error.
struct measure {
  double value = NAN, deviation = NAN;
};

inline measure mean_of(const std::vector<double>& values) {
  const double n = static_cast<double>(values.size());
  double mean = 0, square = 0;
  for (const double x : values) mean += x / n;
  for (const double x : values) square += (x - mean) * (x - mean) / (n - 1);
  return {mean, std::sqrt(square / n)};
}

/// What a run came to: its error against the exact way (none for solvers that draw noise, whose ends are others) and
/// the distance of what it draws from the data.
struct outcome {
  measure error, distance;
};

inline constexpr sfumato::index_t budgets[] = {5, 10, 20, 50};

inline void write_header() {
  std::printf("problem,solver,spacing,budget,steps,evaluations,error,error_se,distance,distance_se\n");
}

/// A row of the CSV; a number that is not there is empty. budget 0: no run of a solver but something to compare with.
inline void write_row(const std::string& problem, const std::string& solver, const std::string& spacing,
                      sfumato::index_t budget, sfumato::index_t steps, sfumato::index_t evaluations,
                      const outcome& found) {
  std::printf("%s,\"%s\",%s,%td,%td,%td", problem.c_str(), solver.c_str(), spacing.c_str(), budget, steps, evaluations);
  for (const measure& m : {found.error, found.distance})
    for (const double x : {m.value, m.deviation}) std::isnan(x) ? std::printf(",") : std::printf(",%.5g", x);
  std::printf("\n");
  std::fflush(stdout);
}

/// Every solver trailing; where spacings are asked for, a few on all of them.
inline void measure_all(const std::string& problem, const sfumato::alpha_bar_table& schedule,
                        const sfumato::x0_correction& correction, bool spacings,
                        const std::function<outcome(const std::string& solver, const sfumato::solver_plan&)>& run) {
  const std::vector<std::string> few = {"ddim",         "heun",         "dpm_solver 2", "dpm_solver 3",
                                        "unipc 2, bh2", "unipc 3, bh2", "ddpm",         "dpm_solver 2, sde"};
  for (const contender& solver : contenders(correction)) {
    std::fprintf(stderr, "%s: %s\n", problem.c_str(), solver.name.c_str());
    if (solver.again && problem != "exact") continue;
    std::vector<std::string> lists = {"trailing"};
    if (spacings && std::find(few.begin(), few.end(), solver.name) != few.end())
      lists.insert(lists.end(), {"leading", "linspace", "karras", "exponential"});
    for (const std::string& spacing : lists)
      for (const sfumato::index_t budget : budgets) {
        const sfumato::solver_plan plan = within_budget(solver, schedule, spacing, budget);
        if (plan.stages.empty()) continue;
        write_row(problem, solver.name, spacing, budget, plan.steps(), plan.evaluations(), run(solver.name, plan));
      }
  }
}
