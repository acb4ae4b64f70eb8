// Nearly all of the library once, for every backend of the CPU: compiled, never run.
#include "sfumato/data/mnist.hpp"
#include "sfumato/diffusion/solver/execute.hpp"
#include "sfumato/diffusion/solver/sigma_space.hpp"
#include "sfumato/io.hpp"
#include "sfumato/nn/attention_block.hpp"
#include "sfumato/nn/downsample.hpp"
#include "sfumato/nn/group_norm.hpp"
#include "sfumato/nn/resnet_block.hpp"
#include "sfumato/nn/time_mlp.hpp"
#include "sfumato/nn/upsample.hpp"
#include "sfumato/ops/add.hpp"
#include "sfumato/ops/pool.hpp"
#include "sfumato/ops/scale.hpp"
#include "sfumato/optim/sgd.hpp"
#include "sfumato/tensor/gradcheck.hpp"
using namespace sfumato;
struct own_data {
  std::size_t size() const { return 8; }
  shape image_shape() const { return {16, 16, 1}; }
  template <class T>
  void get(index_t, std::span<T> out) const {
    for (T& x : out) x = T(0);
  }
  long label(index_t i) const { return i % 2; }
};
template <class T>
void all() {
  using B = cpu<T>;
  typename B::context ctx;
  simple_unet<B> net(2);
  parameter_slab<B> slab(ctx, net);
  slab.initialize(net, 0);
  const linear_beta schedule(scaled_beta_range(200));
  trainer<B, simple_unet<B>> training(net, slab, schedule, {.batch_size = 4, .classes = 2});
  training.run(synthetic_digits(0, {0, 1}, 8), {.epochs = 1});
  training.run(own_data{}, {.epochs = 1});
  training.run(stored(synthetic_digits(0, {0, 1}, 8)), {.epochs = 1});
  save_checkpoint("x.st", training, model_card{});
  load_checkpoint("x.st", training, model_card{});
  save_state_dict<B>("y.st", ctx, net);
  load_state_dict<B>("y.st", ctx, net);
  network_denoiser<B, simple_unet<B>> a(training.averaged(), {0}), b(training.averaged(), {2});
  guided<B, decltype(a), decltype(b)> both(std::move(a), std::move(b), 2.0);
  using R = typename B::real;
  trajectory_recorder<R> recorder = trajectory_recorder<R>::evenly(3, 50);
  auto r = sample<B>(ctx, both, ddpm{.correction = threshold_x0()}, respaced(zero_terminal_snr(cosine(100)), steps(50)),
                     steps(50), {.extent = {2, 16, 16, 1}}, {.trajectory = &recorder});
  r = sample<B>(ctx, both, ddim{.eta = .5, .rederive_epsilon = true}, schedule, steps(50), {.extent = {2, 16, 16, 1}});
  (void)image_grid(r.pixels());
  plan_execution<R> run(r.images, 2);
  run.advance(solver_stage{}, r.images, r.images, r.images);
  graph<B> g(ctx);
  resnet_block<B> block(32, 32, 32);
  attention_block<B> attention(32, {.heads = 2});
  downsample<B> down(32);
  upsample<B> up(32);
  time_mlp<B> mlp(32, 32);
  const value x = g.make({2, 8, 8, 32}, {});
  const real_value t = g.make_real({2}, {});
  const value e = mlp(g, ops::time_embedding(g, t, 32));
  value y = block(g, x, e);
  y = up(g, down(g, attention(g, y)));
  y = ops::scale(g, ops::avg_pool(g, y), typename B::real(1));
  sgd<B> plain(slab);
  plain.step(slab, {.learning_rate = 1});
  ema<B> average(slab);
  average.update(slab);
  (void)lint(schedule);
  (void)min_snr_weight{}(schedule, 1, prediction_type::epsilon);
  (void)check_gradients<B>(ctx, {}, [&](graph<B>& h) { return h.make_real({1}, {}); });
}
int main() {
  all<float>();
  all<double>();
  all<bf16>();
  (void)load_mnist<content_reader>("x", mnist_part::train, {1});
}
