#include "lab/model/toy.hpp"

#include <map>

#include "lab/model/card.hpp"
#include "lab/model/network.hpp"
#include "lab/model/stored_network.hpp"
#include "lab/model/strip.hpp"
#include "sfumato/diffusion/network_denoiser.hpp"
#include "sfumato/io/state_dict.hpp"

namespace sfumato::lab {

/// The network behind it, with a plan for each choice of labels.
struct toy::runner {
  using B = stored_network::backend_type;
  using net_denoiser = network_denoiser<B, decltype(stored_network::net)>;

  runner(const safetensors_file& file, model_card of, int threads)
      : card(std::move(of)), ctx(threads), model(ctx, card.classes, widths_of(card)) {
    read_state_dict<B>(file, ctx, model.net);
  }

  void predict(view<const float> x, int t, const std::vector<index_t>& labels, view<float> out) {
    auto found = denoisers.find(labels);
    if (found == denoisers.end())
      found =
          denoisers
              .emplace(labels, net_denoiser(model.net, std::vector<int>(labels.begin(), labels.end()), card.prediction))
              .first;
    found->second(ctx, x, t, out);
  }

  features convolve(toy_layers::stage which, const features& x) {
    const index_t height = x.at(0).rows(), width = x[0].cols(), channels = static_cast<index_t>(x.size());
    std::vector<float> in(static_cast<std::size_t>(height * width * channels));
    for (index_t c = 0; c < channels; ++c) {
      require(x[static_cast<std::size_t>(c)].rows() == height && x[static_cast<std::size_t>(c)].cols() == width,
              error_kind::shape, "a layer: expected channels of one size");
      for (index_t i = 0; i < height * width; ++i)
        in[static_cast<std::size_t>(i * channels + c)] = static_cast<float>(x[static_cast<std::size_t>(c)].data()[i]);
    }
    graph<B> g(ctx);
    const value y = conv(which)(g, g.scalar_input({in.data(), {1, height, width, channels}}));
    const view<float> out = g[y];
    features result;
    for (index_t c = 0; c < out.extent[3]; ++c) {
      image channel(height, width);
      for (index_t i = 0; i < height * width; ++i)
        channel.data()[i] = static_cast<double>(out.data[i * out.extent[3] + c]);
      result.push_back(channel);
    }
    return result;
  }

  convolution_weights weights(toy_layers::stage which) const {
    const conv2d<B>& layer = conv(which);
    const index_t in = layer.weight.extent[2], out = layer.weight.extent[3];  // (kh,kw,in,out)
    convolution_weights all;
    all.biases = Eigen::Map<const Eigen::ArrayXf>(layer.bias.value, out).cast<double>();
    for (index_t o = 0; o < out; ++o) {
      features& windows = all.windows.emplace_back(static_cast<std::size_t>(in), image(3, 3));
      for (index_t c = 0; c < in; ++c)
        for (index_t i = 0; i < 9; ++i)
          windows[static_cast<std::size_t>(c)].data()[i] =
              static_cast<double>(layer.weight.value[(i * in + c) * out + o]);
    }
    return all;
  }

  ::curve time_row(toy_layers::stage which, int t) {
    graph<B> g(ctx);
    const auto time = static_cast<float>(t);
    const value embedded = ops::time_embedding(g, g.input(view<const float>{&time, {1}}),
                                               index_t{decltype(stored_network::net)::time_channels});
    const view<float> row = g[timed(which).time(g, embedded)];
    return Eigen::Map<const Eigen::ArrayXf>(row.data, row.size()).cast<double>();
  }

  const timed_conv<B>& timed(toy_layers::stage which) const {
    const timed_conv<B>* const stages[] = {&model.net.encoder1, &model.net.encoder2, &model.net.bottleneck,
                                           &model.net.decoder1, &model.net.decoder2};
    return *stages[static_cast<std::size_t>(which)];
  }
  const conv2d<B>& conv(toy_layers::stage which) const {
    return which == toy_layers::stage::output ? model.net.output : timed(which).conv;
  }

  model_card card;
  cpu_context ctx;
  stored_network model;
  std::map<std::vector<index_t>, net_denoiser> denoisers;
};

toy::toy(const std::filesystem::path& file, int threads) {
  const safetensors_file stored = open_weights(file);
  model_card card = read_card(stored);
  require(card.objective == "ddpm", error_kind::config, file.string(), ": expected a model of ddpm, got one of ",
          card.objective, "; the pages' formulas are those of ddpm");
  runner_ = std::make_unique<runner>(stored, std::move(card), threads);
}

toy::~toy() = default;
toy::toy(toy&&) noexcept = default;

const model_card& toy::card() const { return runner_->card; }

::curve toy::betas() const {
  const ::curve bars = alpha_bars();
  ::curve betas(bars.size());
  for (index_t t = 0; t < bars.size(); ++t) betas(t) = 1 - bars(t) / (t == 0 ? 1 : bars(t - 1));
  return betas;
}

::curve toy::alpha_bars() const {
  const alpha_bar_table schedule = card().noise_schedule();
  const auto table = schedule.alpha_bars();
  return Eigen::Map<const ::curve>(table.data(), static_cast<index_t>(table.size()));
}

image toy::predict_noise(const image& x, int t, const std::vector<index_t>& labels) {
  const index_t height = card().image[0], width = card().image[1];
  require(x.cols() == width && x.rows() > 0 && x.rows() % height == 0, error_kind::shape,
          "the network: expected images of ", height, " x ", width, ", one below the other, got ", x.rows(), " x ",
          x.cols());
  require(t >= 0 && t < timesteps(), error_kind::value, "the network: expected a timestep from 0 to ", timesteps() - 1,
          ", got ", t);
  return on_strip(x, height, [&](view<const float> in, view<float> out) { runner_->predict(in, t, labels, out); });
}

::denoiser toy::as_denoiser(std::vector<index_t> labels) {
  return [this, labels = std::move(labels)](const image& noisy, int t) { return predict_noise(noisy, t, labels); };
}

toy_layers toy::layers(int t) {
  toy_layers all;
  all.convolve = [this](toy_layers::stage which, const features& x) { return runner_->convolve(which, x); };
  all.weights = [this](toy_layers::stage which) { return runner_->weights(which); };
  all.time_row = [this, t](toy_layers::stage which) { return runner_->time_row(which, t); };
  return all;
}

features toy_layers::pool(const features& x) {
  features y;
  for (const image& channel : x)
    y.push_back(image::NullaryExpr(channel.rows() / 2, channel.cols() / 2, [&](Eigen::Index i, Eigen::Index j) {
      return channel.block(2 * i, 2 * j, 2, 2).maxCoeff();
    }));
  return y;
}

features toy_layers::upsample(const features& x) {
  features y;
  for (const image& channel : x)
    y.push_back(image::NullaryExpr(2 * channel.rows(), 2 * channel.cols(),
                                   [&](Eigen::Index i, Eigen::Index j) { return channel(i / 2, j / 2); }));
  return y;
}

std::vector<image> toy::first_filters() const {
  std::vector<image> filters;
  for (const features& windows : runner_->weights(toy_layers::stage::encoder1).windows) filters.push_back(windows[0]);
  return filters;
}

}  // namespace sfumato::lab
