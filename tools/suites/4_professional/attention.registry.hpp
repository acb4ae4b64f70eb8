#pragma once

#include "judge/exercise.hpp"

LAB_EXERCISE("4.3", attention_scores, image(const image& queries, const image& keys))
LAB_EXERCISE("4.4", softmax_rows, image(const image& scores))
LAB_EXERCISE("4.5", attention_mix, image(const image& weights, const image& values))
