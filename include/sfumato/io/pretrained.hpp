#pragma once

#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "sfumato/diffusion/network_denoiser.hpp"
#include "sfumato/io/atomic_file.hpp"
#include "sfumato/io/scheduler_config.hpp"
#include "sfumato/io/state_dict.hpp"
#include "sfumato/io/unet2d_json.hpp"
#include "sfumato/nn/unet2d/unet2d.hpp"

namespace sfumato::inline SFUMATO_ISA {

/// A network with its weights, and how it is sampled from: what a folder of the Hugging Face library holds.
///
///     config.json                            the network (io/unet2d_json.hpp)
///     diffusion_pytorch_model.safetensors    its weights, or an index (.safetensors.index.json) and shards
///     scheduler_config.json                  noise schedule and solver (io/scheduler_config.hpp)
///
/// A pipeline's folder, with the first two in unet/ and the third in scheduler/, is read too.
///
///     auto model = from_pretrained<B>(ctx, "ddpm-cifar10-32");
///     sample(ctx, model.denoiser(), model.scheduler.plan(50), {.extent = {16, 32, 32, 3}});
template <backend B>
struct pretrained {
  unet2d<B> net;
  parameter_slab<B> slab;
  scheduler_config scheduler;

  /// Weights all 0 until they are initialized or read.
  pretrained(typename B::context& ctx, unet2d<B> network, scheduler_config how = {})
      : net(std::move(network)), slab(ctx, net), scheduler(std::move(how)) {}

  /// To sample with. labels: one for each image, or a single one for all; only for a conditioned network.
  network_denoiser<B, unet2d<B>> denoiser(std::vector<int> labels = {}) const {
    return network_denoiser<B, unet2d<B>>(net, std::move(labels), scheduler.prediction);
  }
};

namespace detail {

inline std::filesystem::path part_of(const std::filesystem::path& folder, const char* part, const char* file) {
  const std::filesystem::path inside = folder / part / file;
  return std::filesystem::exists(folder / file) || !std::filesystem::exists(inside) ? folder / file : inside;
}

template <backend B>
unet2d<B> network_of(const json_object& file) {
  const unet2d_config config = read_unet2d_config(file);
  try {
    return unet2d<B>(config);
  } catch (const error& e) {
    fail(error_kind::io, file.file(), ": ", e.what());
  }
}

/// The weights beside a config.json, with their headers checked.
inline safetensors_shards weights_beside(const std::filesystem::path& config) {
  const std::filesystem::path whole = config.parent_path() / "diffusion_pytorch_model.safetensors";
  const std::filesystem::path index = config.parent_path() / "diffusion_pytorch_model.safetensors.index.json";
  const bool pickled = std::filesystem::exists(config.parent_path() / "diffusion_pytorch_model.bin");
  require(std::filesystem::exists(whole) || std::filesystem::exists(index), error_kind::io,
          config.parent_path().string(), ": expected ", whole.filename().string(), " or its .index.json, found ",
          pickled ? "only a pickled .bin, which is not read; convert it to safetensors" : "neither");
  return safetensors_shards::open(std::filesystem::exists(whole) ? whole : index);
}

/// What a folder says, its files checked against each other; no weight is read yet.
template <backend B>
struct opened_folder {
  explicit opened_folder(const std::filesystem::path& folder) : opened_folder(folder, config_in(folder)) {
    require_state_dict(weights, net);
  }

  unet2d<B> net;
  safetensors_shards weights;
  scheduler_config scheduler;

 private:
  opened_folder(const std::filesystem::path& folder, const std::filesystem::path& config)
      : net(network_of<B>(json_object::read(config))), weights(weights_beside(config)) {
    const std::filesystem::path how = part_of(folder, "scheduler", "scheduler_config.json");
    if (std::filesystem::exists(how)) scheduler = read_scheduler_config(json_object::read(how));
  }

  static std::filesystem::path config_in(const std::filesystem::path& folder) {
    require(std::filesystem::is_directory(folder), error_kind::io, folder.string(),
            ": expected a folder with a config.json, found none");
    return part_of(folder, "unet", "config.json");
  }
};

}  // namespace detail

/// Reads a folder. Throws (io), naming the file, where one is missing, hostile or does not fit the others; memory for
/// weights is taken only when all is known to fit. Without a scheduler_config.json the scheduler is the default one.
template <backend B>
pretrained<B> from_pretrained(typename B::context& ctx, const std::filesystem::path& folder) {
  detail::opened_folder<B> opened(folder);
  pretrained<B> model(ctx, std::move(opened.net), std::move(opened.scheduler));
  read_state_dict<B>(opened.weights, ctx, model.net);
  return model;
}

/// Writes a folder that the Hugging Face library opens, and from_pretrained. The network must have values (a slab, or a
/// moving average), which are rounded to the type that is given; each file is replaced in one step. Throws (io) naming
/// the file.
template <backend B>
void save_pretrained(const std::filesystem::path& folder, typename B::context& ctx, const unet2d<B>& net,
                     const scheduler_config& sampled_by = {}, dtype stored = dtype_of<typename B::real>) {
  std::error_code problem;
  std::filesystem::create_directories(folder, problem);
  require(!problem, error_kind::io, folder.string(), ": cannot make the folder: ", problem.message());
  const std::string pipeline(scheduler_named(sampled_by.class_name, "scheduler").pipeline);
  const nlohmann::json parts = {{"_class_name", pipeline},
                                {"_diffusers_version", diffusers_version},
                                {"scheduler", {"diffusers", sampled_by.class_name}},
                                {"unet", {"diffusers", "UNet2DModel"}}};
  save_state_dict<B>(folder / "diffusion_pytorch_model.safetensors", ctx, net, {{"format", "pt"}}, stored);
  write_file(folder / "config.json", unet2d_config_json(net.config));
  write_file(folder / "scheduler_config.json", scheduler_config_json(sampled_by));
  write_file(folder / "model_index.json", parts.dump(2) + "\n");
}

}  // namespace sfumato
