#pragma once

#include <algorithm>
#include <optional>
#include <vector>

#include "lab/model/forward.hpp"
#include "sfumato/backend/cpu/cpu.hpp"
#include "sfumato/io/image_layout.hpp"
#include "sfumato/io/pretrained.hpp"
#include "sfumato/io/safetensors_writer.hpp"
#include "sfumato/ops/cast.hpp"
#include "sfumato/tensor/inference.hpp"

namespace sfumato::lab {

namespace detail {

/// So many images at once: memory stays bounded, and no prediction depends on the others.
inline constexpr index_t together = 8;

struct forward_input {
  shape extent;  ///< (N,H,W,C)
  std::vector<float> x, t;
  std::vector<whole> labels;
};

inline shape images_of(const safetensors_file& file, const std::string& name) {
  const tensor_info& info = file.info(name);
  const bool fits = info.extents.size() == 4 && info.size() > 0 && is_floating(info.type);
  require(fits, error_kind::io, file.path().string(), ": tensor '", name,
          "': expected images (N,C,H,W) of floating-point numbers, found ", info.type, " ", to_string(info.extents));
  const std::vector<index_t>& e = info.extents;
  return {e[0], e[2], e[3], e[1]};
}

/// One number for each image, or a single one for all.
template <class T>
std::vector<T> one_each(const safetensors_file& file, const std::string& name, index_t images) {
  const tensor_info& info = file.info(name);
  require(info.extents.size() <= 1 && (info.size() == images || info.size() == 1), error_kind::io, file.path().string(),
          ": tensor '", name, "': expected ", images, " numbers, one for each image, or 1, found ",
          to_string(info.extents));
  std::vector<T> values = file.read<T>(name);
  if (values.size() == 1) values.resize(static_cast<std::size_t>(images), values.front());
  return values;
}

inline forward_input read_input(const forward_settings& s, index_t classes) {
  const auto file = safetensors_file::open(s.input);
  forward_input input;
  input.extent = images_of(file, s.x);
  file.require_finite(s.x);
  file.require_finite(s.timesteps);
  input.x = to_channels_last(input.extent, file.read<float>(s.x));
  input.t = one_each<float>(file, s.timesteps, input.extent[0]);
  require(s.labels.empty() == (classes == 0), error_kind::config, "--labels: expected ",
          classes == 0 ? "none, since the network is not conditioned"
                       : "the name of a tensor, since the network is conditioned");
  if (s.labels.empty()) return input;
  for (const std::int64_t label : one_each<std::int64_t>(file, s.labels, input.extent[0])) {
    require(label >= 0 && label < classes, error_kind::io, file.path().string(), ": tensor '", s.labels,
            "': expected labels from 0 to ", classes - 1, ", found ", label);
    input.labels.push_back(static_cast<whole>(label));
  }
  return input;
}

}  // namespace detail

/// forward() in the numbers of a backend; each is compiled in a file of its own.
template <backend B>
void forward_in(const forward_settings& s) {
  typename B::context ctx(s.threads);
  const pretrained<B> model = from_pretrained<B>(ctx, s.model);
  const detail::forward_input input = detail::read_input(s, model.net.classes());
  const index_t images = input.extent[0], stride = input.extent.stride();

  std::vector<float> y;
  index_t planned_for = 0;
  std::optional<inference<B>> run;
  for (index_t first = 0; first < images; first += detail::together) {
    const index_t n = (std::min)(detail::together, images - first);
    if (n != planned_for) run.emplace(ctx);
    planned_for = n;
    const view<const float> got = (*run)([&](graph<B>& g) {
      const shape extent{n, input.extent[1], input.extent[2], input.extent[3]};
      const value x = ops::to_scalar(g, g.input(view<const float>{input.x.data() + first * stride, extent}));
      const real_value t = g.input(view<const float>{input.t.data() + first, {n}});
      class_labels told;
      if (!input.labels.empty()) told.labels = g.input(view<const whole>{input.labels.data() + first, {n}});
      return ops::to_real(g, model.net(g, x, t, told));
    });
    y.insert(y.end(), got.data, got.data + got.size());
  }

  const shape out{images, input.extent[1], input.extent[2], model.net.image_channels()};
  safetensors_writer writer;
  writer.add("y", {out[0], out[3], out[1], out[2]}, to_channels_first(out, y));
  writer.write(s.out);
}

/// forward_in<cpu<bf16>>.
void forward_in_bf16(const forward_settings& settings);

}  // namespace sfumato::lab
