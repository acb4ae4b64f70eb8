#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "../exact_denoiser.hpp"
#include "sfumato/diffusion/schedule/beta.hpp"
#include "sfumato/diffusion/schedule/straight_path.hpp"
#include "sfumato/diffusion/schedule/timesteps.hpp"
#include "sfumato/diffusion/solver/ddim.hpp"
#include "sfumato/diffusion/solver/ddpm.hpp"
#include "sfumato/diffusion/solver/dpm_solver.hpp"
#include "sfumato/diffusion/solver/euler.hpp"
#include "sfumato/diffusion/solver/euler_ancestral.hpp"
#include "sfumato/diffusion/solver/flow_euler.hpp"
#include "sfumato/diffusion/solver/heun.hpp"
#include "sfumato/diffusion/solver/pndm.hpp"
#include "sfumato/diffusion/solver/unipc.hpp"

// Different papers, the same numbers: run on a mixture, where nothing is linear, from the same noise.

namespace {

using namespace sfumato;

const gaussian_mixture unequal_modes{{{0.3, -0.5, 0.1}, {0.7, 0.4, 0.2}}};
// Rounding: weights reach 1/alpha(T) = 160, each step adds 1e-16 of that, and the modes magnify.
constexpr double rounding = 1e-10;

/// The ends of runs from several noises, each stage drawing numbers of its own.
template <class S>
std::vector<double> ends(const solver_plan& plan, const S& schedule, prediction_type prediction, double scale = 1) {
  std::vector<double> noise, result;
  for (std::size_t i = 0; i < plan.stages.size(); ++i) noise.push_back(std::sin(12.9898 * static_cast<double>(i + 1)));
  for (const double z : {-1.5, -0.3, 0.2, 1.1})
    result.push_back(run_exactly(plan, schedule, unequal_modes, prediction, z, noise, scale));
  return result;
}

template <class S>
void expect_same(const solver_plan& a, const solver_plan& b, const S& schedule, prediction_type prediction,
                 const char* what, double scale = 1) {
  const std::vector<double> got = ends(a, schedule, prediction, scale), want = ends(b, schedule, prediction, scale);
  for (std::size_t i = 0; i < got.size(); ++i)
    EXPECT_NEAR(got[i], want[i], rounding) << what << ", " << to_string(prediction);
}

TEST(Equivalence, OfTheDeterministicSolversOfOrderOne) {
  const linear_beta schedule;
  std::vector<index_t> uncorrected;
  for (index_t i = 0; i < 12; ++i) uncorrected.push_back(i);
  for (auto spacing : {timestep_spacing::leading, timestep_spacing::trailing, timestep_spacing::linspace})
    for (auto prediction : trained_predictions) {
      const std::vector<double> list = steps(12, spacing).of(1000);
      const auto planned = [&](const auto& solver_value) { return solver_value.plan(schedule, list, prediction); };
      const solver_plan implicit = planned(ddim{.correction = no_correction()});
      const auto same = [&](const auto& solver_value, const char* what) {
        expect_same(planned(solver_value), implicit, schedule, prediction, what);
      };
      same(euler{}, "euler");
      same(dpm_solver{.order = 1}, "dpm-solver++ 1");
      same(dpm_solver{.order = 1, .form = estimate_form::noise}, "dpm-solver 1");
      same(unipc{.order = 1, .uncorrected = uncorrected}, "unipc 1 without corrector");
    }
}

TEST(Equivalence, HoldsWithCorrectionsOfX0) {
  const linear_beta schedule;
  const std::vector<double> list = steps(12).of(1000);
  for (const x0_correction& correction : {clip_x0(0.3), threshold_x0(0.9, 1.2)}) {
    const solver_plan implicit = ddim{.correction = correction}.plan(schedule, list, prediction_type::epsilon);
    expect_same(euler{.correction = correction}.plan(schedule, list, prediction_type::epsilon), implicit, schedule,
                prediction_type::epsilon, "euler");
    for (auto form : {estimate_form::data, estimate_form::noise})
      expect_same(
          dpm_solver{.order = 1, .form = form, .correction = correction}.plan(schedule, list, prediction_type::epsilon),
          implicit, schedule, prediction_type::epsilon, "dpm_solver");
  }
}

TEST(Equivalence, OfAncestralSamplingInThreeWritings) {
  const linear_beta schedule;
  for (auto prediction : trained_predictions) {
    const std::vector<double> list = steps(12).of(1000);
    const solver_plan ancestral =
        ddpm{.variance = ddpm_variance::fixed_small, .correction = no_correction()}.plan(schedule, list, prediction);
    expect_same(ddim{.eta = 1, .correction = no_correction()}.plan(schedule, list, prediction), ancestral, schedule,
                prediction, "ddim with eta 1");
    expect_same(euler_ancestral{}.plan(schedule, list, prediction), ancestral, schedule, prediction, "in sigma");
    expect_same(dpm_solver{.order = 1, .sde = true}.plan(schedule, list, prediction), ancestral, schedule, prediction,
                "sde-dpm-solver++ 1");
  }
}

TEST(Equivalence, OfEulerOnAStraightPathAndExponentialEuler) {
  const straight_path schedule;
  for (auto prediction : {prediction_type::flow, prediction_type::sample}) {
    const solver_plan straight = flow_euler{}.plan(schedule, flow_times(9, 3), prediction);
    expect_same(dpm_solver{.order = 1}.plan(schedule, flow_times(9, 3), prediction), straight, schedule, prediction,
                "dpm_solver", 1000);
  }
}

TEST(Equivalence, OfOneStepOfEverySolver) {
  // With one step there is nothing to extrapolate: the estimate of x0 at the noisiest timestep.
  const linear_beta schedule;
  const std::vector<double> list = steps(1).of(1000);
  const solver_plan implicit = ddim{.correction = no_correction()}.plan(schedule, list, prediction_type::epsilon);
  const auto same = [&](const auto& solver_value, const char* what) {
    expect_same(solver_value.plan(schedule, list, prediction_type::epsilon), implicit, schedule,
                prediction_type::epsilon, what);
  };
  same(heun{}, "heun");
  same(pndm{}, "pndm");
  same(pndm{.runge_kutta = false}, "pndm without Runge-Kutta");
  same(dpm_solver{.order = 3}, "dpm_solver");
  same(unipc{.order = 3}, "unipc");
}

}  // namespace
