#pragma once

#include <algorithm>
#include <array>
#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <exception>
#include <mutex>
#include <numeric>
#include <span>
#include <thread>
#include <utility>
#include <vector>

#include "sfumato/core/narrow.hpp"
#include "sfumato/core/random.hpp"
#include "sfumato/core/view.hpp"
#include "sfumato/data/dataset.hpp"

namespace sfumato::inline SFUMATO_ISA {

struct loader_options {
  index_t batch_size = 128;
  std::uint64_t seed = 0;
  bool shuffle = true;
  bool drop_last = false;  ///< leave out an epoch's last batch where it is smaller than the others
};

/// A place in the endless sequence of batches; saved in a checkpoint, it makes a resumed run see the same batches.
struct loader_position {
  index_t epoch = 0;
  index_t batch = 0;

  friend bool operator==(const loader_position&, const loader_position&) = default;
};

/// images (N,H,W,C) in [-1,1], one label each, and where in the sequence this batch stands.
template <class T>
struct image_batch {
  view<const T> images;
  std::span<const int> labels;
  loader_position position;
};

/// The order of an epoch's images: a Fisher-Yates shuffle, a pure function of (seed, epoch, size).
inline void shuffled_order(std::uint64_t seed, index_t epoch, std::span<index_t> order) {
  constexpr std::uint64_t shuffle_stream = 0x7368756666766c65u;  // apart from every other use of the same seed
  const auto number = static_cast<std::uint64_t>(epoch);
  random_sequence random(
      {seed ^ shuffle_stream, static_cast<std::uint32_t>(number), static_cast<std::uint32_t>(number >> 32)});
  std::iota(order.begin(), order.end(), index_t{0});
  for (std::size_t left = order.size(); left > 1; --left) std::swap(order[left - 1], order[random.below(left)]);
}

/// Delivers a dataset batch by batch, epoch after epoch without end. While one batch is in use, a background thread
/// prepares the next; waiting threads sleep. All memory is taken at construction.
///
/// The dataset must outlive the loader. One thread at a time may call it.
template <class T, class Data>
requires dataset<Data, T>
class loader {
 public:
  /// Throws (value) where there is no batch to deliver.
  loader(const Data& data, const loader_options& options, loader_position start = {})
      : data_(&data), options_(options), image_(data.image_shape()), size_(static_cast<index_t>(data.size())) {
    const index_t batch_size = options.batch_size;
    require(size_ >= 1 && size_ <= index_t{0xFFFFFFFF}, error_kind::value,
            "loader: expected 1 to 2^32 - 1 images, got ", size_);
    require(batch_size >= 1, error_kind::value, "loader: expected a batch size of at least 1, got ", batch_size);
    require(!options.drop_last || batch_size <= size_, error_kind::value, "loader: the batch size ", batch_size,
            " is larger than the dataset of ", size_, " images, and incomplete batches are dropped: none is left");
    order_.resize(static_cast<std::size_t>(size_));
    const index_t largest = (std::min)(batch_size, size_);
    for (slot& s : slots_) {
      s.images.resize(static_cast<std::size_t>(largest * image_.size()));
      s.labels.resize(static_cast<std::size_t>(largest));
    }
    upcoming_ = checked(start);
    delivered_ = upcoming_;
    worker_ = std::thread([this] { work(); });
  }

  loader(const loader&) = delete;
  loader& operator=(const loader&) = delete;

  ~loader() {
    {
      std::lock_guard lock(mutex_);
      stopping_ = true;
    }
    wake_.notify_all();
    worker_.join();
  }

  index_t batches_per_epoch() const {
    const index_t n = options_.batch_size;
    return options_.drop_last ? size_ / n : (size_ - 1) / n + 1;
  }

  /// The next batch; valid until next() or seek() is called again. Rethrows what the dataset threw while preparing it.
  image_batch<T> next() {
    std::unique_lock lock(mutex_);
    done_.wait(lock, [this] { return ready_; });
    if (failure_) std::rethrow_exception(failure_);
    front_ = 1 - front_;
    ready_ = false;
    const slot& s = slots_[front_];
    delivered_ = after(s.position);
    lock.unlock();
    wake_.notify_one();
    return {{s.images.data(), {s.count, image_[0], image_[1], image_[2]}},
            std::span(s.labels).first(static_cast<std::size_t>(s.count)),
            s.position};
  }

  /// Where the batch that next() delivers stands: what a checkpoint keeps.
  loader_position position() const { return delivered_; }

  /// Goes to a position, forgetting what was prepared and any failure.
  void seek(loader_position position) {
    position = checked(position);
    std::unique_lock lock(mutex_);
    done_.wait(lock, [this] { return ready_; });
    upcoming_ = delivered_ = position;
    failure_ = nullptr;
    ready_ = false;
    lock.unlock();
    wake_.notify_one();
  }

 private:
  struct slot {
    std::vector<T> images;
    std::vector<int> labels;
    index_t count = 0;
    loader_position position;
  };

  /// Fills the slot that is not in the consumer's hands, then sleeps until that one is taken.
  void work() {
    std::unique_lock lock(mutex_);
    for (;;) {
      wake_.wait(lock, [this] { return stopping_ || !ready_; });
      if (stopping_) return;
      slot& back = slots_[1 - front_];
      back.position = upcoming_;
      lock.unlock();
      std::exception_ptr failure;
      try {
        fill(back);
      } catch (...) {
        failure = std::current_exception();
      }
      lock.lock();
      failure_ = failure;
      upcoming_ = after(back.position);
      ready_ = true;
      done_.notify_one();
    }
  }

  void fill(slot& s) {
    if (s.position.epoch != ordered_epoch_) {
      ordered_epoch_ = -1;
      if (options_.shuffle) {
        shuffled_order(options_.seed, s.position.epoch, order_);
      } else {
        std::iota(order_.begin(), order_.end(), index_t{0});
      }
      ordered_epoch_ = s.position.epoch;
    }
    const index_t first = s.position.batch * options_.batch_size;
    s.count = (std::min)(options_.batch_size, size_ - first);
    for (index_t n = 0; n < s.count; ++n) {
      if (stopping_) return;
      index_t i = order_[static_cast<std::size_t>(first + n)];
      if constexpr (endless<Data>) i += s.position.epoch * size_;
      data_->get(i, std::span(s.images).subspan(static_cast<std::size_t>(n * image_.size()),
                                                static_cast<std::size_t>(image_.size())));
      s.labels[static_cast<std::size_t>(n)] = narrowed<int>(data_->label(i), "loader: the label of an image");
    }
  }

  loader_position after(loader_position position) const {
    if (++position.batch == batches_per_epoch()) position = {position.epoch + 1, 0};
    return position;
  }

  /// One past an epoch's last batch is the next epoch's first.
  loader_position checked(loader_position position) const {
    require(position.epoch >= 0 && position.batch >= 0 && position.batch <= batches_per_epoch(), error_kind::value,
            "loader: expected a position in an epoch of ", batches_per_epoch(), " batches, got epoch ", position.epoch,
            ", batch ", position.batch);
    return position.batch == batches_per_epoch() ? loader_position{position.epoch + 1, 0} : position;
  }

  const Data* data_;
  loader_options options_;
  shape image_;
  index_t size_;
  std::vector<index_t> order_;
  index_t ordered_epoch_ = -1;
  std::array<slot, 2> slots_;
  std::size_t front_ = 0;
  loader_position upcoming_;   // what the worker prepares next
  loader_position delivered_;  // what the consumer gets next
  std::mutex mutex_;
  std::condition_variable wake_, done_;
  bool ready_ = false;
  std::atomic<bool> stopping_{false};
  std::exception_ptr failure_;
  std::thread worker_;
};

}  // namespace sfumato
