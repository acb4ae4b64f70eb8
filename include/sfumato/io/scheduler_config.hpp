#pragma once

#include <cmath>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "sfumato/diffusion/schedule/beta.hpp"
#include "sfumato/diffusion/schedule/zero_terminal_snr.hpp"
#include "sfumato/io/config_values.hpp"
#include "sfumato/io/scheduler.hpp"

namespace sfumato::inline SFUMATO_ISA {

/// What other libraries are told with each step instead of in the configuration, and how close to them to be.
struct scheduler_options {
  double eta = 0;                 ///< DDIM
  bool rederive_epsilon = false;  ///< DDIM, elsewhere use_clipped_model_output
  churn added = {};               ///< Euler and Heun
  /// Also what diffusers 0.30 does otherwise than its sources: it guesses the previous timestep (DDPM, DDIM, PNDM),
  /// combines outputs of v as they are (PNDM), asks the network before churn (Euler) and halves the second derivative
  /// (DPM-Solver of order 3).
  bool as_diffusers = false;
};

namespace detail {

/// Reads the options that schedulers share; each reader of a scheduler below asks for its own.
class scheduler_reader {
 public:
  scheduler_reader(const nlohmann::json& config, const std::string& name, const scheduler_options& options)
      : values_(config, name), options_(options) {}

  scheduler read(const std::string& name) {
    scheduler::any_solver solver;
    bool discrete = false;  // solvers that never divide by alpha
    if (name == "DDPMScheduler")
      discrete = true, solver = read_ddpm();
    else if (name == "DDIMScheduler")
      discrete = true, solver = read_ddim();
    else if (name == "PNDMScheduler")
      solver = read_pndm();
    else if (name == "EulerDiscreteScheduler")
      solver = read_euler();
    else if (name == "EulerAncestralDiscreteScheduler")
      solver = read_euler_ancestral();
    else if (name == "HeunDiscreteScheduler")
      solver = read_heun();
    else if (name == "DPMSolverMultistepScheduler")
      solver = read_dpm_solver();
    else if (name == "UniPCMultistepScheduler")
      solver = read_unipc();
    else
      fail(error_kind::config,
           "scheduler: expected DDPMScheduler, DDIMScheduler, PNDMScheduler, "
           "EulerDiscreteScheduler, EulerAncestralDiscreteScheduler, HeunDiscreteScheduler, "
           "DPMSolverMultistepScheduler or UniPCMultistepScheduler, found '",
           name, "'");
    const bool by_list = discrete || name == "PNDMScheduler";
    choice_.spacing =
        parse_timestep_spacing(values_.get<std::string>("timestep_spacing", by_list ? "leading" : "linspace"));
    choice_.offset = values_.get<index_t>("steps_offset", 0);
    const prediction_type prediction = parse_prediction_type(values_.get<std::string>("prediction_type", "epsilon"));
    if (!discrete) choice_.least_alpha_bar = std::ldexp(1.0, -24);
    scheduler result{read_schedule(), prediction, solver, choice_};
    clip_lambda(result);
    if (!by_list) values_.only("clip_sample", false);
    values_.refuse_unknown();
    return result;
  }

 private:
  alpha_bar_table read_schedule() {
    const auto name = values_.get<std::string>("beta_schedule", "linear");
    const beta_range range{.timesteps = values_.get<index_t>("num_train_timesteps", 1000),
                           .first = values_.get<double>("beta_start", 1e-4),
                           .last = values_.get<double>("beta_end", 0.02)};
    const auto base = [&]() -> alpha_bar_table {
      if (values_.find("trained_betas")) return alpha_bar_table::from_betas(values_.list<double>("trained_betas"));
      if (name == "linear") return linear_beta(range);
      if (name == "scaled_linear") return scaled_linear_beta(range);
      if (name == "sigmoid") return sigmoid_beta(range);
      if (name == "squaredcos_cap_v2") return cosine(range.timesteps);
      values_.refuse("beta_schedule", name, "expected linear, scaled_linear, sigmoid or squaredcos_cap_v2");
    };
    if (!values_.get<bool>("rescale_betas_zero_snr", false)) return base();
    return zero_terminal_snr<alpha_bar_table>(base());
  }

  /// lambda_min_clipped: no point has a lambda below it.
  void clip_lambda(scheduler& result) const {
    if (!std::isfinite(lambda_min_)) return;
    const index_t count = result.schedule.train_timesteps();
    index_t top = count;
    while (top > 1 && point_at(result.schedule, static_cast<double>(top - 1)).lambda() < lambda_min_) --top;
    if (top < count) result.choice.begin_below = top;
  }

  x0_correction read_threshold(const x0_correction& otherwise) {
    const x0_correction threshold = threshold_x0(values_.get<double>("dynamic_thresholding_ratio", 0.995),
                                                 values_.get<double>("sample_max_value", 1.0));
    return values_.get<bool>("thresholding", false) ? threshold : otherwise;
  }
  x0_correction read_clip(bool by_default) {
    const x0_correction clip = clip_x0(values_.get<double>("clip_sample_range", 1.0));
    return values_.get<bool>("clip_sample", by_default) ? clip : no_correction();
  }
  previous_timestep previous() const {
    return options_.as_diffusers ? previous_timestep::guessed : previous_timestep::next_entry;
  }
  void read_end(const std::string& by_default) {
    const auto end = values_.get<std::string>("final_sigmas_type", by_default);
    if (end != "zero" && end != "sigma_min") values_.refuse("final_sigmas_type", end, "expected zero or sigma_min");
    choice_.end = end == "zero" ? path_end::clean : path_end::first_timestep;
  }
  void read_sigmas() {
    for (const char* other : {"use_beta_sigmas", "use_flow_sigmas"}) values_.only(other, false);
    const bool exponential = values_.get<bool>("use_exponential_sigmas", false);
    if (exponential || values_.get<bool>("use_lu_lambdas", false)) choice_.sigmas = sigma_spacing::exponential;
    if (values_.get<bool>("use_karras_sigmas", false)) choice_.sigmas = sigma_spacing::karras;
  }

  ddpm read_ddpm() {
    return {.variance = parse_ddpm_variance(values_.get<std::string>("variance_type", "fixed_small")),
            .correction = read_threshold(read_clip(true)),
            .previous = previous()};
  }
  ddim read_ddim() {
    return {.eta = options_.eta,
            .correction = read_threshold(read_clip(true)),
            .rederive_epsilon = options_.rederive_epsilon,
            .set_alpha_to_one = values_.get<bool>("set_alpha_to_one", true),
            .previous = previous()};
  }
  pndm read_pndm() {
    values_.only("clip_sample", false);
    return {.runge_kutta = !values_.get<bool>("skip_prk_steps", false),
            .end = values_.get<bool>("set_alpha_to_one", false) ? path_end::clean : path_end::first_timestep,
            .previous = previous(),
            .combine_outputs = options_.as_diffusers};
  }
  euler read_euler() {
    read_continuous();
    values_.only("timestep_type", "discrete");
    const auto interpolation = values_.get<std::string>("interpolation_type", "linear");
    if (interpolation != "linear" && interpolation != "log_linear")
      values_.refuse("interpolation_type", interpolation, "expected linear or log_linear");
    choice_.log_linear = interpolation == "log_linear";
    choice_.smallest = values_.get<double>("sigma_min", 0.0);
    choice_.largest = values_.get<double>("sigma_max", 0.0);
    read_end("zero");
    euler result{.added = options_.added};
    result.added.ask_first = options_.as_diffusers;
    return result;
  }
  euler_ancestral read_euler_ancestral() {
    choice_.rounded = false;
    return {};
  }
  heun read_heun() {
    read_continuous();
    return {.added = options_.added, .correction = read_clip(false)};
  }
  void read_continuous() {
    choice_.rounded = false;
    choice_.within_list = true;
    read_sigmas();
  }
  dpm_solver read_dpm_solver() {
    dpm_solver result;
    choice_.drop_last = true;
    read_sigmas();
    read_end("zero");
    result.order = static_cast<int>(values_.get<index_t>("solver_order", 2));
    const auto algorithm = values_.get<std::string>("algorithm_type", "dpmsolver++");
    result.sde = algorithm.starts_with("sde-");
    const std::string form = result.sde ? algorithm.substr(4) : algorithm;
    if (form != "dpmsolver++" && form != "dpmsolver")
      values_.refuse("algorithm_type", algorithm, "expected dpmsolver++, dpmsolver, sde-dpmsolver++ or sde-dpmsolver");
    result.form = form == "dpmsolver" ? estimate_form::noise : estimate_form::data;
    const auto rule = values_.get<std::string>("solver_type", "midpoint");
    if (rule != "midpoint" && rule != "heun") values_.refuse("solver_type", rule, "expected midpoint or heun");
    result.rule = rule == "heun" ? dpm_solver::second_order::heun : dpm_solver::second_order::midpoint;
    result.lower_order_final = values_.get<bool>("lower_order_final", true);
    result.half_curvature = options_.as_diffusers;
    result.euler_at_final = values_.get<bool>("euler_at_final", false);
    result.correction = read_threshold(no_correction());
    values_.find("variance_type");  // the network's second half of channels is left alone
    if (const nlohmann::json* lowest = values_.find("lambda_min_clipped"); lowest && *lowest != "-inf")
      lambda_min_ = values_.get<double>("lambda_min_clipped", 0.0);
    return result;
  }
  unipc read_unipc() {
    unipc result;
    choice_.drop_last = true;
    read_sigmas();
    read_end("zero");
    values_.only("solver_p", nullptr);
    result.order = static_cast<int>(values_.get<index_t>("solver_order", 2));
    const auto b = values_.get<std::string>("solver_type", "bh2");
    if (b != "bh1" && b != "bh2") values_.refuse("solver_type", b, "expected bh1 or bh2");
    result.b = b == "bh1" ? unipc::b_function::bh1 : unipc::b_function::bh2;
    result.lower_order_final = values_.get<bool>("lower_order_final", true);
    result.uncorrected = values_.list<index_t>("disable_corrector");
    result.correction = read_threshold(no_correction());
    if (!values_.get<bool>("predict_x0", true)) {
      result.form = estimate_form::noise;
      result.correction = no_correction();  // which the reference has for the data form alone
    }
    return result;
  }

  config_values values_;
  const scheduler_options& options_;
  path_choice choice_;
  double lambda_min_ = -HUGE_VAL;
};

}  // namespace detail

/// The scheduler that a configuration of diffusers (0.30) names, with its defaults for what is left out. Throws
/// (config), by name, for a scheduler, an option or a value that is not served.
inline scheduler read_scheduler(const nlohmann::json& config, const scheduler_options& options = {}) {
  const bool named = config.is_object() && config.contains("_class_name") && config["_class_name"].is_string();
  const std::string name = named ? config["_class_name"].get<std::string>() : std::string();
  return detail::scheduler_reader(config, name.empty() ? "scheduler" : name, options).read(name);
}

}  // namespace sfumato::inline SFUMATO_ISA
