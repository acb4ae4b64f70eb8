#pragma once

#include <array>
#include <cstddef>
#include <cstring>
#include <initializer_list>
#include <new>
#include <type_traits>
#include <utility>
#include <vector>

#include "sfumato/backend/concept.hpp"
#include "sfumato/tensor/arena.hpp"
#include "sfumato/tensor/handle.hpp"
#include "sfumato/tensor/memory_plan.hpp"
#include "sfumato/tensor/parameter.hpp"

namespace sfumato::inline SFUMATO_ISA {

/// One run of a network: the values made so far and, in training, the tape for reverse mode.
///
/// Three ways to run the same module code:
///   training   every value keeps its place, backward passes are recorded; `rewind()` starts the next step in the same
///              memory, so a steady state allocates nothing and sees the same addresses;
///   measuring  nothing is computed: shapes, last uses and FLOPs are noted into a memory_plan;
///   planned    values live where the plan says, weights are packed once.
template <backend B>
class graph {
 public:
  using scalar = typename B::scalar;
  using real = typename B::real;
  using context = typename B::context;
  /// What stands behind a handle.
  template <class Handle>
  using stored = stored_t<B, Handle::kind>;

  /// A training graph.
  explicit graph(context& ctx) : ctx_(&ctx), arena_(ctx) {}
  /// A graph that measures into, or runs by, the plan.
  graph(context& ctx, memory_plan<B>& plan) : ctx_(&ctx), arena_(ctx), plan_(&plan) {}

  context& ctx() { return *ctx_; }
  bool training() const { return plan_ == nullptr; }
  bool measuring() const { return plan_ && !plan_->ready(); }

  /// Memory of somebody else as a value: images, times, targets. With a gradient place if its gradient is wanted
  /// (written, not added to).
  real_value input(view<const real> x, real* grad = nullptr) { return add_input<real_value>(x, grad); }
  /// Labels, tokens.
  whole_value input(view<const whole> x) { return add_input<whole_value>(x, nullptr); }
  /// Activations that were made elsewhere.
  value scalar_input(view<const scalar> x, scalar* grad = nullptr) { return add_input<value>(x, grad); }
  /// A parameter as a value; gradients add up in its slab. Throws (config) where no slab holds it.
  real_value operator()(const parameter<real>& p) {
    require(p.value || measuring() || p.extent.size() == 0, error_kind::config, "a parameter of shape ", p.extent,
            " has no values: bind its module to a parameter_slab, and name every child in its visit()");
    if (plan_ && p.version) plan_->meet(*p.version, parameters_++);
    return add<real_value>({p.extent, p.value, p.grad, p.grad != nullptr, true});
  }

  /// A new value that is computed from others.
  value make(const shape& extent, std::initializer_list<any_value> reads) {
    return make_all<value, 1>({extent}, reads)[0];
  }
  real_value make_real(const shape& extent, std::initializer_list<any_value> reads) {
    return make_all<real_value, 1>({extent}, reads)[0];
  }
  /// Several outputs of one operation, alive together: `auto [a, b] = g.make_all<value, 2>({sa, sb}, {x})`.
  template <class Handle, std::size_t Count>
  std::array<Handle, Count> make_all(const std::array<shape, Count>& extents, std::initializer_list<any_value> reads) {
    using T = stored<Handle>;
    const int time = operations_++;
    bool needs_grad = false;
    for (any_value read : reads)
      if (read.id >= 0) {
        needs_grad = needs_grad || node_of(read).needs_grad;
        if (measuring()) plan_->use(read.id, time);
      }
    std::array<Handle, Count> made;
    for (std::size_t i = 0; i < Count; ++i) {
      T* data = nullptr;
      if (training()) {
        data = arena_.template take<T>(extents[i].size());
      } else if (measuring()) {
        plan_->make(size(), time, aligned_bytes<T>(extents[i].size()));
      } else {
        data = reinterpret_cast<T*>(plan_->place(size()));
      }
      made[i] = add<Handle>({extents[i], data, nullptr, needs_grad && training(), false});
    }
    return made;
  }

  /// Throws (config) for an empty value.
  const shape& shape_of(any_value v) const {
    require(v.id >= 0, error_kind::config, "an operation: expected a value, got an empty one; was a label left out?");
    return node_of(v).extent;
  }
  template <class Handle>
  view<stored<Handle>> operator[](Handle v) const {
    return {data(v), node_of(v).extent};
  }
  /// The data pointer, or null for an empty value.
  template <class Handle>
  stored<Handle>* data(Handle v) const {
    return v ? static_cast<stored<Handle>*>(node_of(v).data) : nullptr;
  }
  bool needs_grad(any_value v) const { return v.id >= 0 && node_of(v).needs_grad; }

  /// Computes now, unless this pass only measures. flops: for the cost account.
  template <class F>
  void run(F&& compute, double flops = 0) {
    if (measuring()) {
      plan_->add_flops(flops);
    } else {
      compute();
    }
  }

  /// Memory for something made from a weight alone (a packed or folded copy): filled by fill(scalar*) once a training
  /// step, and once in the life of a plan, which may then let go of the weight.
  template <class F>
  scalar* prepared(real_value weight, index_t n, F&& fill) {
    if (measuring()) return plan_->reserve_prepared(aligned_bytes<scalar>(n)), nullptr;
    if (training()) {
      scalar* memory = arena_.template take<scalar>(n);
      fill(memory);
      return memory;
    }
    const auto fill_bytes = [&](std::byte* memory) {
      fill(reinterpret_cast<scalar*>(memory));
      if constexpr (requires { B::discard(*ctx_, data(weight), n); })
        if (plan_->discards_prepared()) B::discard(*ctx_, data(weight), shape_of(weight).size());
    };
    return reinterpret_cast<scalar*>(plan_->prepared(prepared_count_++, fill_bytes));
  }
  /// Memory that the backward pass will want (statistics, values before an activation); null when not training.
  template <class T>
  T* keep(index_t n) {
    return training() ? arena_.template take<T>(n) : nullptr;
  }

  /// Notes how to turn the gradient of y into gradients of what it was made from: backward(graph&) runs during
  /// backward(), unless nothing below needs it. The closure must be trivially copyable and small: ids and numbers.
  template <class F>
  void record(any_value y, F backward) {
    // Not is_trivially_copyable: for captures that are const, nvcc denies it when clang++ is its host compiler.
    static_assert(std::is_trivially_copy_constructible_v<F> && std::is_trivially_destructible_v<F>,
                  "a tape record holds ids, numbers and raw pointers only");
    static_assert(sizeof(F) <= sizeof(entry::payload), "a tape record must stay small");
    if (!node_of(y).needs_grad) return;
    entry& e = tape_.emplace_back();
    e.output = y;
    new (static_cast<void*>(e.payload)) F(backward);
    e.run = [](graph& g, std::byte* payload) { (*std::launder(reinterpret_cast<F*>(payload)))(g); };
  }

  /// The gradient of the loss with respect to v, inside a record's backward: already there.
  template <class Handle>
  stored<Handle>* grad(Handle v) {
    return static_cast<stored<Handle>*>(node_of(v).grad);
  }
  /// Where to put the gradient of v; the caller must then write all of it.
  template <class Handle>
  grad_slot<stored<Handle>> grad_for(Handle v) {
    if (!v || !node_of(v).needs_grad) return {};
    node& n = node_of(v);
    if (!n.grad) n.grad = arena_.template take<stored<Handle>>(n.extent.size());
    const bool accumulate = n.grad_written;
    n.grad_written = true;
    return {grad(v), accumulate};
  }

  /// Reverse mode from a loss of one element: d loss / d parameter is added to every parameter's gradient.
  void backward(real_value loss) {
    require(shape_of(loss).size() == 1, error_kind::shape, "backward: expected a loss of one element, got shape ",
            shape_of(loss));
    if (const grad_slot<real> slot = grad_for(loss)) B::fill(*ctx_, slot.data, 1, real(1));
    for (auto e = tape_.rbegin(); e != tape_.rend(); ++e)
      if (node_of(e->output).grad_written) e->run(*this, e->payload);
  }

  /// Ends the pass that measured: its plan is ready and keeps the output to the end.
  void finish_plan(any_value output) { plan_->finish(*ctx_, output.id, operations_, size()); }

  /// Forgets all values and records, keeps the memory.
  void rewind() {
    nodes_.clear();
    tape_.clear();
    arena_.rewind();
    prepared_count_ = 0;
    operations_ = 0;
    parameters_ = 0;
  }

  /// How many values were made so far.
  int size() const { return static_cast<int>(nodes_.size()); }
  /// Bytes of memory held for values and gradients.
  index_t memory() const { return arena_.capacity(); }

 private:
  struct node {
    shape extent;
    void* data = nullptr;
    void* grad = nullptr;
    bool needs_grad = false;
    bool grad_written = false;
  };
  struct entry {
    void (*run)(graph&, std::byte*) = nullptr;
    any_value output;
    alignas(std::max_align_t) std::byte payload[272];
  };

  template <class Handle>
  Handle add(const node& n) {
    nodes_.push_back(n);
    return Handle(size() - 1);
  }
  template <class Handle>
  Handle add_input(view<const stored<Handle>> x, stored<Handle>* grad) {
    return add<Handle>({x.extent, const_cast<stored<Handle>*>(x.data), grad, grad != nullptr, false});
  }
  node& node_of(any_value v) { return const_cast<node&>(std::as_const(*this).node_of(v)); }
  const node& node_of(any_value v) const {
    require(v.id < static_cast<index_t>(nodes_.size()), error_kind::config,
            "graph: expected a value of this graph and of this pass, got one of another");
    return nodes_[static_cast<std::size_t>(v.id)];
  }

  context* ctx_;
  arena<B> arena_;
  memory_plan<B>* plan_ = nullptr;
  std::vector<node> nodes_;
  std::vector<entry> tape_;
  int prepared_count_ = 0;
  int operations_ = 0;
  std::size_t parameters_ = 0;
};

}  // namespace sfumato
