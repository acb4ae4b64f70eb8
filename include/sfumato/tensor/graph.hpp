#pragma once

#include <cstddef>
#include <cstring>
#include <initializer_list>
#include <new>
#include <type_traits>
#include <vector>

#include "sfumato/backend/concept.hpp"
#include "sfumato/tensor/arena.hpp"
#include "sfumato/tensor/memory_plan.hpp"
#include "sfumato/tensor/parameter.hpp"

namespace sfumato {

/// A tensor within a graph, by number. Cheap to copy; valid until the graph is rewound. Empty when default-made.
struct value {
  int id = -1;
  explicit constexpr operator bool() const { return id >= 0; }
};

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
  using context = typename B::context;

  /// A training graph.
  explicit graph(context& ctx) : ctx_(&ctx), arena_(ctx) {}
  /// A graph that measures into, or runs by, the plan.
  graph(context& ctx, memory_plan<B>& plan) : ctx_(&ctx), arena_(ctx), plan_(&plan) {}

  context& ctx() { return *ctx_; }
  bool training() const { return plan_ == nullptr; }
  bool measuring() const { return plan_ && !plan_->ready(); }

  /// Memory of somebody else as a value; with a gradient place if its gradient is wanted (written, not added to).
  value input(view<const scalar> x, scalar* grad = nullptr) {
    return add({x.extent, const_cast<scalar*>(x.data), grad, grad != nullptr, false, false});
  }
  /// A parameter as a value; gradients add up in its slab.
  value operator()(const parameter<scalar>& p) {
    return add({p.extent, p.value, p.grad, p.grad != nullptr, true, true});
  }

  /// A new value that is computed from others.
  value make(const shape& extent, std::initializer_list<value> reads) {
    bool needs_grad = false;
    for (value read : reads)
      if (read) {
        needs_grad = needs_grad || node_of(read).needs_grad;
        if (measuring()) plan_->use(read.id, static_cast<int>(nodes_.size()));
      }
    scalar* data = nullptr;
    if (training()) {
      data = arena_.take(extent.size());
    } else if (measuring()) {
      plan_->make(static_cast<int>(nodes_.size()), extent.size());
    } else {
      data = plan_->place(static_cast<int>(nodes_.size()));
    }
    return add({extent, data, nullptr, needs_grad && training(), false, false});
  }

  const shape& shape_of(value v) const { return node_of(v).extent; }
  view<scalar> operator[](value v) const { return {node_of(v).data, node_of(v).extent}; }
  /// The data pointer, or null for an empty value.
  scalar* data(value v) const { return v ? node_of(v).data : nullptr; }
  bool needs_grad(value v) const { return v && node_of(v).needs_grad; }

  /// Computes now, unless this pass only measures. flops: for the cost account.
  template <class F>
  void run(F&& compute, double flops = 0) {
    if (measuring()) {
      plan_->add_flops(flops);
    } else {
      compute();
    }
  }

  /// Memory for something made from weights alone (a packed or folded copy): filled by fill(scalar*) once a training
  /// step, and once in the life of a plan.
  template <class F>
  scalar* prepared(index_t n, F&& fill) {
    if (measuring()) return plan_->reserve_prepared(n), nullptr;
    if (!training()) return plan_->prepared(prepared_count_++, fill);
    scalar* memory = arena_.take(n);
    fill(memory);
    return memory;
  }
  /// Memory that the backward pass will want (statistics, values before an activation); null when not training.
  scalar* keep(index_t n) { return training() ? arena_.take(n) : nullptr; }

  /// Notes how to turn the gradient of y into gradients of what it was made from: backward(graph&) runs during
  /// backward(), unless nothing below needs it. The closure must be trivially copyable and small: ids and numbers.
  template <class F>
  void record(value y, F backward) {
    static_assert(std::is_trivially_copyable_v<F>, "a tape record holds ids, numbers and raw pointers only");
    static_assert(sizeof(F) <= sizeof(entry::payload), "a tape record must stay small");
    if (!node_of(y).needs_grad) return;
    entry& e = tape_.emplace_back();
    e.output = y;
    new (static_cast<void*>(e.payload)) F(backward);
    e.run = [](graph& g, std::byte* payload) { (*std::launder(reinterpret_cast<F*>(payload)))(g); };
  }

  /// The gradient of the loss with respect to v, inside a record's backward: already there.
  scalar* grad(value v) { return node_of(v).grad; }
  /// Where to put the gradient of v; the caller must then write all of it.
  grad_slot<scalar> grad_for(value v) {
    if (!v || !node_of(v).needs_grad) return {};
    node& n = node_of(v);
    if (!n.grad) n.grad = arena_.take(n.extent.size());
    const bool accumulate = n.grad_written;
    n.grad_written = true;
    return {n.grad, accumulate};
  }

  /// Reverse mode from a loss of one element: d loss / d parameter is added to every parameter's gradient.
  void backward(value loss) {
    require(shape_of(loss).size() == 1, error_kind::shape, "backward: expected a loss of one element, got shape ",
            shape_of(loss));
    if (const grad_slot<scalar> slot = grad_for(loss)) B::fill(*ctx_, slot.data, 1, scalar(1));
    for (auto e = tape_.rbegin(); e != tape_.rend(); ++e)
      if (node_of(e->output).grad_written) e->run(*this, e->payload);
  }

  /// Forgets all values and records, keeps the memory.
  void rewind() {
    nodes_.clear();
    tape_.clear();
    arena_.rewind();
    prepared_count_ = 0;
  }

  /// How many values were made so far.
  int size() const { return static_cast<int>(nodes_.size()); }
  /// Scalars of memory held for values and gradients.
  index_t memory() const { return arena_.capacity(); }

 private:
  struct node {
    shape extent;
    scalar* data = nullptr;
    scalar* grad = nullptr;
    bool needs_grad = false;
    bool grad_written = false;
    bool is_parameter = false;
  };
  struct entry {
    void (*run)(graph&, std::byte*) = nullptr;
    value output;
    alignas(std::max_align_t) std::byte payload[272];
  };

  value add(const node& n) {
    nodes_.push_back(n);
    return {static_cast<int>(nodes_.size()) - 1};
  }
  node& node_of(value v) { return nodes_[static_cast<std::size_t>(v.id)]; }
  const node& node_of(value v) const { return nodes_[static_cast<std::size_t>(v.id)]; }

  context* ctx_;
  arena<B> arena_;
  memory_plan<B>* plan_ = nullptr;
  std::vector<node> nodes_;
  std::vector<entry> tape_;
  int prepared_count_ = 0;
};

}  // namespace sfumato
