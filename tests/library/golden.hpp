#pragma once

#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <iterator>
#include <map>
#include <nlohmann/json.hpp>
#include <stdexcept>
#include <string>
#include <vector>

/// Reads the reference data under tests/golden: JSON files, and safetensors files of F32, F64 and I64.
/// Test-only and small on purpose: it trusts its files and shares no code with the library's own reader.
namespace golden {

/// The folder that the environment variable SFUMATO_GOLDEN_DIR names, or else tests/golden.
inline std::string folder() {
  const char* elsewhere = std::getenv("SFUMATO_GOLDEN_DIR");
  return elsewhere && *elsewhere ? elsewhere : SFUMATO_GOLDEN_DIR;
}
inline std::string path(const std::string& name) { return folder() + "/" + name; }

inline std::vector<char> bytes(const std::string& name) {
  std::ifstream file(path(name), std::ios::binary);
  if (!file) throw std::runtime_error("golden data: cannot open " + path(name));
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

/// A parsed JSON file, read once.
inline const nlohmann::json& json(const std::string& name) {
  static std::map<std::string, nlohmann::json> cache;
  const auto found = cache.find(name);
  if (found != cache.end()) return found->second;
  const std::vector<char> text = bytes(name);
  return cache.emplace(name, nlohmann::json::parse(text.begin(), text.end())).first->second;
}

/// A safetensors file; values come as double or int64 whatever width they are stored in.
class tensors {
 public:
  explicit tensors(const std::string& name) : name_(name), bytes_(bytes(name)) {
    std::uint64_t length = 0;
    std::memcpy(&length, bytes_.data(), sizeof length);
    header_ = nlohmann::json::parse(bytes_.begin() + 8, bytes_.begin() + 8 + static_cast<std::ptrdiff_t>(length));
    data_ = bytes_.data() + 8 + length;
  }

  bool has(const std::string& tensor) const { return header_.contains(tensor); }
  std::vector<std::string> names() const {
    std::vector<std::string> all;
    for (const auto& item : header_.items())
      if (item.key() != "__metadata__") all.push_back(item.key());
    return all;
  }
  std::string dtype(const std::string& tensor) const { return entry(tensor)["dtype"].get<std::string>(); }
  std::vector<std::ptrdiff_t> shape(const std::string& tensor) const {
    return entry(tensor)["shape"].get<std::vector<std::ptrdiff_t>>();
  }
  std::vector<double> f64(const std::string& tensor) const { return values<double>(tensor); }
  std::vector<float> f32(const std::string& tensor) const { return values<float>(tensor); }
  std::vector<std::int64_t> i64(const std::string& tensor) const { return values<std::int64_t>(tensor); }

 private:
  const nlohmann::json& entry(const std::string& tensor) const {
    if (!has(tensor)) throw std::runtime_error("golden data: no tensor " + tensor + " in " + path(name_));
    return header_.at(tensor);
  }

  template <class Stored, class T>
  std::vector<T> convert(std::size_t begin, std::size_t end) const {
    std::vector<T> result((end - begin) / sizeof(Stored));
    for (std::size_t i = 0; i < result.size(); ++i) {
      Stored stored;
      std::memcpy(&stored, data_ + begin + i * sizeof(Stored), sizeof(Stored));
      result[i] = static_cast<T>(stored);
    }
    return result;
  }

  template <class T>
  std::vector<T> values(const std::string& tensor) const {
    const nlohmann::json& description = entry(tensor);
    const std::size_t begin = description["data_offsets"][0], end = description["data_offsets"][1];
    const std::string type = dtype(tensor);
    if (type == "F32") return convert<float, T>(begin, end);
    if (type == "F64") return convert<double, T>(begin, end);
    if (type == "I64") return convert<std::int64_t, T>(begin, end);
    throw std::runtime_error("golden data: dtype " + type + " of " + tensor + " in " + path(name_));
  }

  std::string name_;
  std::vector<char> bytes_;
  nlohmann::json header_;
  const char* data_ = nullptr;
};

}  // namespace golden
