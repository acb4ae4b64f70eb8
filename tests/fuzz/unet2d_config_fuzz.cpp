#include "fuzz.hpp"
#include "sfumato/backend/cpu/cpu.hpp"
#include "sfumato/io/unet2d_json.hpp"
#include "sfumato/nn/unet2d/unet2d.hpp"

/// A config.json that is read says the same when it is written again, and is a network or one too large.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace sfumato_fuzz;
  const std::string file = "config.json";
  const auto read = [&](std::string_view text) { return read_unet2d_config(json_object::of_text(file, text)); };
  if (!accepted(file, [&] { read(text_of(data, size)); })) return 0;
  const unet2d_config config = read(text_of(data, size));
  const std::string written = unet2d_config_json(config);
  expect(read(written) == config, "a configuration survives", written);
  accepted("unet2d: ", [&] {
    unet2d<cpu<float>> net(config);
    expect(detail::count_parameters(net) > 0, "a network has parameters", written);
  });
  return 0;
}
