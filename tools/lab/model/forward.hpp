#pragma once

#include <filesystem>
#include <string>

namespace sfumato::lab {

/// One pass of a network of a folder (io/pretrained.hpp) over tensors of a file, for comparing with other software.
struct forward_settings {
  std::filesystem::path model, input, out;
  std::string x, timesteps;         ///< names of tensors: images (N,C,H,W), and a time for each or one for all
  std::string labels;               ///< the same of labels; empty: the network is not conditioned
  std::string precision = "float";  ///< in which activations are stored: float or bf16
  int threads = 0;                  ///< 0: as many as there are cores
};

/// Writes the prediction as tensor "y", (N,C,H,W), F32. Throws where a file or a tensor is not what it must be.
void forward(const forward_settings& settings);

}  // namespace sfumato::lab
