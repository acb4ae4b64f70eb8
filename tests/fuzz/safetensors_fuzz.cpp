#include <cmath>
#include <cstring>

#include "fuzz.hpp"
#include "sfumato/io/safetensors.hpp"

/// A file that opens can be read to its last tensor, and what can be stored is written and read back to the same.
namespace sfumato_fuzz {
namespace {

bool same(const std::vector<double>& a, const std::vector<double>& b) {
  if (a.size() != b.size()) return false;
  for (std::size_t i = 0; i < a.size(); ++i)
    if (std::memcmp(&a[i], &b[i], sizeof a[i]) != 0 && !(std::isnan(a[i]) && std::isnan(b[i]))) return false;
  return true;
}

/// Reads the tensor in all ways; true where it was added to the writer.
bool copy(const safetensors_file& file, const std::string& name, safetensors_writer& writer) {
  const std::string path = file.path().string();
  const tensor_info& tensor = file.info(name);
  std::size_t bits = bits_of(tensor.type);
  for (const index_t extent : tensor.extents) bits *= static_cast<std::size_t>(extent);
  expect(bits == 8 * tensor.bytes.size(), "the shape fits the bytes", name);

  const bool readable = accepted(path, [&] { file.read<double>(name); });
  expect(readable == is_readable(tensor.type), "numbers can be read", name);
  expect(accepted(path, [&] { file.read<std::int64_t>(name); }) <= is_whole(tensor.type), "only whole ones as whole");
  const bool finite = accepted(path, [&] { file.require_finite(name); });
  if (!readable) return false;
  for (const double x : file.read<double>(name)) expect(!finite || std::isfinite(x), "finite means finite", name);
  accepted(path, [&] { file.read<float>(name); });

  if (is_floating(tensor.type))
    writer.add(name, tensor.extents, file.read<double>(name), tensor.type);
  else if (tensor.type == dtype::i64)
    writer.add(name, tensor.extents, file.read<std::int64_t>(name));
  return writer.contains(name);
}

}  // namespace
}  // namespace sfumato_fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace sfumato_fuzz;
  static const temporary_folder folder;
  const auto path = folder / "a.safetensors", written = folder / "b.safetensors";
  put(path, text_of(data, size));
  if (!accepted(path.string(), [&] { safetensors_file::open(path); })) return 0;
  const auto file = safetensors_file::open(path);

  safetensors_writer writer;
  writer.metadata = file.metadata();
  std::vector<std::string> copied;
  for (const std::string& name : file.names())
    if (copy(file, name, writer)) copied.push_back(name);
  writer.write(written);

  const auto again = safetensors_file::open(written);
  expect(again.metadata() == file.metadata(), "metadata survive");
  expect(again.names().size() == copied.size(), "tensors survive");
  for (const std::string& name : copied) {
    expect(again.info(name).type == file.info(name).type, "types survive", name);
    expect(again.info(name).extents == file.info(name).extents, "shapes survive", name);
    expect(same(again.read<double>(name), file.read<double>(name)), "values survive", name);
  }
  return 0;
}
