#pragma once

#include "judge/variants.hpp"
#include "worker.hpp"

namespace lab {

/// Lets a worker answer with a known-wrong variant, "add_noise/no_roots", in place of the right function.
template <class Signature>
void add_wrong(worker& to, const variants<Signature>& known, const std::string& variant) {
  for (const auto& wrong : known)
    if (known.function + "/" + wrong.name == variant) to.add(known.function, wrong.function);
}

}  // namespace lab
