#pragma once

#include <cstdlib>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "sfumato/core/error.hpp"
#include "sfumato/data/mnist.hpp"

namespace sfumato {

/// Where training images come from.
struct data_source {
  std::string name;              ///< "mnist", "fashion" or "synthetic"
  std::filesystem::path folder;  ///< of the IDX files; empty for synthetic digits
  std::string description;       ///< one line for people

  bool synthetic() const { return folder.empty(); }
};

namespace detail {

/// The IDX folders at a place, which may be such a folder itself or the root of several.
inline std::vector<data_source> data_at(const std::filesystem::path& place, const std::string& found_by) {
  std::vector<data_source> found;
  for (const char* below : {"", "mnist", "fashion-mnist"}) {
    std::filesystem::path folder = place;
    if (*below != '\0') folder /= below;
    if (!holds_mnist(folder)) continue;
    const bool fashion = folder.lexically_normal().string().find("fashion") != std::string::npos;
    found.push_back({fashion ? "fashion" : "mnist", folder,
                     join(fashion ? "Fashion-MNIST" : "MNIST", " from ", folder.string(), found_by)});
  }
  return found;
}

}  // namespace detail

/// All IDX data within reach, best first: $SFUMATO_DATA (a folder of IDX files, or one that holds mnist/ or
/// fashion-mnist/), the project's own datasets folder, the system's packages (Debian's dataset-fashion-mnist).
inline std::vector<data_source> available_data(const std::filesystem::path& datasets = "datasets",
                                               const std::filesystem::path& system = "/usr/share/datasets") {
  std::vector<data_source> all;
  const auto append = [&all](std::vector<data_source> some) { all.insert(all.end(), some.begin(), some.end()); };
  const char* variable = std::getenv("SFUMATO_DATA");
  if (variable != nullptr && *variable != '\0') append(detail::data_at(variable, " (by $SFUMATO_DATA)"));
  append(detail::data_at(datasets, ""));
  append(detail::data_at(system, " (a system package)"));
  return all;
}

/// Decides what to train on. request: "mnist", "fashion", "synthetic", a folder, or empty for the first of
/// available_data(), else synthetic digits. Throws (io) where something is asked for by name and is not there.
inline data_source find_data(const std::string& request = "", const std::filesystem::path& datasets = "datasets",
                             const std::filesystem::path& system = "/usr/share/datasets") {
  const data_source synthetic{"synthetic", {}, "synthetic digits, drawn from strokes"};
  if (request == "synthetic") return synthetic;
  const bool by_name = request == "mnist" || request == "fashion";
  if (!request.empty() && !by_name) {
    const auto found = detail::data_at(request, "");
    require(!found.empty(), error_kind::io, request, ": expected mnist, fashion, synthetic, or a folder with ",
            detail::mnist_file(mnist_part::train, true), " and ", detail::mnist_file(mnist_part::train, false),
            " (plain or .gz), found no such folder");
    return found.front();
  }
  for (const data_source& source : available_data(datasets, system))
    if (!by_name || source.name == request) return source;
  const char* variable = std::getenv("SFUMATO_DATA");
  const std::string places = join("$SFUMATO_DATA (", variable && *variable ? variable : "not set", "), ",
                                  datasets.string(), " or ", system.string());
  require(!by_name, error_kind::io, request, ": expected its IDX files in ", places, ", found none");
  return {"synthetic", {}, join(synthetic.description, ": no MNIST in ", places)};
}

}  // namespace sfumato
