#include <gtest/gtest.h>

#include "golden_unet.hpp"

// google/ddpm-cifar10-32: names and shapes of its parameters, and a forward pass with weights made of their names.
namespace {

using namespace sfumato_test;

unet2d_config config_of(const char* key) {
  return read_unet2d_config(json_object("unet_full_signature.json", golden::json("unet_full_signature.json")[key]));
}

TEST(GoldenFullUnet, HasTheParametersOfTheProfessionalModel) {
  const nlohmann::json& signature = golden::json("unet_full_signature.json");
  EXPECT_EQ(config_of("hub_config"), config_of("resolved_config"));
  unet2d<cpu<float>> net(config_of("hub_config"));
  EXPECT_EQ(parameter_count(net), signature["total_parameters"].get<index_t>());
  std::size_t k = 0;
  for_each_parameter(net, [&](const std::string& name, const parameter<float>& p) {
    ASSERT_LT(k, signature["parameters"].size());
    const nlohmann::json& row = signature["parameters"][k++];
    EXPECT_EQ(name, row["name"]);
    EXPECT_EQ(file_extents(p.role, p.extent), row["shape"].get<std::vector<index_t>>()) << name;
    EXPECT_EQ(old_name(name), row.value("old_name", name));
  });
  EXPECT_EQ(k, signature["num_tensors"].get<std::size_t>());
}

TEST(GoldenFullUnet, GivesTheReferenceOutput) {
  const golden::tensors file("unet_full_check.safetensors");
  cpu_context ctx(2);
  unet2d<cpu<float>> net(config_of("hub_config"));
  parameter_slab<cpu<float>> slab(ctx, net);
  fill_from_names(net);
  const golden_images<float> x(file, "x");
  const golden_images<double> want(file, "y_f64");
  const std::vector<float> t = file.f32("timesteps");
  graph<cpu<float>> g(ctx);
  const value y = net(g, g.scalar_input({x.values.data(), x.extent}), g.input({t.data(), {1}}));
  expect_near("y", g.data(y), want.values, 2e-5);
}

}  // namespace
