#include "lab/museum/backward.hpp"

#include "2_training/estimate.registry.hpp"
#include "3_reverse/clipping.registry.hpp"
#include "3_reverse/reverse_mean.registry.hpp"
#include "3_reverse/strided.registry.hpp"

namespace sfumato::lab::museum {

image walk(hall& in, const std::vector<int>& visited, const backward_step& next) {
  image x = in.start();
  for (std::size_t i = 0; i < visited.size(); ++i) {
    const int t = visited[i];
    const image predicted = in.network().predict_noise(x, t);
    const double previous = i + 1 < visited.size() ? in.alpha_bar(visited[i + 1]) : 1;
    x = next(x, predicted, {t, in.alpha_bar(t), previous});
  }
  return x;
}

std::vector<int> visited(int steps) { return ours(student::strided_timesteps)(200, steps); }

image belief(const image& x, const image& predicted, const leap& over) {
  return ours(student::clip_x0)(ours(student::estimate_x0)(x, predicted, over.alpha_bar));
}

image with_noise(const image& mean, const leap& over, const noise_source& draw) {
  if (over.last()) return mean;
  return mean + ours(student::reverse_sigma)(over.alpha_bar, over.previous) * draw();
}

}  // namespace sfumato::lab::museum
