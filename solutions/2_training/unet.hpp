#pragma once

#include "lab.hpp"

/// Exercise 2.9: tells a stage of the U-Net what time it is.
///
///     y[c](i, j) = x[c](i, j) + row(c)      for every channel c and every pixel (i, j)
///
/// A linear layer has turned the time embedding into one number a channel. An image plus a number adds it to all
/// pixels. The loop over the channels begins `for (std::size_t c = 0; c < x.size(); ++c)`.
///
/// x        one image a channel, all of one size
/// row      one number a channel
/// returns  the same size as x
///
/// Source: Ho et al. 2020, appendix B.
inline features add_time_row(const features& x, const curve& row) {
  features y = x;
  // BEGIN SOLUTION todo("2.9");
  for (std::size_t c = 0; c < x.size(); ++c) y[c] = x[c] + row(c);
  // END SOLUTION
  return y;
}

/// Exercise 2.10: the way down. The picture becomes smaller twice, and what it was before is remembered.
///
///     x -> conv1 -> pool -> conv2 -> pool -> quarter
///                |                |
///               full             half
///
/// A layer is a function: `conv1(x)` gives the features behind it. `kept.full = ...` stores some, `kept.full` reads
/// them again. Layers cost time: do not ask one twice for the same.
///
/// x             the noisy picture, 16 x 16, one channel
/// conv1, conv2  the two stages of the way down (in the lab: a convolution, your time row, and ReLU)
/// pool          halves height and width
/// returns       full (16 x 16) and half (8 x 8) for the skip connections, quarter (4 x 4) for the bottleneck
///
/// Source: Ronneberger et al. 2015, "U-Net", figure 1.
inline encoded encode(const features& x, const layer& conv1, const layer& conv2, const layer& pool) {
  encoded kept;
  // BEGIN SOLUTION todo("2.10");
  kept.full = conv1(x);
  kept.half = conv2(pool(kept.full));
  kept.quarter = pool(kept.half);
  // END SOLUTION
  return kept;
}

/// Puts the channels of b behind those of a. Given, for 2.11.
inline features join(const features& a, const features& b) {
  features both = a;
  both.insert(both.end(), b.begin(), b.end());
  return both;
}

/// Exercise 2.11: the way up. What was pooled last is needed first.
///
///                               half                         full
///                                |                             |
///     bottleneck -> upsample -> join -> conv1 -> upsample -> join -> conv2 -> output -> noise
///
/// The bottleneck knows what is in the picture, the skip connections know where. `join(a, b)` stands above: the
/// channels of a, then those of b. All must be of one size. The skip connection comes second.
///
/// bottleneck    4 x 4, many channels
/// half, full    what the encoder remembered: 8 x 8, and 16 x 16
/// upsample      doubles height and width
/// conv1, conv2  the two stages of the way up
/// output        the last convolution, to one channel
/// returns       the predicted noise, 16 x 16, one channel
///
/// Source: Ronneberger et al. 2015, "U-Net", figure 1.
inline features decode(const features& bottleneck, const features& half, const features& full, const layer& upsample,
                       const layer& conv1, const layer& conv2, const layer& output) {
  // BEGIN SOLUTION return todo("2.11");
  features h = conv1(join(upsample(bottleneck), half));
  h = conv2(join(upsample(h), full));
  return output(h);
  // END SOLUTION
}
