#pragma once

#include <functional>
#include <string>
#include <vector>

#include "lab/data/emoji_pictures.hpp"

namespace sfumato::lab {

/// What is measured of pictures in colour, beside real ones that training has not shown: other variations of the same
/// drawings. Distances are root mean squares over pixels from -1 to 1.
struct gallery_figures {
  index_t pictures = 0;
  double nearest = 0, nearest_real = 0;  ///< the median distance to the nearest training drawing
  double as_near_as_real = 0;            ///< one in twenty real ones is farther than that from its drawing
  double copies = 0;                     ///< the share of pictures that are as near
  index_t drawings = 0;                  ///< how many different drawings are the nearest one
  double apart = 0, apart_real = 0;      ///< two pictures from each other, on average
};

/// images: (N,32,32,3), one after the other. go_on: hears how many of all pictures are measured; where it says no, the
/// figures are of no pictures.
gallery_figures measure_gallery(const emoji_pictures& held_out, const std::vector<float>& images,
                                const std::function<bool(index_t done, index_t all)>& go_on);

/// The card of the colour model, README.md of its folder, in the form of the Hugging Face library. trained: a sentence
/// on its training; solver: on how the gallery was drawn.
std::string colour_model_card(const gallery_figures& figures, index_t parameters, const std::string& trained,
                              const std::string& solver);

}  // namespace sfumato::lab
