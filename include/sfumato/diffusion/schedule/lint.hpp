#pragma once

#include <optional>
#include <string>

#include "sfumato/diffusion/schedule/concept.hpp"

namespace sfumato::inline SFUMATO_ISA {

/// What a look at a schedule finds.
struct schedule_report {
  double terminal_alpha_bar = 0;
  double terminal_snr_db = 0;                ///< minus infinity at zero terminal SNR
  std::optional<index_t> first_noise_heavy;  ///< the first t with SNR < 1
  bool leaky = false;                        ///< the last x_T still shows the image
  std::string message;                       ///< one line
};

/// Above -20 dB more than a tenth of the image's amplitude is left at the last timestep: sampling, which starts from
/// noise alone, then starts where the network was never trained (Lin et al. 2024).
inline constexpr double leaky_above_db = -20;

template <discrete_schedule S>
schedule_report lint(const S& schedule) {
  const index_t count = schedule.train_timesteps();
  const double last = static_cast<double>(count - 1);
  schedule_report report;
  report.terminal_alpha_bar = alpha_bar(schedule, last);
  report.terminal_snr_db = snr_db(schedule, last);
  report.leaky = report.terminal_snr_db > leaky_above_db;
  for (index_t t = 0; t < count && !report.first_noise_heavy; ++t)
    if (snr(schedule, static_cast<double>(t)) < 1) report.first_noise_heavy = t;

  report.message = join("noise schedule of ", count, " timesteps: alpha_bar_T = ", report.terminal_alpha_bar,
                        ", terminal SNR = ", report.terminal_snr_db, " dB, SNR < 1 ");
  report.message += report.first_noise_heavy ? join("from t = ", *report.first_noise_heavy) : std::string("nowhere");
  if (report.leaky)
    report.message += join("; leaky: pure noise should be below ", leaky_above_db,
                           " dB, so raise the betas (1e-4..0.02 times 1000/T) or use zero_terminal_snr");
  return report;
}

/// Throws the report's message if the schedule is leaky.
template <discrete_schedule S>
void require_not_leaky(const S& schedule) {
  const schedule_report report = lint(schedule);
  require(!report.leaky, error_kind::value, report.message);
}

}  // namespace sfumato
