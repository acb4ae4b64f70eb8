// Whether a network here and the same one elsewhere answer alike, so that timing them side by side compares like with
// like.
//
//     bench_agreement toy|cifar FILE
//
// FILE is safetensors: the weights behind "net.", images x (N,H,W,C), one time t (1), and the other's answer y
// (N,H,W,C). Prints the largest |ours - y| and the largest |y| as JSON.

#include <algorithm>
#include <cmath>
#include <iostream>
#include <string>
#include <vector>

#include "cifar_unet.hpp"
#include "sfumato/io.hpp"

namespace {

using backend = sfumato::cpu<float>;
using sfumato::index_t;

template <class Net>
void compare(Net net, const std::string& path) {
  backend::context ctx;
  sfumato::parameter_slab<backend> slab(ctx, net);
  const auto file = sfumato::safetensors_file::open(path);
  sfumato::read_state_dict<backend>(file, ctx, net, "net.");

  const std::vector<index_t>& e = file.info("x").extents;
  sfumato::require(e.size() == 4, sfumato::error_kind::io, path, ": expected x (N,H,W,C), found ",
                   sfumato::to_string(e));
  file.require_shape("y", e);
  file.require_shape("t", {1});
  const sfumato::shape extent{e[0], e[1], e[2], e[3]};
  const auto x = file.read<float>("x"), y = file.read<float>("y");
  std::vector<float> ours(x.size());
  sfumato::network_denoiser<backend, Net> denoiser(net);
  denoiser(ctx, {x.data(), extent}, static_cast<double>(file.read<float>("t")[0]), {ours.data(), extent});

  float apart = 0, largest = 0;
  for (std::size_t i = 0; i < y.size(); ++i) {
    sfumato::require(std::isfinite(ours[i]), sfumato::error_kind::value, path, ": expected finite answers, got ",
                     std::to_string(ours[i]), " at index ", i);
    apart = std::max(apart, std::abs(ours[i] - y[i]));
    largest = std::max(largest, std::abs(y[i]));
  }
  std::cout << "{\"largest_difference\": " << apart << ", \"largest_answer\": " << largest << "}\n";
}

}  // namespace

int main(int argc, char** argv) {
  const std::string network = argc == 3 ? argv[1] : "";
  try {
    if (network == "toy") {
      compare(sfumato::simple_unet<backend>(), argv[2]);
    } else if (network == "cifar") {
      compare(sfumato::unet2d<backend>(ddpm_cifar10()), argv[2]);
    } else {
      std::cerr << "bench_agreement: expected toy or cifar and a safetensors file\n";
      return 2;
    }
  } catch (const sfumato::error& e) {
    std::cerr << "bench_agreement: " << e.what() << '\n';
    return 1;
  }
}
