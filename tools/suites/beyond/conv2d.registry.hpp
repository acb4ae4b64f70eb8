#pragma once

#include "judge/exercise.hpp"

LAB_EXERCISE("B.7", conv2d, features(const features& x, const std::vector<features>& w, const curve& b))
LAB_EXERCISE("B.8", conv2d_backward,
             conv2d_gradients(const features& x, const std::vector<features>& w, const features& g))
