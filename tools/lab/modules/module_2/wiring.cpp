#include "lab/modules/module_2/wiring.hpp"

#include "2_training/unet.registry.hpp"
#include "lab/report/numbers.hpp"
#include "lab/report/pictures.hpp"
#include "lab/report/section.hpp"
#include "lab/student/pictures.hpp"

namespace sfumato::lab {

namespace {

/// A stage as the group's code gets it: convolution, their time row, ReLU.
layer stage(student_functions& functions, const toy_layers& net, toy_layers::stage which) {
  return [&functions, &net, which](const features& x) {
    features y = functions(student::add_time_row, net.convolve(which, x), net.time_row(which));
    for (image& channel : y) channel = channel.max(0.0);
    return y;
  };
}

}  // namespace

features wired(student_functions& functions, const toy_layers& net, const image& noisy) {
  using which = toy_layers::stage;
  const encoded kept = functions(student::encode, features{noisy}, stage(functions, net, which::encoder1),
                                 stage(functions, net, which::encoder2), layer(toy_layers::pool));
  const features bottom = stage(functions, net, which::bottleneck)(kept.quarter);
  return functions(student::decode, bottom, kept.half, kept.full, layer(toy_layers::upsample),
                   stage(functions, net, which::decoder1), stage(functions, net, which::decoder2),
                   layer([&](const features& x) { return net.convolve(which::output, x); }));
}

void wiring_section(workplace& at, report::page& page, toy& network, const image& x0) {
  constexpr int t = 50;
  const double alpha_bar = network.alpha_bars()(t);
  const image noisy = std::sqrt(alpha_bar) * x0 +
                      std::sqrt(1 - alpha_bar) * normal_image(x0.rows(), x0.cols(), {at.settings.seed, 5, t});
  const features noise = wired(at.functions, network.layers(t), noisy);
  const image library = network.predict_noise(noisy, t);
  const bool fits = noise.size() == 1 && noise[0].rows() == x0.rows() && noise[0].cols() == x0.cols();
  report::section part(page, "wiring");
  part.when("fits", fits);
  if (fits) {
    const double difference = (noise[0] - library).abs().maxCoeff();
    const auto believed = [&](const image& e) {
      return image((noisy - std::sqrt(1 - alpha_bar) * e) / std::sqrt(alpha_bar));
    };
    const picture_row row({noisy, believed(noise[0]), believed(library)});
    part.set("both", report::moments(row.pixels(), {"t = 50", "by these functions", "by the library"}, "digit"))
        .set("difference", report::decimals(difference, 6))
        .when("same", difference < 1e-3);
  }
  part.drawn_with(at.functions.taken());
}

}  // namespace sfumato::lab
