#include "../library/train/tiny_training.hpp"
#include "fuzz.hpp"
#include "sfumato/train/checkpoint.hpp"

/// A checkpoint is refused and changes nothing, or the run it came from goes on: saved again it is the same.
namespace sfumato_fuzz {
namespace {

/// The smallest network there is.
struct smallest_run {
  using backend = cpu<float>;
  cpu_context ctx{1};
  simple_unet<backend> net{0, {1, 1, 1}};
  parameter_slab<backend> slab{ctx, net};
  trainer<backend, simple_unet<backend>> training{net, slab, linear_beta(scaled_beta_range(50)),
                                                  sfumato_test::tiny_options()};
  model_card card = sfumato_test::tiny_training::card();

  smallest_run() { card.widths = {1, 1, 1}; }
};

}  // namespace
}  // namespace sfumato_fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace sfumato_fuzz;
  static const temporary_folder folder;
  static smallest_run run;
  const auto path = folder / "a.checkpoint", saved = folder / "b.checkpoint";
  put(path, text_of(data, size));
  if (!accepted(path.string(), [&] { safetensors_file::open(path); })) return 0;
  const auto file = safetensors_file::open(path);

  // Beyond the checksum, which no change of bytes passes.
  accepted(path.string(), [&] {
    const training_state state = detail::read_training_state(file, 8);
    expect(static_cast<index_t>(state.history.size()) == state.next.epoch, "every epoch has its numbers");
  });
  if (!accepted(path.string(), [&] { load_checkpoint(path, run.training, run.card); })) return 0;
  save_checkpoint(saved, run.training, run.card);
  const auto again = safetensors_file::open(saved);
  expect(again.metadata().at("checksum") == file.metadata().at("checksum"), "a checkpoint survives");
  return 0;
}
