#include "fuzz.hpp"
#include "sfumato/io/model_card.hpp"

/// The input is lines `key=value` of a file's metadata. A card that is read says the same when it is written again, and
/// its schedule can be made.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace sfumato_fuzz;
  const std::string file = "model.safetensors";
  std::map<std::string, std::string> metadata;
  std::string_view text = text_of(data, size);
  while (!text.empty()) {
    const std::string_view line = text.substr(0, text.find('\n'));
    text.remove_prefix((std::min)(text.size(), line.size() + 1));
    const std::size_t equals = line.find('=');
    if (equals != std::string_view::npos) metadata[std::string(line.substr(0, equals))] = line.substr(equals + 1);
  }
  if (!accepted(file, [&] { model_card::from_metadata(metadata, file); })) return 0;
  const model_card card = model_card::from_metadata(metadata, file);
  expect(card.noise_schedule().train_timesteps() == card.betas.timesteps, "a card has a schedule");
  const auto written = card.to_metadata();
  expect(model_card::from_metadata(written, file).to_metadata() == written, "a card survives");
  return 0;
}
