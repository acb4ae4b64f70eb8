#pragma once

#include <cstdint>
#include <memory>

#include "sfumato/tensor/parameter.hpp"

namespace sfumato::inline SFUMATO_ISA {

/// One number beside each parameter of a slab, in the slab's order: a moment, a moving average. Starts as zeros.
template <elementwise_backend B>
class companion_slab {
 public:
  using real = typename B::real;

  explicit companion_slab(const parameter_slab<B>& slab) : numbers_(slab.context(), slab.size()) {
    B::fill(slab.context(), numbers_.data(), size(), real(0));
  }

  index_t size() const { return numbers_.size(); }
  /// To be changed: what was packed from them counts as old from now on.
  real* data() {
    ++*version_;
    return numbers_.data();
  }
  const real* data() const { return numbers_.data(); }

  /// A copy of the module with these numbers for its values and without gradients: to sample with averaged weights, or
  /// to save them by name. This slab must outlive the copy's use and stay where it is.
  template <class Module>
  Module as_values_of(Module module) {
    require(parameter_count(module) == size(), error_kind::shape, "companion slab: expected a module of ", size(),
            " parameters, got ", parameter_count(module));
    index_t offset = 0;
    for_each_parameter(module, [&](const std::string&, parameter<real>& p) {
      p.value = numbers_.data() + offset;
      p.grad = nullptr;
      p.version = version_.get();
      offset += p.extent.size();
    });
    return module;
  }

 private:
  real_buffer<B> numbers_;
  std::unique_ptr<std::uint64_t> version_ = std::make_unique<std::uint64_t>(1);
};

}  // namespace sfumato
