#include "lab/model/toy.hpp"

#include <map>

#include "lab/model/network.hpp"
#include "lab/model/stored_network.hpp"
#include "sfumato/diffusion/network_denoiser.hpp"
#include "sfumato/io/state_dict.hpp"

namespace sfumato::lab {

/// The part of it that does not depend on the network's widths.
struct toy::runner {
  model_card card;

  explicit runner(model_card of) : card(std::move(of)) {}
  virtual ~runner() = default;
  virtual void predict(view<const float> x, int t, const std::vector<index_t>& labels, view<float> out) = 0;
  virtual std::vector<image> first_filters() const = 0;
};

namespace {

template <unet_widths W>
struct runner_of final : toy::runner {
  using network = stored_network<W>;
  using B = typename network::backend_type;
  using net_denoiser = network_denoiser<B, decltype(network::net)>;

  runner_of(const safetensors_file& file, model_card of, int threads)
      : runner(std::move(of)), ctx(threads), model(ctx, card.classes) {
    read_state_dict<B>(file, ctx, model.net);
  }

  void predict(view<const float> x, int t, const std::vector<index_t>& labels, view<float> out) override {
    auto found = denoisers.find(labels);
    if (found == denoisers.end())
      found = denoisers.emplace(labels, net_denoiser(model.net, labels, card.prediction)).first;
    found->second(ctx, x, t, out);
  }

  std::vector<image> first_filters() const override {
    const parameter<float>& weight = model.net.encoder1.conv.weight;  // (kh,kw,in,out)
    std::vector<image> filters;
    for (index_t o = 0; o < W.full; ++o) {
      image filter(3, 3);
      for (index_t i = 0; i < 9; ++i) filter.data()[i] = static_cast<double>(weight.value[i * W.full + o]);
      filters.push_back(filter);
    }
    return filters;
  }

  cpu_context ctx;
  network model;
  std::map<std::vector<index_t>, net_denoiser> denoisers;
};

}  // namespace

toy::toy(const std::filesystem::path& file, int threads) {
  const safetensors_file stored = safetensors_file::open(file);
  model_card card = model_card::from_metadata(stored.metadata(), file.string());
  require(card.image[2] == 1, error_kind::io, file.string(), ": model card: image: expected one channel, found ",
          card.image[2]);
  with_widths(card,
              [&]<unet_widths W>() { runner_ = std::make_unique<runner_of<W>>(stored, std::move(card), threads); });
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
  const auto& table = schedule.alpha_bars();
  return Eigen::Map<const ::curve>(table.data(), static_cast<index_t>(table.size()));
}

image toy::predict_noise(const image& x, int t, const std::vector<index_t>& labels) {
  const index_t height = card().image[0], width = card().image[1];
  require(x.cols() == width && x.rows() > 0 && x.rows() % height == 0, error_kind::shape,
          "the network: expected images of ", height, " x ", width, ", one below the other, got ", x.rows(), " x ",
          x.cols());
  require(t >= 0 && t < timesteps(), error_kind::value, "the network: expected a timestep from 0 to ", timesteps() - 1,
          ", got ", t);
  const Eigen::Array<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor> in = x.cast<float>();
  auto out = in;
  const shape extent{x.rows() / height, height, width, 1};
  runner_->predict({in.data(), extent}, t, labels, {out.data(), extent});
  return out.cast<double>();
}

::denoiser toy::as_denoiser(std::vector<index_t> labels) {
  return [this, labels = std::move(labels)](const image& noisy, int t) { return predict_noise(noisy, t, labels); };
}

std::vector<image> toy::first_filters() const { return runner_->first_filters(); }

}  // namespace sfumato::lab
