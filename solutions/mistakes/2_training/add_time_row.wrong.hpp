#pragma once

#include "2_training/unet.registry.hpp"
#include "judge/formula/known.hpp"
#include "judge/variants.hpp"

namespace wrong {

inline const lab::variants<signature::add_time_row> add_time_row(
    "add_time_row",
    {{"first_number_for_all", "every channel gets the first number: channel c gets row(c)",
      [](const features& x, const curve& row) -> features {
        features y = x;
        for (image& channel : y) channel += row(0);
        return y;
      }},
     {"first_channel_only", "only the first channel is shifted: the others need their numbers too",
      [](const features& x, const curve& row) -> features {
        features y = x;
        y[0] += row(0);
        return y;
      }},
     {"last_channel_missed", "the loop stops one channel too early",
      [](const features& x, const curve& row) -> features {
        features y = x;
        for (std::size_t c = 0; c + 1 < x.size(); ++c) y[c] += row(static_cast<Eigen::Index>(c));
        return y;
      }},
     {"multiplied", "the numbers are multiplied with the channels instead of added",
      [](const features& x, const curve& row) -> features {
        features y = x;
        for (std::size_t c = 0; c < x.size(); ++c) y[c] *= row(static_cast<Eigen::Index>(c));
        return y;
      }},
     {"features_replaced", "the numbers replace the channels instead of being added to them",
      [](const features& x, const curve& row) -> features {
        features y = x;
        for (std::size_t c = 0; c < x.size(); ++c) y[c].setConstant(row(static_cast<Eigen::Index>(c)));
        return y;
      }},
     {"rows_of_pixels", "the numbers go to the rows of pixels instead of to the channels",
      [](const features& x, const curve& row) -> features {
        features y = x;
        for (image& channel : y)
          for (Eigen::Index i = 0; i < std::min(channel.rows(), row.size()); ++i) channel.row(i) += row(i);
        return y;
      }},
     {"unchanged", "nothing is added: y is still x", [](const features& x, const curve&) -> features { return x; }}});

inline const lab::known_formula add_time_row_formula("add_time_row", "x + row");

}  // namespace wrong
