#pragma once

#include <array>
#include <string>
#include <string_view>
#include <utility>

#include "sfumato/core/config.hpp"

namespace sfumato::inline SFUMATO_ISA {

/// The name that early versions of the reference library gave a parameter of an attention block (within `attentions`),
/// as the file of google/ddpm-cifar10-32 has it; any other parameter's name has never changed.
inline std::string old_name(const std::string& name) {
  constexpr std::array<std::pair<std::string_view, std::string_view>, 4> renamed{
      {{".to_q.", ".query."}, {".to_k.", ".key."}, {".to_v.", ".value."}, {".to_out.0.", ".proj_attn."}}};
  if (name.find("attentions.") == std::string::npos) return name;
  for (const auto& [now, then] : renamed)
    if (const std::size_t at = name.find(now); at != std::string::npos)
      return name.substr(0, at) + std::string(then) + name.substr(at + now.size());
  return name;
}

}  // namespace sfumato
