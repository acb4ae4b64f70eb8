#pragma once

#include "lab/modules/module.hpp"
#include "lab/student/pictures.hpp"

namespace sfumato::lab {

/// The images that a page shows and searches: the training set of the chosen classes, MNIST or whatever the data option
/// finds; of synthetic digits some thousands.
image_dataset page_digits(const page_settings& settings);

/// One whose stroke is easy to see: the seed chooses.
image sample_digit(const image_dataset& digits, const page_settings& settings);

/// So many images that no network of the lab was trained on, one below the other.
image held_out_strip(const page_settings& settings, index_t count);

}  // namespace sfumato::lab
