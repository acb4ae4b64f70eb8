#include "lab/model/forward.hpp"

#include <memory>

#include "child/process.hpp"
#include "judge/built_here.hpp"
#include "lab/commands/command.hpp"
#include "lab/system/outputs.hpp"
#include "sfumato/core/error.hpp"

namespace sfumato::lab {

namespace {

/// The network has a program of its own, which is built when it is asked for: nobody else waits for it.
[[noreturn]] void hand_over(const forward_settings& s) {
  const std::string program = ::lab::built_here::binaries() + "/lab-forward";
  ::lab::child::become({.command = {program, s.model, s.input, s.x, s.timesteps, s.labels, s.out, s.precision,
                                    std::to_string(s.threads)}});
  fail(error_kind::io, program, ": cannot be started; \"./lab forward\" builds it");
}

}  // namespace

void add_forward(CLI::App& app, action& chosen) {
  const auto settings = std::make_shared<forward_settings>();
  CLI::App* forward =
      app.add_subcommand("forward", "one pass of a Hugging Face UNet2DModel, to compare it with other software");
  forward->add_option("--model", settings->model, "a folder with config.json and diffusion_pytorch_model.safetensors")
      ->type_name("FOLDER")
      ->required();
  forward->add_option("--input", settings->input, "a file with the tensors named below")
      ->type_name("SAFETENSORS")
      ->required();
  forward->add_option("--x", settings->x, "noisy images (N,C,H,W)")->type_name("NAME")->required();
  forward->add_option("--timesteps", settings->timesteps, "a time for each image, or one for all")
      ->type_name("NAME")
      ->required();
  forward
      ->add_option("--labels", settings->labels, "a class for each image, or one for all, where the network takes any")
      ->type_name("NAME");
  forward->add_option("--out", settings->out, "one tensor \"y\", the prediction (N,C,H,W)")
      ->type_name("SAFETENSORS")
      ->required();
  forward->add_option("--precision", settings->precision, "in which activations are stored: float or bf16")
      ->type_name("NAME")
      ->check(one_of({"float", "bf16"}))
      ->capture_default_str();
  add_threads(*forward, settings->threads);
  forward->callback([&chosen, settings] {
    chosen = [settings]() -> int {
      require_writable({{"--out", settings->out}});
      hand_over(*settings);
    };
  });
}

}  // namespace sfumato::lab
