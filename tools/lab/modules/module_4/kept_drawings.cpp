#include "lab/modules/module_4/kept_drawings.hpp"

#include "sfumato/io/safetensors.hpp"

namespace sfumato::lab {

namespace {

using floats = std::vector<float>;

void add_strip(safetensors_writer& to, const std::string& name, const image& strip) {
  const Eigen::Array<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor> rounded = strip.cast<float>();
  to.add(name, {strip.rows(), strip.cols()}, floats(rounded.data(), rounded.data() + rounded.size()));
}

image strip_in(const safetensors_file& from, const std::string& name) {
  const std::vector<index_t> extents = from.info(name).extents;
  require(extents.size() == 2, error_kind::io, name, ": expected rows and columns");
  const floats values = from.read<float>(name);
  return Eigen::Map<const Eigen::Array<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>>(values.data(),
                                                                                                extents[0], extents[1])
      .cast<double>();
}

std::string name_of(std::size_t moment, const char* part) { return join("way.", moment, ".", part); }

}  // namespace

std::optional<generated> kept_drawings::find(const std::string& key) const {
  std::error_code missing;
  if ((again_ && added_.count(key) == 0) || !std::filesystem::exists(file_of(key), missing)) return {};
  try {
    const safetensors_file file = safetensors_file::open(file_of(key));
    generated drawn;
    drawn.pictures = strip_in(file, "pictures");
    drawn.seconds = std::stod(file.metadata().at("seconds"));
    const std::vector<float> timesteps = file.read<float>("timesteps");
    for (std::size_t i = 0; i < timesteps.size(); ++i)
      drawn.way.push_back({static_cast<int>(timesteps[i]), strip_in(file, name_of(i, "x")),
                           strip_in(file, name_of(i, "predicted_noise"))});
    return drawn;
  } catch (const std::exception&) {  // damaged: it is drawn anew
    return {};
  }
}

void kept_drawings::add(const std::string& key, const generated& drawn) {
  std::error_code failed;
  std::filesystem::create_directories(folder_, failed);
  safetensors_writer to;
  to.metadata = {{"seconds", join(drawn.seconds)}};
  add_strip(to, "pictures", drawn.pictures);
  floats timesteps;
  for (std::size_t i = 0; i < drawn.way.size(); ++i) {
    timesteps.push_back(static_cast<float>(drawn.way[i].t));
    add_strip(to, name_of(i, "x"), drawn.way[i].x);
    add_strip(to, name_of(i, "predicted_noise"), drawn.way[i].predicted_noise);
  }
  to.add("timesteps", {static_cast<index_t>(timesteps.size())}, timesteps);
  to.write(file_of(key));
  added_.insert(key);
}

}  // namespace sfumato::lab
