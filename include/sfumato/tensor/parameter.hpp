#pragma once

#include <cmath>
#include <cstdint>
#include <functional>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "sfumato/backend/concept.hpp"
#include "sfumato/core/random.hpp"
#include "sfumato/math/normal.hpp"
#include "sfumato/tensor/buffer.hpp"

namespace sfumato::inline SFUMATO_ISA {

/// What a parameter is, which decides how it is initialised, stored in files and decayed.
/// linear: memory (in,out), file (out,in). conv: memory (kh,kw,in,out), file (out,in,kh,kw). The others are vectors.
enum class parameter_role { linear_weight, conv_weight, bias, norm_weight, norm_bias, embedding };

/// One learnable tensor of a module: a shape, a role, and, once bound to a slab, its place for values and gradients. T
/// is the backend's real.
template <class T>
struct parameter {
  shape extent;
  parameter_role role = parameter_role::bias;
  /// Inputs that one output sums over; initial values are uniform within 1/sqrt(fan_in).
  index_t fan_in = 1;
  T* value = nullptr;
  T* grad = nullptr;
  /// Counts the changes of what its slab holds, so that copies packed from it know when they are old.
  std::uint64_t* version = nullptr;
};

/// A module lists its parameters by `visit(v)`, which calls v("name", parameter) or v("name", submodule).
/// Walks them all, depth first, with full names joined by dots: f(name, parameter).
template <class Module, class F>
constexpr void for_each_parameter(Module& parent, F&& f, const std::string& prefix = {}) {
  parent.visit([&](std::string_view name, auto& child) {
    const std::string full = prefix.empty() ? std::string(name) : prefix + '.' + std::string(name);
    if constexpr (requires {
                    child.extent;
                    child.role;
                  }) {
      f(full, child);
    } else {
      for_each_parameter(child, f, full);
    }
  });
}

namespace detail {
template <class Module>
constexpr index_t count_parameters(Module& parent) {
  index_t count = 0;
  parent.visit([&](std::string_view, auto& child) {
    if constexpr (requires {
                    child.extent;
                    child.role;
                  }) {
      count += child.extent.size();
    } else {
      count += count_parameters(child);
    }
  });
  return count;
}
}  // namespace detail

/// The number of learnable numbers in a module; needs no storage and works in constant expressions.
template <class Module>
constexpr index_t parameter_count(Module module) {
  return detail::count_parameters(module);
}

/// What a slab is for: one for inference has no gradients.
enum class slab_use { training, inference };

/// All values and all gradients of a module, each contiguous: an optimizer is one pass, saving is one write.
/// Binding points the module's parameters into the slab; the slab must outlive the module's use and stay where it is.
template <class B>
class parameter_slab {
 public:
  using real = typename B::real;

  template <class Module>
  parameter_slab(typename B::context& ctx, Module& module, slab_use use = slab_use::training)
      : ctx_(&ctx), values_(ctx, parameter_count(module)), grads_(ctx, use == slab_use::training ? values_.size() : 0) {
    B::fill(ctx, values_.data(), size(), real(0));
    zero_grads();
    bind(module);
  }

  /// Points the module's parameters here, in the order of its visitor. Throws (shape) where their number is another,
  /// (config) where two have one name.
  template <class Module>
  void bind(Module& module) {
    require(parameter_count(module) == size(), error_kind::shape, "parameter slab: expected a module of ", size(),
            " parameters, got ", parameter_count(module));
    std::set<std::string> names;
    index_t offset = 0;
    for_each_parameter(module, [&](const std::string& name, parameter<real>& p) {
      require(names.insert(name).second, error_kind::config, "parameter slab: two parameters are named '", name,
              "'; give each child a name of its own in visit()");
      p.value = values_.data() + offset;
      p.grad = grads_.size() > 0 ? grads_.data() + offset : nullptr;
      p.version = version_.get();
      offset += p.extent.size();
    });
  }

  /// Throws (config) naming the first parameter of the module whose values lie elsewhere.
  template <class Module>
  void require_bound(Module& module, const char* operation) const {
    for_each_parameter(module, [&](const std::string& name, parameter<real>& p) {
      const std::less_equal<const real*> before;
      const bool here = p.value && before(values_.data(), p.value) &&
                        before(p.value + p.extent.size(), values_.data() + values_.size());
      require(here, error_kind::config, operation, ": expected a module whose values lie in this slab, those of '",
              name, "' do not; bind it (parameter_slab slab(ctx, module), or slab.bind(module))");
    });
  }

  /// Weights and biases uniform in +-1/sqrt(fan_in), norm weights 1 and norm biases 0, embeddings standard normal: rows
  /// of a table that start too small are not heard beside what they are added to. A parameter's values depend on the
  /// seed and its place in the list alone. Throws (config) for a module that is bound elsewhere.
  template <class Module>
  void initialize(Module& module, std::uint64_t seed) {
    require_bound(module, "initialize");
    std::uint32_t stream = 0;
    for_each_parameter(module, [&](const std::string&, parameter<real>& p) {
      std::vector<real> host(static_cast<std::size_t>(p.extent.size()));
      const random_source source{seed, stream++, 0};
      random_sequence random(source);
      const double bound = 1 / std::sqrt(static_cast<double>(p.fan_in));
      for (std::size_t i = 0; i < host.size(); ++i) {
        switch (p.role) {
          case parameter_role::norm_weight: host[i] = 1; break;
          case parameter_role::norm_bias: host[i] = 0; break;
          case parameter_role::embedding: host[i] = normals<real>(source.words(i / 4))[i % 4]; break;
          default: host[i] = static_cast<real>(random.uniform(-bound, bound));
        }
      }
      B::upload(*ctx_, p.value, host.data(), p.extent.size());
    });
    ++*version_;
  }

  void zero_grads() { B::fill(*ctx_, grads_.data(), grads_.size(), real(0)); }

  index_t size() const { return values_.size(); }
  /// Whether the values were ever asked for to be changed, initialized or loaded; until then all are 0.
  bool written() const { return *version_ > 1; }
  /// To be changed: what was packed from them counts as old from now on. Who keeps the pointer and changes more later
  /// tells weights_changed() of a denoiser; initialize, loading and optimizers need no word.
  real* values() {
    ++*version_;
    return values_.data();
  }
  const real* values() const { return values_.data(); }
  /// Throws (config) for a slab without gradients.
  real* grads() {
    require(grads_.size() == size(), error_kind::config,
            "gradients: expected a slab for training, got one for inference; make it without slab_use::inference");
    return grads_.data();
  }
  typename B::context& context() const { return *ctx_; }

 private:
  typename B::context* ctx_;
  real_buffer<B> values_, grads_;
  std::unique_ptr<std::uint64_t> version_ = std::make_unique<std::uint64_t>(1);
};

}  // namespace sfumato
