#pragma once

#include <cmath>
#include <cstdint>
#include <map>
#include <string>

#include "sfumato/diffusion/prediction.hpp"
#include "sfumato/optim/adam.hpp"
#include "sfumato/optim/ema.hpp"
#include "sfumato/optim/lr_schedule.hpp"
#include "sfumato/train/exact_text.hpp"

namespace sfumato::inline SFUMATO_ISA {

/// How a denoiser is trained.
struct training_options {
  std::uint64_t seed = 0;  ///< of shuffling, timesteps, noise and dropped labels
  index_t batch_size = 128;
  bool drop_last = false;  ///< leave out an epoch's last batch where it is smaller than the others

  double learning_rate = 1e-3;
  lr_schedule rate = {};
  adam_options optimizer = {};
  double max_grad_norm = 0;  ///< longer gradients are scaled down to it; 0: never
  ema_options average = {};

  prediction_type prediction = prediction_type::epsilon;
  double min_snr_gamma = 0;  ///< gamma of the min-SNR loss weights; 0: all timesteps count the same

  /// After so many steps the host looks: at losses, and whether all was finite. On a device more is faster.
  index_t report_every = 1;

  index_t classes = 0;      ///< of a conditioned network; 0: it sees no labels
  double label_drop = 0.1;  ///< how often a label is replaced by `classes`, which means none (Ho & Salimans 2022)

  /// Throws (value) naming the option that is out of range.
  void check() const {
    require(batch_size >= 1, error_kind::value, "training: expected a batch size of at least 1, got ", batch_size);
    require(is_finite(learning_rate) && learning_rate > 0, error_kind::value,
            "training: expected a finite learning rate above 0, got ", learning_rate);
    require(at_least(max_grad_norm, 0.0), error_kind::value, "training: expected max_grad_norm of at least 0, got ",
            max_grad_norm);
    require(at_least(min_snr_gamma, 0.0), error_kind::value, "training: expected min_snr_gamma of at least 0, got ",
            min_snr_gamma);
    require(classes >= 0, error_kind::value, "training: expected at least 0 classes, got ", classes);
    require(in_range(label_drop, 0.0, 1.0), error_kind::value, "training: expected label_drop in [0,1], got ",
            label_drop);
    require(report_every >= 1, error_kind::value, "training: expected report_every of at least 1, got ", report_every);
    rate.check();
    optimizer.check();
    average.check();
  }
};

/// All options by name, as exact text: what must agree for a resumed run to be the same run.
inline std::map<std::string, std::string> to_text(const training_options& options) {
  const auto real = [](double x) { return exact_text(x); };
  const auto count = [](auto x) { return std::to_string(x); };
  const ema_options& average = options.average;
  return {
      {"seed", count(options.seed)},
      {"batch_size", count(options.batch_size)},
      {"drop_last", count(options.drop_last)},
      {"learning_rate", real(options.learning_rate)},
      {"rate.course", std::string(to_string(options.rate.course))},
      {"rate.warmup_steps", count(options.rate.warmup_steps)},
      {"rate.training_steps", count(options.rate.training_steps)},
      {"rate.cycles", real(options.rate.cycles)},
      {"adam.beta1", real(options.optimizer.beta1)},
      {"adam.beta2", real(options.optimizer.beta2)},
      {"adam.epsilon", real(options.optimizer.epsilon)},
      {"adam.weight_decay", real(options.optimizer.weight_decay)},
      {"adam.decoupled", count(options.optimizer.decoupled)},
      {"max_grad_norm", real(options.max_grad_norm)},
      {"ema.decay", real(average.decay)},
      {"ema.min_decay", real(average.min_decay)},
      {"ema.update_after_step", count(average.update_after_step)},
      {"ema.form", average.form == ema_options::warm_up::rational ? "rational" : "power"},
      {"ema.inv_gamma", real(average.inv_gamma)},
      {"ema.power", real(average.power)},
      {"prediction", std::string(to_string(options.prediction))},
      {"min_snr_gamma", real(options.min_snr_gamma)},
      {"classes", count(options.classes)},
      {"label_drop", real(options.label_drop)},
  };
}

}  // namespace sfumato
