#include "lab/data/open_data.hpp"

#include "lab/system/places.hpp"

namespace sfumato::lab {

data_source open_data(const std::string& request) {
  try {
    return find_data(request, datasets_folder());
  } catch (const error& e) {
    if (request == "mnist")
      fail(e.kind(), "--data ", e.what(),
           "; \"./lab data fetch mnist\" downloads it, and \"--data synthetic\" needs none");
    if (request == "fashion")
      fail(e.kind(), "--data ", e.what(), "; on Debian and Ubuntu: apt-get install dataset-fashion-mnist");
    fail(e.kind(), "--data ", e.what());
  }
}

data_source emoji_data() {
  const std::filesystem::path folder = datasets_folder() / "emoji";
  return {"emoji", folder, "emoji, drawn anew for every batch, from " + folder.string()};
}

}  // namespace sfumato::lab
