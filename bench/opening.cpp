// What opening the network of google/ddpm-cifar10-32 costs: seconds from its folder to packed weights, and the most
// memory held meanwhile, file mappings included. Each way runs in a process of its own.
//
//   bench_opening [FOLDER]    FOLDER: a model of the Hugging Face library; else one with random weights is written

#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iostream>
#include <string>
#include <vector>

#include "cifar_unet.hpp"
#include "sfumato/io.hpp"

namespace {

namespace fs = std::filesystem;
using namespace sfumato;
using B = cpu<float>;

/// A line of /proc/self/status in MB.
double megabytes(const std::string& line) {
  std::ifstream status("/proc/self/status");
  for (std::string word; status >> word;)
    if (word == line + ":") {
      double kilobytes = 0;
      status >> kilobytes;
      return kilobytes / 1024;
    }
  return 0;
}

/// Two answers for one image: all weights are packed after the first, so it takes that much longer than the second.
template <class Denoiser>
void draw_twice(cpu_context& ctx, Denoiser denoiser, const std::function<void(double)>& packed) {
  const shape extent{1, 32, 32, denoiser.output_channels()};
  std::vector<float> x(static_cast<std::size_t>(extent.size())), y(x.size());
  const auto draw = [&] {
    const auto start = std::chrono::steady_clock::now();
    denoiser(ctx, {x.data(), extent}, 500, {y.data(), extent});
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  };
  draw();
  packed(draw());
}

void in_a_process(const std::string& what, const std::function<void(const std::function<void(double)>&)>& open) {
  std::cout.flush();
  const pid_t child = ::fork();
  if (child != 0) {
    ::waitpid(child, nullptr, 0);
    return;
  }
  const double before = megabytes("VmRSS");
  const auto start = std::chrono::steady_clock::now();
  open([&](double answer) {
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - start;
    std::cout << what << ": " << took.count() - 2 * answer << " s, at most " << megabytes("VmHWM") - before
              << " MB more, " << megabytes("VmRSS") - before << " MB then" << std::endl;
  });
  ::_exit(0);
}

}  // namespace

int main(int argc, char** argv) {
  try {
    const fs::path own = fs::temp_directory_path() / ("sfumato-opening-" + std::to_string(::getpid()));
    const fs::path folder = argc > 1 ? fs::path(argv[1]) : own;
    if (argc == 1)
      in_a_process("written with random weights", [&](const auto& done) {
        cpu_context ctx;
        pretrained<B> model(ctx, unet2d<B>(ddpm_cifar10()));
        model.slab.initialize(model.net, 0);
        save_pretrained<B>(own, ctx, model.net);
        done(0);
      });
    for (const convolution how : {convolution::direct, convolution::automatic}) {
      const std::string name = how == convolution::direct ? ", direct convolutions" : "";
      in_a_process("open_for_inference" + name, [&](const auto& done) {
        cpu_context ctx(0, how);
        draw_twice(ctx, open_for_inference<B>(ctx, folder).denoiser(), done);
      });
      in_a_process("from_pretrained" + name, [&](const auto& done) {
        cpu_context ctx(0, how);
        const auto model = from_pretrained<B>(ctx, folder);
        draw_twice(ctx, model.denoiser(), done);
      });
    }
    fs::remove_all(own);
    return 0;
  } catch (const std::exception& e) {
    std::cerr << argv[0] << ": " << e.what() << '\n';
    return 1;
  }
}
