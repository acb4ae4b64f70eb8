#pragma once

#include <climits>
#include <cstdint>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "sfumato/core/error.hpp"
#include "sfumato/diffusion/edm.hpp"
#include "sfumato/diffusion/prediction.hpp"
#include "sfumato/diffusion/schedule/beta.hpp"
#include "sfumato/diffusion/schedule/straight_path.hpp"
#include "sfumato/diffusion/schedule/zero_terminal_snr.hpp"
#include "sfumato/io/card_reader.hpp"
#include "sfumato/version.hpp"

namespace sfumato::inline SFUMATO_ISA {

/// What a model file says of itself in its metadata, so that sampling from it needs no other knowledge. Which networks
/// a program can build from it is the program's to say.
struct model_card {
  std::string network = {};          ///< the name of its type, such as "simple_unet"
  std::vector<index_t> widths = {};  ///< channels, as many numbers as that type takes
  std::vector<index_t> image = {};   ///< (H,W,C)
  index_t classes = 0;               ///< how many labels condition it; 0: none do
  std::vector<int> labels = {};      ///< what it draws or tells apart, label k standing for labels[k]; "digits" on file

  /// What it was trained towards: ddpm, edm or flow. The schedule is of ddpm; `edm` of edm, and its prediction sample;
  /// flow_scale (network_scale of a straight_path) of flow, and its prediction flow. Files without it: ddpm. A
  /// classifier's is classes: it tells labels apart, and has neither schedule nor prediction.
  std::string objective = "ddpm";
  edm_preconditioning edm = {};
  double flow_scale = 1000;

  std::string schedule = "linear";  ///< linear, scaled_linear, sigmoid or cosine
  beta_range betas = {};            ///< cosine uses the timesteps alone
  bool zero_terminal_snr = false;   ///< repaired so that the last timestep is pure noise
  prediction_type prediction = prediction_type::epsilon;

  std::string data = {};
  index_t epochs = 0;
  std::optional<double> final_loss = {};  ///< of the last epoch; none before the first has ended
  std::string weights = "raw";            ///< "ema" or "raw"
  std::string precision = "float";        ///< of activations in training: float, bf16 or double
  std::string version = SFUMATO_VERSION;  ///< of the library that wrote the file

  /// The schedule it was trained with.
  alpha_bar_table noise_schedule() const {
    const alpha_bar_table base = base_schedule();
    return zero_terminal_snr ? alpha_bar_table(sfumato::zero_terminal_snr(base)) : base;
  }

  /// Throws (config) where there is no network, width or image (H,W,C), which could not be read again.
  std::map<std::string, std::string> to_metadata() const;
  /// file: for messages. Throws (io) naming the file, the key, what was expected and what was found.
  static model_card from_metadata(const std::map<std::string, std::string>& metadata, const std::string& file);

 private:
  void read_noise(const card_reader& read, bool repaired_is_said);
  alpha_bar_table base_schedule() const {
    if (schedule == "linear") return linear_beta(betas);
    if (schedule == "scaled_linear") return scaled_linear_beta(betas);
    if (schedule == "sigmoid") return sigmoid_beta(betas);
    if (schedule == "cosine") return cosine(betas.timesteps);
    fail(error_kind::config, "model card: schedule: expected linear, scaled_linear, sigmoid or cosine, found ",
         schedule);
  }
};

inline std::map<std::string, std::string> model_card::to_metadata() const {
  require(!network.empty() && !widths.empty() && image.size() == 3, error_kind::config,
          "model card: expected the network's name, its widths and its image (H,W,C), got '", network, "', ",
          widths.size(), " widths and ", image.size(), " extents");
  const auto json = [](const auto& x) { return nlohmann::json(x).dump(); };
  std::map<std::string, std::string> metadata = {
      {"network", network},
      {"widths", json(widths)},
      {"image", json(image)},
      {"classes", json(classes)},
      {"digits", json(labels)},
      {"schedule", schedule},
      {"timesteps", json(betas.timesteps)},
      {"beta_first", json(betas.first)},
      {"beta_last", json(betas.last)},
      {"prediction", std::string(to_string(prediction))},
      {"data", data},
      {"epochs", json(epochs)},
      {"weights", weights},
      {"version", version},
  };
  if (objective != "ddpm") metadata["objective"] = objective;
  if (objective == "classes")
    for (const char* of_noise : {"schedule", "timesteps", "beta_first", "beta_last", "prediction"})
      metadata.erase(of_noise);
  if (objective == "edm") {
    metadata["edm_sigma_data"] = json(edm.sigma_data);
    metadata["edm_time_scale"] = json(edm.time_scale);
  }
  if (objective == "flow") metadata["flow_scale"] = json(flow_scale);
  if (zero_terminal_snr) metadata["zero_terminal_snr"] = json(true);
  if (precision != "float") metadata["precision"] = precision;
  if (final_loss) metadata["final_loss"] = json(*final_loss);
  return metadata;
}

/// Schedule, betas, prediction, and what the objective of a denoiser wants of its own.
inline void model_card::read_noise(const card_reader& read, bool repaired_is_said) {
  constexpr index_t many = 1 << 20;
  schedule = read.text("schedule");
  betas.timesteps = read.whole("timesteps", "a number of timesteps of at least 1", 1, many);
  betas.first = read.real("beta_first", "a beta in (0,1)");
  betas.last = read.real("beta_last", "a beta in (0,1)");
  const auto checked = [&](const char* key, const char* what, auto&& use) {
    try {
      use();
    } catch (const error&) {
      read.complain(key, what);
    }
  };
  checked("beta_first", "betas 0 < beta_first <= beta_last < 1", [&] { linear_beta{betas}; });
  if (repaired_is_said) {
    const nlohmann::json repaired = read.value("zero_terminal_snr", "true or false");
    if (!repaired.is_boolean()) read.complain("zero_terminal_snr", "true or false");
    zero_terminal_snr = repaired.get<bool>();
  }
  checked("schedule", "linear, scaled_linear, sigmoid or cosine", [&] { noise_schedule(); });

  const bool of_edm = objective == "edm", of_flow = objective == "flow";
  if (!of_edm && !of_flow && objective != "ddpm") read.complain("objective", "ddpm, edm, flow or classes");
  if (of_edm) {
    edm.sigma_data = read.real("edm_sigma_data", "a number above 0");
    checked("edm_sigma_data", "a number above 0", [&] { edm.check(); });
    edm.time_scale = read.real("edm_time_scale", "a number above 0");
    checked("edm_time_scale", "a number above 0", [&] { edm.check(); });
  }
  if (of_flow) {
    flow_scale = read.real("flow_scale", "a number above 0");
    checked("flow_scale", "a number above 0", [&] { straight_path{flow_scale}; });
  }
  const char* const predictions = of_edm    ? "sample, as all models of edm"
                                  : of_flow ? "flow_prediction, as all models of flow"
                                            : "epsilon, sample or v_prediction";
  checked("prediction", predictions, [&] { prediction = parse_prediction_type(read.text("prediction")); });
  if (of_edm && prediction != prediction_type::sample) read.complain("prediction", predictions);
  if (of_flow != (prediction == prediction_type::flow)) read.complain("prediction", predictions);
}

inline model_card model_card::from_metadata(const std::map<std::string, std::string>& metadata,
                                            const std::string& file) {
  constexpr index_t many = 1 << 20;
  const card_reader read(metadata, file);
  model_card card;
  card.network = read.text("network");
  if (card.network.empty()) read.complain("network", "the name of a network");
  card.widths = read.list("widths", "numbers of channels, at least one", 1, many);
  if (card.widths.empty()) read.complain("widths", "numbers of channels, at least one");
  card.image = read.list("image", "three extents (H,W,C)", 1, many);
  if (card.image.size() != 3) read.complain("image", "three extents (H,W,C)");
  card.classes = read.whole("classes", "a number of classes of at least 0", 0, many);
  for (const index_t label : read.list("digits", "a list of labels, whole numbers", INT_MIN, INT_MAX))
    card.labels.push_back(static_cast<int>(label));
  if (card.classes > 0 && static_cast<index_t>(card.labels.size()) != card.classes)
    read.complain("digits", "as many labels as classes");

  if (metadata.count("objective") != 0) card.objective = read.text("objective");
  if (card.objective == "classes") {
    if (card.labels.size() < 2) read.complain("digits", "at least two labels to tell apart");
  } else {
    card.read_noise(read, metadata.count("zero_terminal_snr") != 0);
  }

  card.data = read.text("data");
  card.epochs = read.whole("epochs", "a number of at least 0", 0, INTPTR_MAX);
  if (metadata.count("final_loss") != 0) {
    card.final_loss = read.real("final_loss", "a loss of at least 0");
    if (!(*card.final_loss >= 0)) read.complain("final_loss", "a loss of at least 0");
  }
  card.weights = read.text("weights");
  if (card.weights != "ema" && card.weights != "raw") read.complain("weights", "ema or raw");
  if (metadata.count("precision") != 0) {
    card.precision = read.text("precision");
    if (card.precision != "float" && card.precision != "bf16" && card.precision != "double")
      read.complain("precision", "float, bf16 or double");
  }
  card.version = read.text("version");
  return card;
}

}  // namespace sfumato
