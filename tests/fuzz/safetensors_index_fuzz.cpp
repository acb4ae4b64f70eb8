#include <set>

#include "fuzz.hpp"
#include "sfumato/io/safetensors.hpp"
#include "sfumato/io/safetensors_shards.hpp"

/// The index of two shards that are sound: what it places can be read, all of it and nothing else.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace sfumato_fuzz;
  static const temporary_folder folder;
  static const bool made = [] {
    safetensors_writer one, other;
    one.add("x", {2}, std::vector<float>{1, 2});
    one.add("y\n", {}, std::vector<float>{3});
    other.add("z", {1}, std::vector<double>{4});
    one.write(folder / "a.safetensors");
    other.write(folder / "b.safetensors");
    return true;
  }();
  expect(made, "the shards are there");

  const auto path = folder / "i.json";
  put(path, text_of(data, size));
  const std::string beside = folder.path().string();  // an error may name the shard
  if (!accepted(beside, [&] { safetensors_shards::open(path); })) return 0;
  const auto shards = safetensors_shards::open(path);
  const std::set<std::string> names(shards.names().begin(), shards.names().end());
  expect(names.size() == shards.names().size(), "a name occurs once");
  double sum = 0;
  for (const std::string& name : names)
    for (const double x : shards.read<double>(name)) sum += x;
  expect(sum == (names.count("x") ? 6 : 0) + (names.count("z") ? 4 : 0), "a shard is read as a whole");
  return 0;
}
