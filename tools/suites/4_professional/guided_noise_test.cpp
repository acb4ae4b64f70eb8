#include "4_professional/guided_noise.wrong.hpp"
#include "judge/suite.hpp"

namespace {

void expect_guided(const image& unconditional, const image& conditional, scalar scale) {
  const image expected = (1 - scale) * unconditional + scale * conditional;
  ask(student::guided_noise, unconditional, conditional, scale).must_give(expected, [&](const place& at) {
    const scalar free = unconditional(at.y(), at.x());
    return text("guided", at.written, " = ", free, " + ", scale, " * (", conditional(at.y(), at.x()), " - ", free, ")");
  });
}

TEST(guided_noise, goes_scale_times_along_the_difference) {
  inputs draw;
  expect_guided(draw.noise(3, 4), draw.noise(3, 4), draw.uniform(2, 7));
}

TEST(guided_noise, ignores_the_prompt_when_scale_is_0) {
  inputs draw;
  expect_guided(draw.noise(2, 3), draw.noise(2, 3), 0);
}

TEST(guided_noise, is_the_conditional_answer_when_scale_is_1) {
  inputs draw;
  expect_guided(draw.noise(4, 2), draw.noise(4, 2), 1);
}

TEST(guided_noise, changes_nothing_where_both_answers_agree) {
  inputs draw;
  const image answer = draw.noise(3, 3);
  expect_guided(answer, answer, draw.uniform(2, 7));
}

}  // namespace
