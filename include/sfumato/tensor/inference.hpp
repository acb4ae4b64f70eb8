#pragma once

#include "sfumato/tensor/graph.hpp"

namespace sfumato::inline SFUMATO_ISA {

/// Runs a forward pass again and again without a tape, in planned memory.
///
/// forward(graph&) -> value or real_value must make the same values in the same order each time: the same network on
/// the same shapes. The first call measures, takes the memory and packs the weights; later calls allocate nothing.
template <backend B>
class inference {
 public:
  explicit inference(typename B::context& ctx) : graph_(ctx, plan_) {}
  inference(const inference&) = delete;
  inference& operator=(const inference&) = delete;

  /// The result stays valid until the next call.
  template <class Forward>
  auto operator()(Forward&& forward) {
    if (!plan_.ready()) {
      plan_ = {};  // a pass that threw has measured only a part
      if (discards_packed_) plan_.discard_prepared();
      graph_.rewind();
      graph_.finish_plan(forward(graph_));
    }
    graph_.rewind();
    return graph_[forward(graph_)];
  }

  /// To be said before the first call: weights are let go of once they are packed, where the backend can, and must not
  /// change. Each is read by one layer alone.
  void discard_packed_weights() { discards_packed_ = true; }
  /// The weights have changed: pack them anew at the next call. Throws (config) where they were let go of.
  void weights_changed() { plan_.forget_prepared(); }
  const memory_plan<B>& plan() const { return plan_; }

 private:
  bool discards_packed_ = false;
  memory_plan<B> plan_;
  graph<B> graph_;
};

}  // namespace sfumato
