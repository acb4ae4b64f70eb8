#pragma once

#include <filesystem>
#include <map>
#include <span>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "sfumato/io/json_object.hpp"
#include "sfumato/io/safetensors_reader.hpp"

namespace sfumato::inline SFUMATO_ISA {

/// The tensors of one safetensors file, or of several that belong together: an index NAME.safetensors.index.json beside
/// them says in its weight_map which tensor lies in which. Reads like a safetensors_file.
class safetensors_shards {
 public:
  /// path: a .safetensors file, or an index. Throws (io) where anything in a header or in the index is wrong, a shard
  /// lies elsewhere than beside the index, or index and shards do not name the same tensors.
  static safetensors_shards open(const std::filesystem::path& path) {
    return path.extension() == ".json" ? safetensors_shards(json_object::read(path), path)
                                       : safetensors_shards(safetensors_file::open(path));
  }
  explicit safetensors_shards(safetensors_file file) : path_(file.path()), names_(file.names()) {
    for (const std::string& name : names_) shard_.emplace(name, 0);
    files_.push_back(std::move(file));
  }

  const std::filesystem::path& path() const { return path_; }
  const std::vector<std::string>& names() const { return names_; }
  bool contains(const std::string& name) const { return shard_.count(name) != 0; }
  const tensor_info& info(const std::string& name) const { return file_of(name).info(name); }
  template <tensor_element T>
  std::vector<T> read(const std::string& name) const {
    return file_of(name).read<T>(name);
  }
  template <tensor_element T>
  void read(const std::string& name, std::span<T> values) const {
    file_of(name).read(name, values);
  }
  void forget(const std::string& name) const { file_of(name).forget(name); }
  template <std::floating_point T>
  void require_finite_as(const std::string& name) const {
    file_of(name).require_finite_as<T>(name);
  }

 private:
  safetensors_shards(const json_object& index, const std::filesystem::path& path) : path_(path) {
    const nlohmann::json* map = index.find("weight_map");
    if (!map || !map->is_object() || map->empty())
      index.refuse("weight_map", "an object that names a file for each tensor");
    std::map<std::string, std::size_t> opened;
    for (const auto& [name, file] : map->items()) {
      const std::string shard = file.is_string() ? file.get<std::string>() : std::string();
      const bool beside = std::filesystem::path(shard).filename() == shard && shard.find('\\') == std::string::npos;
      const bool plain = detail::printable(shard) == shard;  // no line break, no NUL, no endless name
      if (!beside || !plain || std::filesystem::path(shard).extension() != ".safetensors")
        index.refuse("weight_map", "names of .safetensors files beside it");
      const auto [at, is_new] = opened.emplace(shard, files_.size());
      require(opened.size() <= most_shards, error_kind::io, path.string(), ": expected at most ", most_shards,
              " shards");
      if (is_new) files_.push_back(safetensors_file::open(path.parent_path() / shard));
      require(files_[at->second].contains(name), error_kind::io, files_[at->second].path().string(),
              ": expected the tensor '", detail::printable(name), "' that ", path.filename().string(),
              " places there, found none");
      shard_.emplace(name, at->second);
      names_.push_back(name);
    }
    for (const safetensors_file& file : files_)
      for (const std::string& name : file.names()) {
        const auto found = shard_.find(name);
        require(found != shard_.end() && &files_[found->second] == &file, error_kind::io, file.path().string(),
                ": tensor '", detail::printable(name), "': expected no such tensor, since ", path.filename().string(),
                " does not place it there");
      }
  }

  const safetensors_file& file_of(const std::string& name) const {
    const auto found = shard_.find(name);
    require(found != shard_.end(), error_kind::io, path_.string(), ": expected a tensor '", detail::printable(name),
            "', found none");
    return files_[found->second];
  }

  static constexpr std::size_t most_shards = 1000;

  std::filesystem::path path_;
  std::vector<safetensors_file> files_;
  std::vector<std::string> names_;
  std::unordered_map<std::string, std::size_t> shard_;
};

}  // namespace sfumato
