#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

#include "sfumato/io/safetensors.hpp"

namespace sfumato::inline SFUMATO_ISA::detail {

/// FNV-1a over a tensor's name and bytes. Sums of these over a file's tensors do not depend on their order.
inline std::uint64_t tensor_checksum(const std::string& name, std::span<const std::byte> bytes) {
  std::uint64_t hash = 0xcbf29ce484222325u;
  const auto take = [&hash](std::span<const std::byte> part) {
    for (const std::byte byte : part) hash = (hash ^ std::to_integer<std::uint64_t>(byte)) * 0x100000001b3u;
  };
  take(std::as_bytes(std::span(name.data(), name.size())));
  take(bytes);
  return hash;
}

inline std::string checksum_of(const safetensors_writer& writer) {
  std::uint64_t sum = 0;
  writer.for_each_tensor(
      [&](const std::string& name, std::span<const std::byte> bytes) { sum += tensor_checksum(name, bytes); });
  return std::to_string(sum);
}

inline std::string checksum_of(const safetensors_file& file) {
  std::uint64_t sum = 0;
  for (const std::string& name : file.names()) sum += tensor_checksum(name, file.info(name).bytes);
  return std::to_string(sum);
}

}  // namespace sfumato::detail
