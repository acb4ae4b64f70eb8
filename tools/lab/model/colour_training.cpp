#include "lab/model/colour_network.hpp"
#include "lab/model/training_network_in.hpp"
#include "sfumato/io/pretrained.hpp"

namespace sfumato::lab {

namespace {

using colour_net = unet2d<cpu<float>>;

class colour_training final : public training_network_in<float, colour_net> {
 public:
  using training_network_in::training_network_in;

  void save_model(const std::filesystem::path& model, const model_card& card) override {
    save_pretrained<cpu<float>>(model, ctx(), averaged(), colour_scheduler(card), dtype::f16);
  }
};

}  // namespace

std::unique_ptr<training_network> start_colour_training(const training_settings& settings) {
  require(settings.card.precision == "float", error_kind::config, "the colour model is trained in floats, got ",
          settings.card.precision);
  colour_net net(colour_config(settings.card));
  net.none_label = no_group;
  return std::make_unique<colour_training>(settings, net);
}

}  // namespace sfumato::lab
