#pragma once

#include <span>
#include <vector>

#include "sfumato/core/random.hpp"
#include "sfumato/tensor/graph.hpp"

namespace sfumato::inline SFUMATO_ISA {

/// What a network is told beside an image and a time is a struct that it names:
///
///     using condition = class_labels;
///     value operator()(graph<B>& g, value x, real_value t, const class_labels& c) const;
///
/// A condition is what the graph sees; `given` is what the host says of a batch, as a view, and `kept` the same with
/// memory of its own. Its `batch<B>` holds it for a batch in the memory of a backend:
///
///   give(ctx, given, n, or_none)  for n images; or_none: it may say "none", too
///   give_none(ctx, n)          what stands for no condition, for guidance (Ho and Salimans 2022)
///   drop(ctx, p, seed, step)   each image's with probability p; draws where the kernel runs
///   in(graph)                  the condition itself
///
/// A network without any names none and is called with x and t alone.
struct no_condition {
  using given = std::span<const int>;
  using kept = std::vector<int>;

  template <elementwise_backend B>
  class batch {
   public:
    template <class Net>
    explicit batch(const Net&) {}

    void give(typename B::context&, std::span<const int> labels, index_t, bool = false) {
      require(labels.empty(), error_kind::config, "condition: expected a network that takes labels, since ",
              labels.size(), " were given");
    }
    void give_none(typename B::context&, index_t) {}
    void drop(typename B::context&, double, std::uint64_t, const whole*) {}
    no_condition in(graph<B>&) const { return {}; }
  };
};

namespace detail {

/// Replaces label n by `none` with the chance p, drawn from the second word of block n.
struct drop_label {
  std::uint64_t seed;
  const whole* step;
  std::uint64_t below;  ///< p 2^32
  whole none;
  whole* labels;

  SFUMATO_HOST_DEVICE void operator()(index_t n) const {
    const random_source source{seed, 0, static_cast<std::uint32_t>(*step)};
    if (source.words(static_cast<std::uint64_t>(n))[1] < below) labels[n] = none;
  }
};

}  // namespace detail

/// One class an image, in 0 ... classes() - 1 of the network. The label that means none is classes() itself, unless the
/// network has a `none_label` (std::optional): then that one, or there is no such label. A network whose classes() is 0
/// takes no labels.
struct class_labels {
  using given = std::span<const int>;  ///< one for each image, or a single one for all
  using kept = std::vector<int>;

  whole_value labels = {};  ///< (N); empty for a network without classes

  template <elementwise_backend B>
  class batch {
   public:
    template <class Net>
    explicit batch(const Net& net) : classes_(net.classes()), none_(classes_) {
      if constexpr (requires { net.none_label; }) none_ = net.none_label.value_or(-1);
    }

    /// or_none: labels may mean none, too. Throws (config) where the network takes no labels, (shape) where their
    /// number does not fit, (value) where one is out of range.
    void give(typename B::context& ctx, std::span<const int> given, index_t images, bool or_none = false) {
      require(classes_ > 0 || given.empty(), error_kind::config,
              "condition: expected a network that takes labels, since ", given.size(),
              " were given; this one was built without classes");
      images_ = images;
      if (classes_ == 0) return;
      require(!given.empty(), error_kind::config, "condition: expected a label for each of ", images,
              " images, since the network is conditioned on ", classes_,
              " classes, got none; give the denoiser labels, or set classes in the training options");
      require(given.size() == 1 || static_cast<index_t>(given.size()) == images, error_kind::shape,
              "condition: expected a label for each of ", images, " images, got ", given.size());
      host_.resize(static_cast<std::size_t>(images));
      for (std::size_t n = 0; n < host_.size(); ++n) {
        host_[n] = given[given.size() == 1 ? 0 : n];
        const bool fits = host_[n] >= 0 && (host_[n] < classes_ || (or_none && host_[n] == none_));
        require(fits, error_kind::value, "condition: expected labels from 0 to ", classes_ - 1, ", got ", host_[n]);
      }
      labels_.grow(ctx, images);
      B::upload(ctx, labels_.data(), host_.data(), images);
    }
    /// Throws (config) where no label means none.
    void give_none(typename B::context& ctx, index_t images) {
      images_ = images;
      if (classes_ == 0) return;
      labels_.grow(ctx, images);
      B::fill(ctx, labels_.data(), images, none());
    }
    void drop(typename B::context& ctx, double p, std::uint64_t seed, const whole* step) {
      if (classes_ == 0 || p == 0) return;
      const detail::drop_label one{seed, step, static_cast<std::uint64_t>(p * 0x1p32), none(), labels_.data()};
      B::for_each_index(ctx, images_, one);
    }
    class_labels in(graph<B>& g) const {
      if (classes_ == 0) return {};
      return {g.input(view<const whole>{labels_.data(), {images_}})};
    }

   private:
    whole none() const {
      require(none_ >= 0, error_kind::config,
              "condition: expected a network of which one label means none; say which by its none_label, or do without "
              "guidance and set label_drop to 0");
      return static_cast<whole>(none_);
    }

    index_t classes_, none_, images_ = 0;
    buffer<B, whole> labels_;
    std::vector<whole> host_;
  };
};

namespace detail {
template <class Net>
struct condition_type {
  using type = no_condition;
};
template <class Net>
requires requires { typename Net::condition; }
struct condition_type<Net> {
  using type = typename Net::condition;
};
}  // namespace detail

/// The condition that a network names, or no_condition.
template <class Net>
using condition_of = typename detail::condition_type<std::remove_cvref_t<Net>>::type;

/// What a network answers, whether it names a condition or not.
template <backend B, class Net>
value answer(graph<B>& g, Net& net, value x, real_value t, const condition_of<Net>& condition) {
  if constexpr (std::is_same_v<condition_of<Net>, no_condition>) {
    return net(g, x, t);
  } else {
    return net(g, x, t, condition);
  }
}

}  // namespace sfumato
