#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <numeric>
#include <utility>
#include <vector>

#include "sfumato/tensor/arena.hpp"

namespace sfumato::inline SFUMATO_ISA {

/// Where the values of an inference pass live: from one dry pass that notes sizes and last uses, offsets in one buffer
/// such that values alive together never overlap. Memory stays near the largest pair of activations plus the live
/// skips. Sizes are in bytes.
template <class B>
class memory_plan {
 public:
  using context = typename B::context;

  bool ready() const { return ready_; }

  /// Weights are not wanted any more once they are packed.
  void discard_prepared() { discards_prepared_ = true; }
  bool discards_prepared() const { return discards_prepared_; }

  /// Value `id` comes to life in the operation at this time; all outputs of one operation have the same.
  void make(int id, int time, index_t bytes) { items_.push_back({id, bytes, time, time, 0}); }
  /// Value `id` is read by the operation at this time. Inputs and parameters live elsewhere and are not planned.
  void use(int id, int time) {
    for (item& i : items_)
      if (i.id == id) i.last_use = time;
  }
  void add_flops(double n) { flops_ += n; }
  void reserve_prepared(index_t bytes) { prepared_sizes_.push_back(bytes); }

  /// Ends the dry pass: `output` is kept to the end. Takes the memory. values: how many handles the pass made.
  void finish(context& ctx, int output, int end, int values) {
    for (item& i : items_)
      if (i.id == output) i.last_use = end;
    for (std::size_t i = 0; i < items_.size(); ++i) items_[i].offset = lowest_free_offset(i);
    index_t total = 0;
    for (const item& i : items_) total = (std::max)(total, i.offset + i.bytes);
    values_ = buffer<B, std::byte>(ctx, total);
    prepared_ = buffer<B, std::byte>(ctx, std::accumulate(prepared_sizes_.begin(), prepared_sizes_.end(), index_t{0}));
    offsets_.assign(static_cast<std::size_t>(values) + 1, -1);
    for (const item& i : items_) offsets_[static_cast<std::size_t>(i.id)] = i.offset;
    filled_.assign(prepared_sizes_.size(), false);
    ready_ = true;
  }

  std::byte* place(int id) { return values_.data() + offsets_[static_cast<std::size_t>(id)]; }

  template <class F>
  std::byte* prepared(int number, F&& fill) {
    index_t offset = 0;
    for (int i = 0; i < number; ++i) offset += prepared_sizes_[static_cast<std::size_t>(i)];
    std::byte* memory = prepared_.data() + offset;
    if (!filled_[static_cast<std::size_t>(number)]) {
      fill(memory);
      filled_[static_cast<std::size_t>(number)] = true;
    }
    return memory;
  }
  /// A pass meets its parameters one after the other, each with the version of what its slab holds: where one has
  /// changed since the last pass, whatever was packed is made anew.
  void meet(std::uint64_t version, std::size_t place) {
    if (place >= versions_.size()) return versions_.push_back(version);
    if (std::exchange(versions_[place], version) != version) forget_prepared();
  }
  /// Whether a slab of those parameters was ever initialized, loaded or changed; true where the pass met none.
  bool parameters_written() const {
    return versions_.empty() || std::any_of(versions_.begin(), versions_.end(), [](std::uint64_t v) { return v > 1; });
  }
  /// The same for weights that were changed behind their slab's back.
  void forget_prepared() {
    require(
        !discards_prepared_, error_kind::config,
        "inference: expected weights that stay as they were packed, since they are let go of then; got changed ones");
    filled_.assign(filled_.size(), false);
  }

  /// Multiplications and additions of one pass.
  double flops() const { return flops_; }
  /// Memory of the plan: activations and packed weights.
  index_t bytes() const { return values_.size() + prepared_.size(); }

 private:
  struct item {
    int id;
    index_t bytes;
    int first_use, last_use;
    index_t offset;
  };

  index_t lowest_free_offset(std::size_t i) const {
    std::vector<const item*> alive;
    for (std::size_t j = 0; j < i; ++j)
      if (items_[j].last_use >= items_[i].first_use) alive.push_back(&items_[j]);
    std::sort(alive.begin(), alive.end(), [](const item* a, const item* b) { return a->offset < b->offset; });
    index_t offset = 0;
    for (const item* other : alive) {
      if (offset + items_[i].bytes <= other->offset) break;
      offset = (std::max)(offset, other->offset + other->bytes);
    }
    return offset;
  }

  bool ready_ = false, discards_prepared_ = false;
  std::vector<item> items_;
  std::vector<index_t> offsets_, prepared_sizes_;
  std::vector<bool> filled_;
  std::vector<std::uint64_t> versions_;
  buffer<B, std::byte> values_, prepared_;
  double flops_ = 0;
};

}  // namespace sfumato
