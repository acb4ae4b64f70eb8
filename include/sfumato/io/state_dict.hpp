#pragma once

#include <algorithm>
#include <filesystem>
#include <map>
#include <set>
#include <span>
#include <string>
#include <type_traits>
#include <vector>

#include "sfumato/io/old_names.hpp"
#include "sfumato/io/parameter_layout.hpp"
#include "sfumato/io/safetensors.hpp"
#include "sfumato/io/safetensors_shards.hpp"

namespace sfumato::inline SFUMATO_ISA {

/// Adds a module's parameters to a file in the making: names as visited, behind the prefix; order as in files; rounded
/// to the type of number that is given.
template <elementwise_backend B, class Module>
void add_state_dict(safetensors_writer& writer, typename B::context& ctx, Module module, const std::string& prefix = {},
                    dtype stored = dtype_of<typename B::real>) {
  using T = typename B::real;
  for_each_parameter(module, [&](const std::string& name, parameter<T>& p) {
    require(p.value != nullptr, error_kind::config, "save: expected a module in a parameter slab, '", name,
            "' has no place; make one: parameter_slab<B> slab(ctx, module)");
    std::vector<T> memory(static_cast<std::size_t>(p.extent.size()));
    B::download(ctx, memory.data(), p.value, p.extent.size());
    writer.add(prefix + name, file_extents(p.role, p.extent), to_file_order(p.role, p.extent, memory), stored);
  });
}

/// The name that a parameter has in the file: its own, or, where that is missing, the one that early versions of the
/// reference library gave it.
template <class Files>
std::string name_in(const Files& file, const std::string& name) {
  const std::string old = old_name(name);
  return !file.contains(name) && file.contains(old) ? old : name;
}

/// Everything that keeps the file's tensors, those behind the prefix, from being the module's parameters: one line for
/// each that is missing, of another shape, not of floating-point numbers, not finite, or not expected at all. Each
/// names the file, the tensor, what was expected and what was found. Files: safetensors_file or safetensors_shards.
template <class Files, class Module>
std::vector<std::string> state_dict_problems(const Files& file, Module module, const std::string& prefix = {}) {
  std::vector<std::string> problems;
  std::set<std::string> expected;
  const auto where = [&](const std::string& name) {
    return join(file.path().string(), ": tensor '", detail::printable(name), "': ");
  };
  for_each_parameter(module, [&](const std::string& name, auto& p) {
    const std::string full = name_in(file, prefix + name);
    const std::vector<index_t> extents = file_extents(p.role, p.extent);
    expected.insert(full);
    if (!file.contains(full)) {
      problems.push_back(where(full) + "expected shape " + to_string(extents) + ", found no such tensor");
    } else if (!is_stored_as(file.info(full).extents, p.role, extents)) {
      problems.push_back(where(full) + "expected shape " + to_string(extents) + ", found " +
                         to_string(file.info(full).extents));
    } else if (!is_floating(file.info(full).type)) {
      problems.push_back(where(full) + join("expected floating-point numbers, found ", file.info(full).type));
    } else {
      try {
        file.template require_finite_as<std::remove_pointer_t<decltype(p.value)>>(full);
        file.forget(full);
      } catch (const error& e) {
        problems.emplace_back(e.what());
      }
    }
  });
  for (const std::string& name : file.names())
    if (name.compare(0, prefix.size(), prefix) == 0 && expected.count(name) == 0)
      problems.push_back(where(name) + "expected no such tensor, found one of shape " +
                         to_string(file.info(name).extents));
  return problems;
}

/// Throws (io) with the first of state_dict_problems() and the number of others. The module needs no storage.
template <class Files, class Module>
void require_state_dict(const Files& file, const Module& module, const std::string& prefix = {}) {
  const std::vector<std::string> problems = state_dict_problems(file, module, prefix);
  if (problems.empty()) return;
  const auto& names = file.names();
  const bool checkpoint = std::any_of(names.begin(), names.end(),
                                      [](const std::string& name) { return name.rfind("parameters.", 0) == 0; });
  require(
      !checkpoint || !prefix.empty(), error_kind::io, file.path().string(),
      ": is a checkpoint of a training, not a model; go on from it by load_checkpoint, and save a model from there");
  fail(error_kind::io, problems.front(),
       problems.size() == 1 ? std::string() : join(" (and ", problems.size() - 1, " more tensors do not fit)"));
}

/// What read_state_dict does once all is known to fit: one tensor after the other, so that no more than one is held
/// beside the module's own.
template <elementwise_backend B, class Files, class Module>
void copy_state_dict(const Files& file, typename B::context& ctx, Module module, const std::string& prefix = {}) {
  using T = typename B::real;
  std::vector<T> in_file, values;
  for_each_parameter(module, [&](const std::string& name, parameter<T>& p) {
    const std::string full = name_in(file, prefix + name);
    in_file.resize(static_cast<std::size_t>(p.extent.size()));
    file.read(full, std::span<T>(in_file));
    file.forget(full);
    from_file_order(p.role, p.extent, in_file, values);
    B::upload(ctx, p.value, values.data(), p.extent.size());
  });
}

/// Fills a module's parameters from the file's tensors behind the prefix, stored as F16, BF16, F32 or F64. The module's
/// values must have their place (parameter_slab). Throws as require_state_dict does, before anything is changed.
template <elementwise_backend B, class Files, class Module>
void read_state_dict(const Files& file, typename B::context& ctx, Module module, const std::string& prefix = {}) {
  using T = typename B::real;
  for_each_parameter(module, [&](const std::string& name, parameter<T>& p) {
    require(p.value != nullptr, error_kind::config, "load: expected a module in a parameter slab, '", name,
            "' has no place; make one: parameter_slab<B> slab(ctx, module)");
  });
  require_state_dict(file, module, prefix);
  copy_state_dict<B>(file, ctx, module, prefix);
  for_each_parameter(module, [&](const std::string&, parameter<T>& p) {
    if (p.version) ++*p.version;
  });
}

/// Saves a module's parameters as a safetensors file, replacing it in one step: `save_state_dict<B>(path, ctx, net)`.
template <elementwise_backend B, class Module>
void save_state_dict(const std::filesystem::path& path, typename B::context& ctx, const Module& module,
                     const std::map<std::string, std::string>& metadata = {},
                     dtype stored = dtype_of<typename B::real>) {
  safetensors_writer writer;
  writer.metadata = metadata;
  add_state_dict<B>(writer, ctx, module, {}, stored);
  writer.write(path);
}

/// Loads them again; see read_state_dict.
template <elementwise_backend B, class Module>
void load_state_dict(const std::filesystem::path& path, typename B::context& ctx, const Module& module) {
  read_state_dict<B>(safetensors_shards::open(path), ctx, module);
}

}  // namespace sfumato
