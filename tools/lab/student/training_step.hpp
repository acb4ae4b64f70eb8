#pragma once

#include "1_forward/noising.registry.hpp"
#include "1_forward/schedule.registry.hpp"
#include "2_training/embedding.registry.hpp"
#include "2_training/loss.registry.hpp"
#include "2_training/optimizer.registry.hpp"
#include "2_training/training_step.registry.hpp"
#include "lab/model/stored_network.hpp"
#include "lab/student/functions.hpp"
#include "lab/student/pictures.hpp"
#include "sfumato/data/loader.hpp"
#include "sfumato/optim/ema.hpp"

namespace sfumato::lab {

/// One step of training, made of the nine lines of exercise 2.3, which run in the group's order. What a line makes
/// stays for the lines after it, and for the next step: a wrong order trains on what is left over from the step before.
class training_step {
 public:
  using network = stored_network;
  using B = network::backend_type;

  training_step(student_functions& functions, network& model, loader<float, image_dataset>& batches,
                double learning_rate, std::uint64_t seed)
      : functions_(functions),
        model_(model),
        batches_(batches),
        graph_(model.slab.context()),
        average_(model.slab),
        rate_(learning_rate),
        seed_(seed) {
    // The finished network is used with these three as they should be, so others would only spoil it.
    alpha_bars_ = agreed(student::alpha_bars, agreed(student::linear_betas, timesteps, 5e-4, 0.1));
    for (int t = 0; t < timesteps; ++t)
      embeddings_.push_back(agreed(student::time_embedding, t, int{decltype(network::net)::time_channels}));
    const auto is_order = [](std::string letters) {
      return std::is_permutation(letters.begin(), letters.end(), "ABCDEFGHI", &"ABCDEFGHI"[9]);
    };
    order_ = functions.checked(student::training_step_order, is_order, "is no order of the nine lines");
    parameters_ = Eigen::Map<const Eigen::ArrayXf>(model.slab.values(), model.slab.size()).cast<double>();
    gradient_ = averages_.first = averages_.second = ::curve::Zero(parameters_.size());
    next_picture();
    random_timestep();
    random_noise();
    add_noise();
    predict();
  }

  /// Runs the lines; returns the loss of this step.
  double run() {
    ++steps_;
    for (const char line : order_) run_line(line);
    average_.update(model_.slab);
    return loss_;
  }

  index_t images() const { return x0_.rows() / height(); }
  loader_position position() const { return position_; }
  auto averaged() { return average_.values().as_values_of(model_.net); }

 private:
  static constexpr int timesteps = 200;

  template <class R, class... A>
  R agreed(const ::lab::exercise<R(A...)>& asked, const std::remove_cvref_t<A>&... given) {
    const R ours = functions_.lent(asked, given...);
    const auto agrees = [&](const R& own) { return (own - ours).abs().maxCoeff() < 1e-9; };
    return functions_.checked(asked, agrees, "is not right yet", given...);
  }

  void run_line(char line) {
    switch (line) {
      case 'A':
        loss_ = functions_.checked(
            student::mse, [](double loss) { return loss >= 0; }, "gives a loss below 0", predicted_, noise_);
        break;
      case 'B': adam(); break;
      case 'C': random_timestep(); break;
      case 'D': predict(); break;
      case 'E': gradient_.setZero(); break;
      case 'F': next_picture(); break;
      case 'G': add_noise(); break;
      case 'H': add_gradient(); break;
      case 'I': random_noise(); break;
      default: break;
    }
  }

  index_t height() const { return batches_image_.extent[1]; }

  void next_picture() {
    const image_batch<float> batch = batches_.next();
    batches_image_ = batch.images;
    position_ = batch.position;
    x0_ = to_image(batch.images.span(), batch.images.extent[0] * batch.images.extent[1], batch.images.extent[2]);
  }

  void random_timestep() {
    random_sequence draw({seed_ ^ 0x74696d6573u, 0, steps_});
    t_.resize(static_cast<std::size_t>(images()));
    for (int& t : t_) t = static_cast<int>(draw.below(timesteps));
  }

  void random_noise() { noise_ = normal_image(x0_.rows(), x0_.cols(), {seed_ ^ 0x6e6f697365u, 1, steps_}); }

  void add_noise() {
    x_t_.resize(x0_.rows(), x0_.cols());
    for (index_t n = 0; n < images(); ++n) {
      const auto rows = Eigen::seqN(n * height(), height());
      x_t_(rows, Eigen::all) =
          functions_(student::add_noise, image(x0_(rows, Eigen::all)), image(noise_(rows, Eigen::all)),
                     alpha_bars_(t_[static_cast<std::size_t>(n)]));
    }
  }

  void predict() {
    const index_t channels = decltype(network::net)::time_channels;
    input_ = x_t_.cast<float>();
    embedded_.resize(images(), channels);
    for (index_t n = 0; n < images(); ++n)
      embedded_.row(n) =
          embeddings_[static_cast<std::size_t>(t_[static_cast<std::size_t>(n)])].transpose().cast<float>();
    graph_.rewind();
    const shape extent{images(), height(), x0_.cols(), 1};
    const view<const float> noisy{input_.data(), extent}, times{embedded_.data(), {images(), channels}};
    prediction_ = model_.net.with_embedding(graph_, graph_.scalar_input(noisy), graph_.scalar_input(times));
    predicted_ = to_image(graph_[prediction_].span(), x0_.rows(), x0_.cols());
  }

  /// From the gradient of the loss with respect to the prediction, which the group computes, back through the network.
  void add_gradient() {
    seed_gradient_ = functions_(student::mse_gradient, predicted_, noise_).cast<float>();
    const real_value loss = graph_.make_real({1}, {prediction_});
    const float* from = seed_gradient_.data();
    graph_.record(loss, [from, y = prediction_](graph<B>& g) {
      const auto slot = g.grad_for(y);
      std::copy(from, from + g.shape_of(y).size(), slot.data);
    });
    model_.slab.zero_grads();
    graph_.backward(loss);
    gradient_ += Eigen::Map<const Eigen::ArrayXf>(model_.slab.grads(), model_.slab.size()).cast<double>();
  }

  void adam() {
    averages_ = functions_(student::update_moments, averages_, gradient_, 0.9, 0.999);
    parameters_ =
        functions_(student::adam_step, parameters_, averages_, static_cast<int>(steps_), rate_, 0.9, 0.999, 1e-8);
    Eigen::Map<Eigen::ArrayXf>(model_.slab.values(), model_.slab.size()) = parameters_.cast<float>();
  }

  using single = Eigen::Array<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

  student_functions& functions_;
  network& model_;
  loader<float, image_dataset>& batches_;
  graph<B> graph_;
  ema<B> average_;
  double rate_;
  std::uint64_t seed_;

  std::string order_;
  ::curve alpha_bars_;
  std::vector<::curve> embeddings_;

  view<const float> batches_image_;
  loader_position position_;
  std::vector<int> t_;
  image x0_, noise_, x_t_, predicted_;
  single input_, embedded_, seed_gradient_;
  value prediction_;
  double loss_ = 0;
  ::curve parameters_, gradient_;
  ::moments averages_;
  std::uint32_t steps_ = 0;
};

}  // namespace sfumato::lab
