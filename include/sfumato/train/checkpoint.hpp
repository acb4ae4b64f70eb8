#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "sfumato/core/finite.hpp"
#include "sfumato/io/model_card.hpp"
#include "sfumato/io/state_dict.hpp"
#include "sfumato/tensor/finite.hpp"
#include "sfumato/train/checkpoint_checksum.hpp"
#include "sfumato/train/trainer.hpp"

namespace sfumato::inline SFUMATO_ISA {

namespace detail {

/// Counted on whenever files hold something else, or training goes on from the same numbers to others: so a checkpoint
/// of another version of the library is resumed to the same bits where it has this format, and refused where not.
inline constexpr const char* checkpoint_format = "sfumato checkpoint 1";
inline constexpr index_t epoch_columns = 3 + 2 * static_cast<index_t>(epoch_metrics::bins);

/// What a card calls the precision that checkpoints note by its type.
inline std::string precision_of(const std::string& scalar) {
  for (const auto& [type, name] : {std::pair(dtype::f32, "float"), {dtype::bf16, "bf16"}, {dtype::f64, "double"}})
    if (scalar == to_string(type)) return name;
  return scalar;
}

/// What a checkpoint and the run that continues it must agree on: the trainer's recipe, and of the card what a model is
/// and learns from; how far it has come may differ. Throws (config) where card and recipe disagree.
template <class Trainer>
std::map<std::string, std::string> checkpoint_identity(const Trainer& training, const model_card& card) {
  auto identity = training.recipe();
  auto about = card.to_metadata();
  const std::string scalar(to_string(dtype_of<typename Trainer::scalar>)), precision = precision_of(scalar);
  require(card.precision == precision, error_kind::config,
          "checkpoint: the model card says precision = ", card.precision, ", but the training has ", precision);
  for (const char* not_here : {"epochs", "final_loss", "weights", "version", "precision"}) about.erase(not_here);
  for (const auto& [key, text] : about) {
    const auto entry = identity.emplace(key, text).first;
    require(entry->second == text, error_kind::config, "checkpoint: the model card says ", key, " = ", text,
            ", but the training has ", entry->second);
  }
  identity["scalar"] = scalar;
  return identity;
}

/// Throws (config) where the widths of a card are not those of a network that can tell its own: a program that built
/// the network by the card could not read it.
template <class Net>
void require_widths_of(const Net& net, const model_card& card) {
  if constexpr (requires { net.widths().quarter; }) {
    const auto own = net.widths();
    const std::vector<index_t> widths{own.full, own.half, own.quarter};
    require(card.widths == widths, error_kind::config,
            "checkpoint: the model card says widths = ", to_string(card.widths), ", but the network has ",
            to_string(widths));
  }
}

inline void append_epoch(std::vector<double>& table, const epoch_metrics& epoch) {
  table.insert(table.end(), {epoch.loss_sum, static_cast<double>(epoch.images), epoch.seconds});
  table.insert(table.end(), epoch.bin_error_sum.begin(), epoch.bin_error_sum.end());
  for (const index_t count : epoch.bin_images) table.push_back(static_cast<double>(count));
}

inline epoch_metrics epoch_from(const double* row) {
  epoch_metrics epoch;
  epoch.loss_sum = *row++;
  epoch.images = static_cast<index_t>(*row++);
  epoch.seconds = *row++;
  for (double& sum : epoch.bin_error_sum) sum = *row++;
  for (index_t& count : epoch.bin_images) count = static_cast<index_t>(*row++);
  return epoch;
}

/// Reads how far the run had come; whatever cannot be is refused.
inline training_state read_training_state(const safetensors_file& file, index_t batch_size) {
  file.require_shape("progress", {4});
  const auto progress = file.read<std::int64_t>("progress");
  training_state state{progress[0], {progress[1], progress[2]}, progress[3], {}, {}};
  const bool possible = state.steps >= 0 && state.steps < index_t{1} << 53 && state.next.epoch >= 0 &&
                        state.next.epoch <= state.steps && state.next.batch >= 0 && state.images >= 0 &&
                        state.next.batch <= state.images / batch_size;
  require(possible, error_kind::io, file.path().string(),
          ": tensor 'progress': expected steps, epoch, batch and images that fit together, found ", progress[0], ", ",
          progress[1], ", ", progress[2], " and ", progress[3]);
  file.require_shape("epochs", {state.next.epoch + 1, epoch_columns});
  const auto table = file.read<double>("epochs");
  for (const double x : table)
    require(in_range(x, 0.0, 0x1p53 - 1), error_kind::io, file.path().string(),
            ": tensor 'epochs': expected numbers of at least 0, found ", x);
  for (index_t epoch = 0; epoch < state.next.epoch; ++epoch)
    state.history.push_back(epoch_from(table.data() + epoch * epoch_columns));
  state.current = epoch_from(table.data() + state.next.epoch * epoch_columns);
  return state;
}

}  // namespace detail

/// Writes all that is needed to resume the training to the same bits: parameters, moments, moving average, how far it
/// has come, the losses so far, and what must agree. The file is replaced in one step: whatever happens, the last good
/// checkpoint stays. Throws (value) instead of saving parameters that are not finite, (config) where the card disagrees
/// with the training or the network.
template <backend B, class Net, class Objective, class Optimizer>
void save_checkpoint(const std::filesystem::path& path, trainer<B, Net, Objective, Optimizer>& training,
                     const model_card& card) {
  const training_state& state = training.state();
  detail::require_widths_of(training.net(), card);
  require(all_finite<B>(training.ctx(), training.parameters().values(), training.parameters().size()),
          error_kind::value, path.string(), ": not saved: after step ", state.steps,
          " the parameters are no longer finite; try a lower learning rate or clip the gradients");
  safetensors_writer writer;
  training.visit_arrays(
      [&](const std::string& name, const Net& array) { add_state_dict<B>(writer, training.ctx(), array, name + "."); });
  writer.add("progress", {4}, std::vector<std::int64_t>{state.steps, state.next.epoch, state.next.batch, state.images});
  std::vector<double> table;
  for (const epoch_metrics& epoch : state.history) detail::append_epoch(table, epoch);
  detail::append_epoch(table, state.current);
  writer.add("epochs", {state.next.epoch + 1, detail::epoch_columns}, table);
  writer.metadata = detail::checkpoint_identity(training, card);
  writer.metadata["format"] = detail::checkpoint_format;
  writer.metadata["version"] = SFUMATO_VERSION;
  writer.metadata["checksum"] = detail::checksum_of(writer);
  writer.write(path);
}

/// Puts a trainer where the checkpoint was made. Throws (io) naming the file and the first thing that does not agree:
/// the kind of file, a format of another version, damaged contents, another network, seed, data set, precision or
/// option, one that this version does not know included. Nothing is changed then.
template <backend B, class Net, class Objective, class Optimizer>
void load_checkpoint(const std::filesystem::path& path, trainer<B, Net, Objective, Optimizer>& training,
                     const model_card& card) {
  const safetensors_file file = safetensors_file::open(path);
  const std::string name = path.string();
  const auto found = [&](const std::string& key) {
    const auto entry = file.metadata().find(key);
    return entry == file.metadata().end() ? std::string("nothing") : entry->second;
  };
  const auto shown = [&](const std::string& key) { return detail::printable(found(key)); };
  const std::string version = found("version");
  const std::string writer =
      version == SFUMATO_VERSION ? "" : join(", by version ", shown("version"), " of the library");
  const bool some_checkpoint = found("format").rfind("sfumato checkpoint", 0) == 0;
  require(found("format") == detail::checkpoint_format, error_kind::io, name, ": expected a training checkpoint (",
          detail::checkpoint_format, "), found ",
          some_checkpoint                    ? shown("format") + writer + "; resume with that version, or start anew"
          : file.metadata().count("network") ? "a model"
                                             : "some other file");
  const auto identity = detail::checkpoint_identity(training, card);
  if (found("scalar") != identity.at("scalar"))
    fail(error_kind::io, name, ": cannot resume: it was trained with precision ", detail::precision_of(shown("scalar")),
         ", got precision ", card.precision, "; use the same, or start anew with another file");
  for (const auto& [key, expected] : identity)
    require(found(key) == expected, error_kind::io, name, ": cannot resume: expected ", key, " = ", expected,
            " as in this run, found ", shown(key), writer, "; use the same options, or start anew with another file");
  for (const auto& [key, text] : file.metadata())
    require(identity.count(key) != 0 || key == "format" || key == "version" || key == "checksum", error_kind::io, name,
            ": cannot resume: expected no ", detail::printable(key), " as in this run, found ", detail::printable(key),
            " = ", detail::printable(text), writer, "; use the same options, or start anew with another file");
  const std::string checksum = detail::checksum_of(file);
  require(found("checksum") == checksum, error_kind::io, name, ": the contents are damaged: expected checksum ",
          shown("checksum"), ", found ", checksum);

  training_state state = detail::read_training_state(file, training.options().batch_size);
  training.visit_arrays([&](const std::string& array, const Net& net) {
    const std::vector<std::string> problems = state_dict_problems(file, net, array + ".");
    if (!problems.empty()) fail(error_kind::io, problems.front());
  });
  training.visit_arrays(
      [&](const std::string& array, const Net& net) { read_state_dict<B>(file, training.ctx(), net, array + "."); });
  training.restore(std::move(state));
}

}  // namespace sfumato
