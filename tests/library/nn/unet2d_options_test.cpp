#include <gtest/gtest.h>

#include "../weighted_sum.hpp"
#include "golden_unet.hpp"

// Small networks, one for each thing that a configuration can say, in double, from weights that are made of their
// names.
namespace {

using namespace sfumato_test;
using exact = cpu<double>;

class UnetOptions : public testing::Test {
 protected:
  void SetUp() override {
    if (!std::filesystem::exists(golden::path("unet_options.json"))) GTEST_SKIP() << "not in this golden folder";
  }
};

unet2d<exact> network_of(const nlohmann::json& row) {
  return unet2d<exact>(read_unet2d_config(json_object(row["name"].get<std::string>(), row["config"])));
}

TEST_F(UnetOptions, NamesAndShapesAreThoseOfTheStateDictInItsOrder) {
  for (const nlohmann::json& row : golden::json("unet_options.json")["cases"]) {
    unet2d<exact> net = network_of(row);
    nlohmann::json parameters = nlohmann::json::array();
    for_each_parameter(net, [&](const std::string& name, const parameter<double>& p) {
      parameters.push_back({name, file_extents(p.role, p.extent)});
    });
    EXPECT_EQ(parameters, row["parameters"]) << row["name"];
  }
}

TEST_F(UnetOptions, OutputsAndGradientsAreThoseOfTheReference) {
  const golden::tensors file("unet_options.safetensors");
  for (const nlohmann::json& row : golden::json("unet_options.json")["cases"]) {
    const std::string name = row["name"].get<std::string>();
    unet2d<exact> net = network_of(row);
    cpu_context ctx(2);
    parameter_slab<exact> slab(ctx, net);
    fill_from_names(net);
    const golden_images<double> x(file, name + ".x"), w(file, name + ".w"), y(file, name + ".y"),
        grad(file, name + ".grad_x");
    std::vector<double> grad_x(x.values.size());
    const auto t = row["timesteps"].get<std::vector<double>>();
    std::vector<whole> labels;
    if (!row["labels"].is_null()) labels = row["labels"].get<std::vector<whole>>();

    graph<exact> g(ctx);
    class_labels told;
    if (!labels.empty()) told.labels = g.input(view<const whole>{labels.data(), {2}});
    const value got =
        net(g, value(g.input({x.values.data(), x.extent}, grad_x.data()).id), g.input({t.data(), {2}}), told);
    ASSERT_EQ(g.shape_of(got), y.extent);
    // Sums of up to 300 products of doubles, 20 layers deep.
    expect_near(name + " y", g.data(got), y.values, 1e-12);
    g.backward(weighted_sum(g, got, w.values.data()));
    expect_near(name + " grad_x", grad_x.data(), grad.values, 1e-12, 1e-7);  // stored as floats

    const std::vector<double> norms = file.f64(name + ".grad_norms");
    std::size_t k = 0;
    for_each_parameter(net, [&](const std::string& parameter_name, const parameter<double>& p) {
      double squares = 0;
      for (index_t i = 0; i < p.extent.size(); ++i) squares += p.grad[i] * p.grad[i];
      EXPECT_NEAR(std::sqrt(squares), norms[k], 1e-10 + 1e-10 * norms[k]) << name << ' ' << parameter_name;
      ++k;
    });
  }
}

}  // namespace
