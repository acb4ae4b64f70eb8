#include "sfumato/io/state_dict.hpp"

#include <gtest/gtest.h>

#include <limits>

#include "sfumato/backend/cpu/cpu.hpp"
#include "sfumato/nn/simple_unet.hpp"
#include "temporary_folder.hpp"

namespace {

using namespace sfumato;
using namespace sfumato_test;

constexpr unet_widths tiny{2, 3, 4};

/// A network with its slab and random values.
template <class T>
struct model {
  using B = cpu<T>;

  cpu_context ctx{1};
  simple_unet<B> net;
  parameter_slab<B> slab;

  explicit model(std::uint64_t seed, index_t classes = 0) : net(classes, tiny), slab(ctx, net) {
    slab.initialize(net, seed);
  }

  std::vector<T> values() const { return {slab.values(), slab.values() + slab.size()}; }
  void save(const std::filesystem::path& path) const {
    auto& context = const_cast<cpu_context&>(ctx);
    save_state_dict<B>(path, context, net, {{"what", "a test"}});
  }
  void load(const std::filesystem::path& path) { load_state_dict<B>(path, ctx, net); }
};

TEST(StateDict, WhatWasSavedIsLoadedToTheSameBits) {
  temporary_folder folder;
  const auto path = folder / "model.safetensors";
  const model<float> saved(1, 3);
  saved.save(path);
  model<float> loaded(2, 3);
  ASSERT_NE(loaded.values(), saved.values());
  loaded.load(path);
  EXPECT_EQ(loaded.values(), saved.values());
  EXPECT_EQ(safetensors_file::open(path).metadata().at("what"), "a test");
}

TEST(StateDict, FilesHaveOutputsFirst) {
  temporary_folder folder;
  const auto path = folder / "model.safetensors";
  model<float> m(1, 3);
  m.save(path);
  const auto file = safetensors_file::open(path);
  EXPECT_EQ(file.info("encoder2.conv.weight").extents, (std::vector<index_t>{3, 2, 3, 3}));
  EXPECT_EQ(file.info("encoder2.time.weight").extents, (std::vector<index_t>{3, 32}));
  EXPECT_EQ(file.info("encoder2.conv.bias").extents, (std::vector<index_t>{3}));
  EXPECT_EQ(file.info("label_embedding.weight").extents, (std::vector<index_t>{4, 32}));

  const auto conv = file.read<float>("encoder2.conv.weight"), lin = file.read<float>("encoder2.time.weight"),
             rows = file.read<float>("label_embedding.weight");
  for_each_parameter(m.net, [&](const std::string& name, parameter<float>& p) {
    if (name == "encoder2.conv.weight") {
      for (std::size_t y = 0; y < 3; ++y)
        for (std::size_t x = 0; x < 3; ++x)
          for (std::size_t i = 0; i < 2; ++i)
            for (std::size_t o = 0; o < 3; ++o)
              ASSERT_EQ(conv[((o * 2 + i) * 3 + y) * 3 + x], p.value[((y * 3 + x) * 2 + i) * 3 + o]);
    } else if (name == "encoder2.time.weight") {
      for (std::size_t i = 0; i < 32; ++i)
        for (std::size_t o = 0; o < 3; ++o) ASSERT_EQ(lin[o * 32 + i], p.value[i * 3 + o]);
    } else if (name == "label_embedding.weight") {
      for (std::size_t i = 0; i < rows.size(); ++i) ASSERT_EQ(rows[i], p.value[i]);
    }
  });
}

TEST(StateDict, ReadsEveryFloatingPointType) {
  temporary_folder folder;
  model<double> source(3);
  for (const dtype type : {dtype::f16, dtype::bf16, dtype::f32, dtype::f64}) {
    const auto path = folder / std::string(to_string(type));
    safetensors_writer writer;
    for_each_parameter(source.net, [&](const std::string& name, parameter<double>& p) {
      const std::vector<double> memory(p.value, p.value + p.extent.size());
      writer.add<double>(name, file_extents(p.role, p.extent), to_file_order(p.role, p.extent, memory), type);
    });
    writer.write(path);
    model<float> loaded(4);
    loaded.load(path);
    // Half a unit in the last place of 11, 8, 24 and 53 bits; the values are below 1.
    const double unit = type == dtype::f16 ? 0x1p-12 : type == dtype::bf16 ? 0x1p-9 : 0x1p-25;
    for (std::size_t i = 0; i < source.values().size(); ++i)
      ASSERT_NEAR(loaded.values()[i], source.values()[i], unit) << to_string(type);
  }
}

/// Writes the model's tensors but for changes, and returns what loading says.
template <class Change>
std::string message_after(Change change) {
  temporary_folder folder;
  const auto path = folder / "changed.safetensors";
  model<float> m(1);
  safetensors_writer writer;
  for_each_parameter(m.net, [&](const std::string& name, parameter<float>& p) {
    const std::vector<float> memory(p.value, p.value + p.extent.size());
    if (!change(writer, name))
      writer.add(name, file_extents(p.role, p.extent), to_file_order(p.role, p.extent, memory));
  });
  writer.write(path);
  model<float> loaded(2);
  const auto before = loaded.values();
  const std::string message = message_of([&] { loaded.load(path); });
  EXPECT_EQ(loaded.values(), before) << "a file that does not fit changed the parameters";
  return message;
}

TEST(StateDict, NamesAMissingTensor) {
  const auto message = message_after([](auto&, const std::string& name) { return name == "output.bias"; });
  EXPECT_TRUE(says(message, {"changed.safetensors", "'output.bias'", "expected shape (1)", "found no such tensor"}))
      << message;
}

TEST(StateDict, NamesATensorOfAnotherShape) {
  const auto message = message_after([](auto& writer, const std::string& name) {
    if (name != "encoder1.conv.weight") return false;
    writer.add(name, {3, 3, 1, 2}, std::vector<float>(18));
    return true;
  });
  EXPECT_TRUE(says(message, {"'encoder1.conv.weight'", "expected shape (2,1,3,3)", "found (3,3,1,2)"})) << message;
}

TEST(StateDict, NamesAnUnexpectedTensor) {
  const auto message = message_after([](auto& writer, const std::string& name) {
    if (name == "output.bias") writer.add("input\n.bias", {7}, std::vector<float>(7));
    return false;
  });
  EXPECT_TRUE(says(message, {"'input?.bias'", "expected no such tensor", "(7)"})) << message;
}

TEST(StateDict, NamesWholeNumbersAndNumbersThatAreNone) {
  auto message = message_after([](auto& writer, const std::string& name) {
    if (name != "output.bias") return false;
    writer.add(name, {1}, std::vector<std::int64_t>(1));
    return true;
  });
  EXPECT_TRUE(says(message, {"'output.bias'", "floating-point", "I64"})) << message;
  message = message_after([](auto& writer, const std::string& name) {
    if (name != "output.bias") return false;
    writer.add(name, {1}, std::vector<float>(1, std::numeric_limits<float>::quiet_NaN()));
    return true;
  });
  EXPECT_TRUE(says(message, {"'output.bias'", "finite", "nan", "index 0"})) << message;
}

TEST(StateDict, CountsWhatElseDoesNotFit) {
  const auto message = message_after([](auto&, const std::string& name) { return name.rfind("decoder", 0) == 0; });
  EXPECT_TRUE(says(message, {"'decoder1.conv.weight'", "and 7 more"})) << message;
  temporary_folder folder;
  const auto path = folder / "conditioned.safetensors";
  model<float>(1, 4).save(path);
  model<float> other(1);
  const auto problems = state_dict_problems(safetensors_file::open(path), other.net);
  ASSERT_EQ(problems.size(), 1u);
  EXPECT_TRUE(says(problems[0], {"label_embedding.weight", "(5,32)"})) << problems[0];
}

}  // namespace
