#include <gtest/gtest.h>

#include <set>
#include <string>
#include <vector>

#include "../messages.hpp"
#include "sfumato/io/scheduler_config.hpp"
#include "sfumato/io/unet2d_json.hpp"

namespace {

using namespace sfumato;
using namespace sfumato_test;

/// Whatever a key is, it is never one of these.
const std::vector<std::string> never = {"1e999", "-1e999", "NaN", "Infinity", "{}", "{\"a\":[]}", "[[]]", "[null]"};
const std::vector<std::string> words = {"\"\"", "\"mystery\"", "\"two\\nlines\"", "\"1\"", "\"NaN\""};
const std::vector<std::string> flags = {"true", "false"};
const std::vector<std::string> fractions = {"0.5", "3.0", "1e3"};
const std::vector<std::string> below_zero = {"-1", "-9223372036854775808"};
const std::vector<std::string> huge = {"1000000000000", "9223372036854775807", "18446744073709551615",
                                       "99999999999999999999"};
const std::vector<std::string> lists = {"[]", "[1]", "[1,2,3]"};

using values = std::vector<std::string>;

values operator+(values a, const values& b) {
  a.insert(a.end(), b.begin(), b.end());
  return a;
}

/// What each kind of key refuses, whatever its range.
const values no_whole = never + words + flags + fractions + below_zero + huge + lists;
const values no_size = no_whole + values{"0"};
const values no_real = never + words + flags + lists;
const values no_flag = never + words + fractions + below_zero + huge + lists + values{"0", "1", "null"};
const values no_name = never + words + flags + fractions + below_zero + huge + lists + values{"0", "null"};
const values no_list = never + words + flags + fractions + below_zero + huge + values{"0"};
const values no_widths =
    no_list + values{"null", "[]", "[0]", "[-32,32]", "[32.0]", "[\"32\"]", "[1000000000,1000000000]"};
const values no_blocks = no_list + values{"null", "[]", "[\"DownBlock2D\"]", "[\"MysteryBlock2D\"]", "[3]", "[null]"};
const values null = {"null"};

struct row {
  std::string key;
  values bad;
};

const std::vector<row> unet_rows = {
    {"_class_name", no_name},
    {"act_fn", no_name},
    {"add_attention", no_flag},
    {"attention_head_dim", no_size},
    {"attn_norm_num_groups", no_size + values{"3", "5"}},
    {"block_out_channels", no_widths + values{"[32,32,32]", "[32,32,32,33]", "[1,32,32,32]"}},
    {"center_input_sample", no_flag},
    {"class_embed_type", never + words + flags + fractions + huge + lists + values{"\"timestep\""}},
    {"down_block_types", no_blocks},
    {"downsample_padding", no_whole + values{"null", "2"}},
    {"downsample_type", no_name},
    {"dropout", no_real + values{"null", "0.1", "-1"}},
    {"flip_sin_to_cos", no_flag},
    {"freq_shift", no_real + huge + values{"null", "112", "-1e9"}},
    {"in_channels", no_size + null},
    {"layers_per_block", no_size + values{"null", "65", "64"}},
    {"mid_block_scale_factor", no_real + values{"null", "0", "-1", "1e300"}},
    {"mid_block_type", never + words + flags + fractions + huge + lists},
    {"norm_eps", no_real + values{"null", "0", "-1e-6", "2"}},
    {"norm_num_groups", no_size + values{"null", "3", "33"}},
    {"num_class_embeds", no_size},
    {"num_train_timesteps", no_size},
    {"out_channels", no_size + null},
    {"resnet_time_scale_shift", no_name},
    {"sample_size", never + words + flags + fractions + below_zero + huge + lists + values{"0", "[0,32]", "[32,-1]"}},
    {"time_embedding_dim", no_size},
    {"time_embedding_type", no_name + values{"\"fourier\""}},
    {"up_block_types", no_blocks},
    {"upsample_type", no_name},
};

const std::vector<row> schedule_rows = {
    {"num_train_timesteps", no_size + values{"null", "1048577"}},
    {"beta_start", no_real + values{"null", "0", "-1", "0.5", "1e-400"}},
    {"beta_end", no_real + values{"null", "0", "-1", "1", "2", "1e-9"}},
    {"beta_schedule", no_name},
    {"trained_betas", no_list + values{"[0.1]", "[0.1,\"0.2\"]"}},
    {"rescale_betas_zero_snr", no_flag},
    {"prediction_type", no_name + values{"\"flow\""}},
    {"timestep_spacing", no_name},
    {"steps_offset", no_whole + values{"null", "1000"}},
};
const std::vector<row> clip_rows = {
    {"clip_sample", no_flag},
    {"clip_sample_range", no_real + values{"null", "0", "-1"}},
};
const std::vector<row> threshold_rows = {
    {"thresholding", no_flag},
    {"dynamic_thresholding_ratio", no_real + values{"null", "0", "-1", "1.5"}},
    {"sample_max_value", no_real + values{"null", "0", "0.5"}},
};
const std::vector<row> sigma_rows = {
    {"use_karras_sigmas", no_flag},
    {"use_exponential_sigmas", no_flag},
    {"use_lu_lambdas", no_flag},
    {"use_beta_sigmas", values{"true", "1", "\"no\"", "[]"}},
    {"use_flow_sigmas", values{"true", "1", "\"no\"", "[]"}},
};
const values no_other_than_false = {"true", "1", "\"no\"", "[]", "{}", "1e999"};

std::vector<row> operator+(std::vector<row> a, const std::vector<row>& b) {
  a.insert(a.end(), b.begin(), b.end());
  return a;
}

struct solver_rows {
  std::string class_name;
  std::vector<row> rows;
};

const std::vector<solver_rows> solvers = {
    {"DDPMScheduler", clip_rows + threshold_rows + std::vector<row>{{"variance_type", no_name}}},
    {"DDIMScheduler", clip_rows + threshold_rows + std::vector<row>{{"set_alpha_to_one", no_flag}}},
    {"PNDMScheduler",
     {{"skip_prk_steps", no_flag}, {"set_alpha_to_one", no_flag}, {"clip_sample", no_other_than_false}}},
    {"EulerDiscreteScheduler", sigma_rows + std::vector<row>{{"clip_sample", no_other_than_false},
                                                             {"timestep_type", values{"\"continuous\"", "1", "[]"}},
                                                             {"interpolation_type", no_name},
                                                             {"sigma_min", no_real + values{"0", "-1"}},
                                                             {"sigma_max", no_real + values{"0", "-1"}},
                                                             {"final_sigmas_type", no_name}}},
    {"EulerAncestralDiscreteScheduler", {{"clip_sample", no_other_than_false}}},
    {"HeunDiscreteScheduler", sigma_rows + clip_rows},
    {"DPMSolverMultistepScheduler", sigma_rows + threshold_rows +
                                        std::vector<row>{{"solver_order", no_size + values{"null", "4"}},
                                                         {"algorithm_type", no_name},
                                                         {"solver_type", no_name + values{"\"bh1\""}},
                                                         {"lower_order_final", no_flag},
                                                         {"euler_at_final", no_flag},
                                                         {"final_sigmas_type", no_name},
                                                         {"lambda_min_clipped", no_real},
                                                         {"clip_sample", no_other_than_false}}},
    {"UniPCMultistepScheduler", sigma_rows + threshold_rows +
                                    std::vector<row>{{"solver_order", no_size + values{"null", "4"}},
                                                     {"solver_type", no_name + values{"\"midpoint\""}},
                                                     {"lower_order_final", no_flag},
                                                     {"predict_x0", no_flag},
                                                     {"disable_corrector", no_list + values{"[-1]", "[0.5]", "[null]"}},
                                                     {"solver_p", values{"1", "{}", "\"x\"", "true"}},
                                                     {"final_sigmas_type", no_name},
                                                     {"clip_sample", no_other_than_false}}},
};

/// Reads {"KEY":VALUE, and what stands before}; what is wrong must be told in one line with the file and the key.
template <class Read>
void expect_refused(const std::string& before, const std::string& key, const std::string& value, Read&& read) {
  const std::string text = "{" + before + "\"" + key + "\":" + value + "}";
  std::string message;
  try {
    read(json_object::of_text("a/config.json", text));
    ADD_FAILURE() << "accepted: " << text;
    return;
  } catch (const error& e) {
    message = e.what();
    EXPECT_EQ(e.kind(), error_kind::io) << text;
  }
  EXPECT_TRUE(says(message, {"a/config.json", key})) << text << "\n" << message;
  EXPECT_EQ(message.find("a/config.json"), 0u) << message;
  EXPECT_LT(message.size(), 500u) << message;
}

template <class Read>
void expect_all_refused(const std::string& before, const std::vector<row>& rows, Read&& read) {
  for (const row& r : rows) {
    for (const std::string& value : r.bad) expect_refused(before, r.key, value, read);
    expect_refused(before, r.key, "null,\"" + r.key + "\":null", read);
  }
}

TEST(BadConfigs, OfANetworkAreRefusedKeyByKey) { expect_all_refused("", unet_rows, read_unet2d_config); }

TEST(BadConfigs, NoKeyOfANetworkIsLeftOut) {
  unet2d_config all;
  all.mid_block = false;
  all.time_embedding_dim = 4;
  std::set<std::string> keys{"_diffusers_version"}, known;
  for (const row& r : unet_rows) keys.insert(r.key);
  const auto written = nlohmann::json::parse(unet2d_config_json(all));
  for (const auto& [key, value] : written.items()) known.insert(key);
  EXPECT_EQ(keys, known);
}

TEST(BadConfigs, OfANetworkThatContradictThemselvesNameAKey) {
  const std::pair<const char*, const char*> rows[] = {
      {R"("block_out_channels":[32,64],"down_block_types":["DownBlock2D"],"up_block_types":["UpBlock2D","UpBlock2D"])",
       "down_block_types"},
      {R"("block_out_channels":[32,64],"down_block_types":["DownBlock2D","DownBlock2D"],"up_block_types":["UpBlock2D"])",
       "up_block_types"},
      {R"("block_out_channels":[20,40,60,80],"norm_num_groups":8)", "norm_num_groups"},
      {R"("block_out_channels":[32,32,32,32],"attention_head_dim":64)", "attention_head_dim"},
      {R"("block_out_channels":[32,32,32,32],"freq_shift":16)", "freq_shift"},
      {R"("norm_num_groups":32,"attn_norm_num_groups":25)", "attn_norm_num_groups"},
      {R"("layers_per_block":64)", "layers_per_block"},
  };
  for (const auto& [text, key] : rows) {
    const std::string message = message_of(
        [&, body = text] { read_unet2d_config(json_object::of_text("c.json", "{" + std::string(body) + "}")); });
    EXPECT_TRUE(says(message, {"c.json", key})) << text << "\n" << message;
  }
}

TEST(BadConfigs, OfASchedulerAreRefusedKeyByKey) {
  for (const solver_rows& solver : solvers) {
    SCOPED_TRACE(solver.class_name);
    const std::string before = "\"_class_name\":\"" + solver.class_name + "\",";
    expect_all_refused(before, schedule_rows + solver.rows, read_scheduler_config);
  }
  for (const std::string& value : no_name) expect_refused("", "_class_name", value, read_scheduler_config);
}

TEST(BadConfigs, EverySchedulerIsInTheTable) {
  std::set<std::string> names, known;
  for (const solver_rows& solver : solvers) names.insert(solver.class_name);
  for (const scheduler_entry& entry : scheduler_table) known.insert(std::string(entry.class_name));
  EXPECT_EQ(names, known);
}

TEST(BadConfigs, OfASchedulerThatContradictThemselvesNameAKey) {
  const std::string euler = R"("_class_name":"EulerDiscreteScheduler",)",
                    dpm = R"("_class_name":"DPMSolverMultistepScheduler",)";
  const std::pair<std::string, const char*> rows[] = {
      {euler + R"("use_karras_sigmas":true,"use_exponential_sigmas":true)", "use_exponential_sigmas: expected false"},
      {dpm + R"("use_karras_sigmas":true,"use_lu_lambdas":true)", "use_lu_lambdas: expected false"},
      {euler + R"("use_karras_sigmas":true,"sigma_min":10,"sigma_max":0.1)", "sigma_min"},
      {dpm + R"("algorithm_type":"sde-dpmsolver++","solver_order":3)", "solver_order: expected 1 or 2"},
      {dpm + R"("algorithm_type":"sde-dpmsolver")", "final_sigmas_type: expected sigma_min"},
      {R"("beta_start":0.02,"beta_end":0.0001)", "beta_start, beta_end"},
      {R"("num_train_timesteps":3,"trained_betas":[0.1,0.2])", "trained_betas"},
      {R"("num_train_timesteps":2,"trained_betas":[1,0.5])", "trained_betas"},
      {R"("num_train_timesteps":1,"rescale_betas_zero_snr":true)", "num_train_timesteps"},
      {R"("num_train_timesteps":1048576)", "num_train_timesteps"},  // no signal is left in double
      {R"("num_train_timesteps":10,"steps_offset":10)", "steps_offset"},
  };
  for (const auto& [text, key] : rows) {
    const std::string message =
        message_of([body = text] { read_scheduler_config(json_object::of_text("c.json", "{" + body + "}")); });
    EXPECT_TRUE(says(message, {"c.json", key})) << text << "\n" << message;
  }
}

}  // namespace
