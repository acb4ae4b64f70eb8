#include "lab/system/places.hpp"

#include <cstdlib>

namespace sfumato::lab {

std::filesystem::path project_root() {
  const char* variable = std::getenv("SFUMATO_ROOT");
  return variable != nullptr && *variable != '\0' ? variable : SFUMATO_ROOT_DIR;
}

std::filesystem::path program_folder() { return std::filesystem::path(SFUMATO_ROOT_DIR) / "tools" / "lab"; }

std::filesystem::path datasets_folder() { return project_root() / "datasets"; }

std::filesystem::path shipped_model() { return datasets_folder() / "models" / "mnist-digits.safetensors"; }

}  // namespace sfumato::lab
