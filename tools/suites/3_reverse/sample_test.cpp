#include "3_reverse/sample.wrong.hpp"
#include "judge/suite.hpp"

namespace {

/// One step of the right loop: what goes in, what the network and the mean make of it, and what comes out.
struct one_step {
  int t;
  image before, predicted, mean, noise, after;
};

/// "t = 3, 2, 1, 0"; from the middle of a long list something is left out.
std::string timesteps_in_words(const std::vector<int>& timesteps) {
  if (timesteps.empty()) return "no t at all";
  std::string words = "t = ";
  for (std::size_t i = 0; i < timesteps.size(); ++i) {
    const bool shown = timesteps.size() <= 8 || i < 3 || i + 3 >= timesteps.size();
    if (shown) words += text(i == 0 ? "" : ", ", timesteps[i]);
    if (!shown && i == 3) words += ", ...";
  }
  return words;
}

/// How x came out of a step: "mean 0.5 + sigmas(3) 0.2 * noise 1.5", or the mean alone where there is no noise.
std::string in_words(const one_step& step, const curve& sigmas, const place& at) {
  const scalar mean = step.mean(at.y(), at.x());
  if (step.noise.size() == 0) return text("mean ", mean, " and no noise");
  return text("mean ", mean, " + sigmas(", step.t, ") ", sigmas(step.t), " * noise ", step.noise(at.y(), at.x()));
}

void expect_walk(inputs& draw, const image& start, const curve& sigmas) {
  const int timesteps = static_cast<int>(sigmas.size());
  const auto refuse = [&](const std::string& name, const image& given, int t) {
    if (t < 0 || t >= timesteps)
      throw std::runtime_error(text(name, " was asked for t = ", t, ", but t goes from timesteps - 1, which is ",
                                    timesteps - 1, ", down to 0"));
    if (given.rows() != start.rows() || given.cols() != start.cols())
      throw std::runtime_error(
          text(name, " was given ", lab::size_in_words(given), ", expected ", lab::size_in_words(start)));
  };
  // Stand-ins that answer differently to every x and every t.
  const auto network = [&](const image& noisy, int t) -> image { return 0.3 * noisy.sin() + 0.1 * (t + 1); };
  const auto step_back = [&](const image& x_t, const image& e, int t) -> image {
    return (1 + 0.1 / (t + 1)) * (x_t - 0.5 / (t + 2) * e);
  };
  std::vector<image> noises;
  for (int t = 0; t < timesteps; ++t)
    noises.push_back(draw.noise(static_cast<int>(start.rows()), static_cast<int>(start.cols())));

  recorded<image(const image&, int)> predict_noise("predict_noise", {"noisy", "t"},
                                                   [&](const image& noisy, int t) -> image {
                                                     refuse("predict_noise", noisy, t);
                                                     return network(noisy, t);
                                                   });
  recorded<image(const image&, const image&, int)> mean("mean", {"x_t", "predicted_noise", "t"},
                                                        [&](const image& x_t, const image& e, int t) -> image {
                                                          refuse("mean", x_t, t);
                                                          refuse("mean", e, t);
                                                          return step_back(x_t, e, t);
                                                        });
  recorded<image()> draw_noise("draw_noise", {},
                               [&, n = std::size_t{0}]() mutable -> image { return noises[n++ % noises.size()]; });

  std::vector<one_step> steps;
  image x = start;
  for (int t = timesteps - 1; t >= 0; --t) {
    one_step step{t, x, network(x, t), {}, {}, {}};
    step.mean = step_back(x, step.predicted, t);
    if (t > 0) step.noise = noises[static_cast<std::size_t>(timesteps - 1 - t)];
    step.after = t > 0 ? image(step.mean + sigmas(t) * step.noise) : step.mean;
    x = step.after;
    steps.push_back(std::move(step));
  }

  const auto answer = ask(student::sample, start, sigmas, predict_noise, mean, draw_noise);
  std::vector<int> asked, expected;
  for (const auto& call : predict_noise.calls()) asked.push_back(std::get<1>(call));
  for (const one_step& step : steps) expected.push_back(step.t);
  answer.must_hold(
      [&](const image&) { return asked == expected; },
      text("predict_noise was asked for ", timesteps_in_words(asked), "; expected ", timesteps_in_words(expected)));

  const std::vector<std::tuple<>> draws(steps.size() - 1);
  answer.must_hold(
      [&](const image&) { return draw_noise.calls().size() == draws.size(); },
      text("draw_noise was called ", draw_noise.calls().size(), draw_noise.calls().size() == 1 ? " time" : " times",
           "; expected ", draws.size(), ", once in each of the ", steps.size(), " steps but the last"));

  // Where x goes wrong for the first time, with the numbers of the step that made it.
  for (std::size_t i = 1; i < steps.size() && i < predict_noise.calls().size(); ++i) {
    const auto found = lab::first_difference(steps[i].before, std::get<0>(predict_noise.calls()[i]), 1e-9);
    if (!found) continue;
    answer.must_hold([](const image&) { return false; },
                     text("at t = ", steps[i].t, " predict_noise was given x", found->got.at.written, " = ",
                          found->got.number, "; expected ", found->expected.number, ", what the step at t = ",
                          steps[i - 1].t, " made: ", in_words(steps[i - 1], sigmas, found->got.at)));
  }

  std::vector<std::tuple<image, int>> network_calls;
  std::vector<std::tuple<image, image, int>> mean_calls;
  for (const one_step& step : steps) {
    network_calls.emplace_back(step.before, step.t);
    mean_calls.emplace_back(step.before, step.predicted, step.t);
  }
  answer.must_call(predict_noise, network_calls).must_call(mean, mean_calls).must_call(draw_noise, draws);
  answer.must_give(x,
                   [&](const place& at) { return text("x", at.written, " = ", in_words(steps.back(), sigmas, at)); });
}

TEST(sample, walks_down_from_the_last_timestep_to_0) {
  inputs draw;
  // sigmas(0) is not 0 here: that no noise is added in the last step must not depend on it.
  expect_walk(draw, draw.noise(2, 3), draw.uniforms(4, 0.3, 0.9));
}

TEST(sample, adds_no_noise_at_all_when_there_is_only_one_timestep) {
  inputs draw;
  expect_walk(draw, draw.noise(3, 2), draw.uniforms(1, 0.3, 0.9));
}

TEST(sample, changes_only_by_the_mean_where_sigma_is_0) {
  inputs draw;
  expect_walk(draw, draw.noise(2, 2), curve::Zero(3));
}

TEST(sample, takes_as_many_steps_as_there_are_sigmas) {
  inputs draw;
  expect_walk(draw, draw.noise(3, 4), draw.uniforms(60, 0.02, 0.4));
}

}  // namespace
