#pragma once

#include "2_training/training_step.registry.hpp"
#include "judge/variants.hpp"

namespace wrong {

inline const lab::variants<signature::training_step_order> training_step_order(
    "training_step_order",
    {{"as_given", "the lines are left as they were given", []() -> std::string { return "ABCDEFGHI"; }},
     {"backwards", "the order is turned round, last line first", []() -> std::string { return "BHEADGICF"; }},
     {"gradient_cleared_too_late", "the gradient is cleared between computing and using it: the step stands still",
      []() -> std::string { return "FCIGDAHEB"; }},
     {"gradient_cleared_at_the_end",
      "the gradient is cleared after the step: then what was left there before is part of this step",
      []() -> std::string { return "FCIGDAHBE"; }},
     {"gradient_never_cleared", "the gradient is never cleared, so those of all steps pile up",
      []() -> std::string { return "FCIGDAHB"; }},
     {"step_before_gradient", "the parameters change before this step's gradient is known",
      []() -> std::string { return "FCIGDAEBH"; }},
     {"network_sees_the_clean_picture", "the network is asked before the noisy picture is made",
      []() -> std::string { return "FCIDGAEHB"; }},
     {"noise_drawn_last", "the noise is drawn for the loss only, after the picture was made noisy without it",
      []() -> std::string { return "FCGDIAEHB"; }},
     {"timestep_for_the_network_only", "the timestep is drawn for the network only, after the noise was added",
      []() -> std::string { return "FIGCDAEHB"; }}});

}  // namespace wrong
