#pragma once

#include <algorithm>
#include <numeric>
#include <vector>

#include "sfumato/tensor/buffer.hpp"

namespace sfumato {

/// Where the values of an inference pass live: from one dry pass that notes sizes and last uses, offsets in one buffer
/// such that values alive together never overlap. Memory stays near the largest pair of activations plus the live
/// skips.
template <class B>
class memory_plan {
 public:
  using scalar = typename B::scalar;
  using context = typename B::context;

  bool ready() const { return ready_; }

  /// Value `id` of n scalars comes to life.
  void make(int id, index_t n) { items_.push_back({id, round(n), id, id, 0}); }
  /// Value `id` is read while value `reader` is computed. Inputs and parameters live elsewhere and are not planned.
  void use(int id, int reader) {
    for (item& i : items_)
      if (i.id == id) i.last_use = reader;
  }
  void add_flops(double n) { flops_ += n; }
  void reserve_prepared(index_t n) { prepared_sizes_.push_back(round(n)); }

  /// Ends the dry pass: `output` is kept to the end. Takes the memory.
  void finish(context& ctx, int output, int end) {
    for (item& i : items_)
      if (i.id == output) i.last_use = end;
    for (std::size_t i = 0; i < items_.size(); ++i) items_[i].offset = lowest_free_offset(i);
    index_t total = 0;
    for (const item& i : items_) total = (std::max)(total, i.offset + i.size);
    values_ = buffer<B>(ctx, total);
    prepared_ = buffer<B>(ctx, std::accumulate(prepared_sizes_.begin(), prepared_sizes_.end(), index_t{0}));
    offsets_.assign(static_cast<std::size_t>(end) + 1, -1);
    for (const item& i : items_) offsets_[static_cast<std::size_t>(i.id)] = i.offset;
    filled_.assign(prepared_sizes_.size(), false);
    ready_ = true;
  }

  scalar* place(int id) { return values_.data() + offsets_[static_cast<std::size_t>(id)]; }

  template <class F>
  scalar* prepared(int number, F&& fill) {
    index_t offset = 0;
    for (int i = 0; i < number; ++i) offset += prepared_sizes_[static_cast<std::size_t>(i)];
    scalar* memory = prepared_.data() + offset;
    if (!filled_[static_cast<std::size_t>(number)]) {
      fill(memory);
      filled_[static_cast<std::size_t>(number)] = true;
    }
    return memory;
  }
  /// Call when the weights have changed: what was packed from them is made anew.
  void forget_prepared() { filled_.assign(filled_.size(), false); }

  /// Multiplications and additions of one pass.
  double flops() const { return flops_; }
  /// Memory of the plan: activations and packed weights.
  index_t bytes() const { return (values_.size() + prepared_.size()) * static_cast<index_t>(sizeof(scalar)); }

 private:
  struct item {
    int id;
    index_t size;
    int first_use, last_use;
    index_t offset;
  };

  static index_t round(index_t n) {
    constexpr index_t align = 64 / static_cast<index_t>(sizeof(scalar));
    return (n + align - 1) / align * align;
  }

  index_t lowest_free_offset(std::size_t i) const {
    std::vector<const item*> alive;
    for (std::size_t j = 0; j < i; ++j)
      if (items_[j].last_use >= items_[i].first_use) alive.push_back(&items_[j]);
    std::sort(alive.begin(), alive.end(), [](const item* a, const item* b) { return a->offset < b->offset; });
    index_t offset = 0;
    for (const item* other : alive) {
      if (offset + items_[i].size <= other->offset) break;
      offset = (std::max)(offset, other->offset + other->size);
    }
    return offset;
  }

  bool ready_ = false;
  std::vector<item> items_;
  std::vector<index_t> offsets_, prepared_sizes_;
  std::vector<bool> filled_;
  buffer<B> values_, prepared_;
  double flops_ = 0;
};

}  // namespace sfumato
