#pragma once

#include <cctype>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <vector>

#include "grade/sha256.hpp"
#include "sfumato/core/error.hpp"
#include "sfumato/data/mnist.hpp"

namespace sfumato::lab {

/// Where training images come from.
struct data_source {
  std::string name;              ///< "mnist", "fashion", "synthetic" or "emoji"
  std::filesystem::path folder;  ///< of the IDX files or the atlas; empty for synthetic digits
  std::string description;       ///< one line for people

  bool synthetic() const { return folder.empty(); }
};

namespace detail {

/// Whether the folder's nearest name that is one of a data set says Fashion-MNIST: "fashion", "Fashion_MNIST".
inline bool named_fashion(const std::filesystem::path& folder) {
  bool fashion = false;
  for (const std::filesystem::path& part : std::filesystem::absolute(folder).lexically_normal()) {
    std::string letters;
    for (const char c : part.string())
      if (std::isalpha(static_cast<unsigned char>(c)) != 0)
        letters += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    if (letters == "mnist") fashion = false;
    if (letters == "fashion" || letters == "fashionmnist") fashion = true;
  }
  return fashion;
}

/// Fashion-MNIST's files are named as MNIST's are: the labels tell which they are, by their SHA-256; where they are
/// neither's, or cannot be read, the folder's name does.
inline bool holds_fashion(const std::filesystem::path& folder) {
  constexpr const char* mnist = "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5";
  constexpr const char* fashion_mnist = "bad3541b69d912435c50bb6ba87bec294ff4f6a2e1246121d8633921760443d9";
  try {
    const std::string labels = sha256_of_contents(mnist_path(folder, mnist_part::train, false));
    if (labels == mnist || labels == fashion_mnist) return labels == fashion_mnist;
  } catch (const error&) {  // whoever loads the file says what is wrong with it
  }
  return named_fashion(folder);
}

/// The IDX folders at a place, which may be such a folder itself or the root of several, torchvision's included.
inline std::vector<data_source> data_at(const std::filesystem::path& place, const std::string& found_by) {
  std::vector<data_source> found;
  for (const char* below : {"", "raw", "mnist", "MNIST/raw", "fashion-mnist", "FashionMNIST/raw"}) {
    std::filesystem::path folder = place;
    if (*below != '\0') folder /= below;
    if (!holds_mnist(folder)) continue;
    const bool fashion = holds_fashion(folder);
    found.push_back({fashion ? "fashion" : "mnist", folder,
                     join(fashion ? "Fashion-MNIST" : "MNIST", " from ", folder.string(), found_by)});
  }
  return found;
}

}  // namespace detail

/// All IDX data within reach, best first: $SFUMATO_DATA (a folder of IDX files, or one that holds mnist/,
/// fashion-mnist/ or what torchvision makes: MNIST/raw/, FashionMNIST/raw/), the project's own datasets folder, the
/// system's packages (Debian's dataset-fashion-mnist).
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
            mnist_file(mnist_part::train, true), " and ", mnist_file(mnist_part::train, false),
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

}  // namespace sfumato::lab
