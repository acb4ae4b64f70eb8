#pragma once

#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <exception>
#include <iostream>
#include <map>

#include "keep_memory.hpp"
#include "protocol.hpp"

// The program around one group of exercises: it answers the judge's calls with the student's functions.
namespace lab {

class worker {
 public:
  template <class R, class... A>
  void add(const std::string& name, std::function<R(A...)> function) {
    functions_[name] = [this, function](std::string_view& bytes) {
      int slot = 0;
      // Braces: arguments are read from left to right.
      std::tuple<std::remove_cvref_t<A>...> arguments{argument<std::remove_cvref_t<A>>(bytes, slot)...};
      std::string reply;
      put(reply, static_cast<const R&>(std::apply(function, arguments)));
      return reply;
    };
  }

  /// Answers calls until the judge hangs up.
  int serve() {
    keep_freed_memory();
    parent_ = getpid();
    send(frame_kind::hello, {});
    while (true) {
      std::string payload;
      const frame_header call = receive(payload);
      now_ = call;
      send_answer(payload);
    }
  }

 private:
  using handler = std::function<std::string(std::string_view&)>;

  void send_answer(std::string_view payload) {
    try {
      const auto name = get<std::string>(payload);
      const auto found = functions_.find(name);
      if (found == functions_.end()) return send_failure(failure_kind::unknown_function, name);
      const std::string reply = found->second(payload);
      send(frame_kind::result, reply);
    } catch (const not_implemented& error) {
      send_failure(failure_kind::not_implemented, error.what());
    } catch (const broken_rule& error) {
      send_failure(failure_kind::broken_rule, error.what());
    } catch (const std::exception& error) {
      send_failure(failure_kind::exception, error.what());
    } catch (...) {
      send_failure(failure_kind::exception, "something that is not a std::exception");
    }
  }

  template <class T>
  T argument(std::string_view& bytes, int& slot) {
    if constexpr (is_callback<T>) {
      return callback(slot++, T{});
    } else {
      return get<T>(bytes);
    }
  }

  /// A function that lives in the judge: calling it asks there.
  template <class R, class... A>
  std::function<R(A...)> callback(int slot, const std::function<R(A...)>&) {
    return [this, slot](A... arguments) {
      std::string question;
      put(question, slot);
      (put(question, arguments), ...);
      send(frame_kind::callback, question);
      std::string payload;
      receive(payload);
      std::string_view bytes = payload;
      return get<R>(bytes);
    };
  }

  void send_failure(failure_kind kind, const std::string& text) {
    std::string payload;
    put(payload, static_cast<std::uint8_t>(kind));
    put(payload, text);
    send(frame_kind::failure, payload);
  }

  void send(frame_kind kind, std::string_view payload) {
    // A child forked by the student's code must not answer in its parent's place.
    if (getpid() != parent_) _exit(0);
    std::cout.flush();
    std::fflush(nullptr);
    frame_header header = now_;
    header.kind = kind;
    const std::string bytes = seal(header, payload);
    for (std::size_t done = 0; done < bytes.size();) {
      const ssize_t count = write(channel_fd, bytes.data() + done, bytes.size() - done);
      if (count <= 0) _exit(0);
      done += static_cast<std::size_t>(count);
    }
  }

  frame_header receive(std::string& payload) {
    frame_header header;
    read_all(&header, sizeof header);
    payload.resize(header.size);
    read_all(payload.data(), payload.size());
    return header;
  }

  void read_all(void* data, std::size_t size) {
    for (std::size_t done = 0; done < size;) {
      const ssize_t count = read(channel_fd, static_cast<char*>(data) + done, size - done);
      if (count <= 0) _exit(0);
      done += static_cast<std::size_t>(count);
    }
  }

  std::map<std::string, handler> functions_;
  frame_header now_;
  pid_t parent_ = 0;
};

}  // namespace lab

// A line of a registry as the three parts of a worker read it: beside the student's functions, where it offers a
// pointer to one; in the server, where it is declared; and there inside of a function with a `worker& to`.
#define LAB_OFFER(id, name, ...)                                                                      \
  namespace lab::offered {                                                                            \
  extern const std::add_pointer_t<__VA_ARGS__> name;                                                  \
  const std::add_pointer_t<__VA_ARGS__> name = static_cast<std::add_pointer_t<__VA_ARGS__>>(&::name); \
  }
#define LAB_DECLARE(id, name, ...)                   \
  namespace lab::offered {                           \
  extern const std::add_pointer_t<__VA_ARGS__> name; \
  }
#define LAB_SERVE(id, name, ...) to.add(#name, std::function<__VA_ARGS__>(lab::offered::name));
