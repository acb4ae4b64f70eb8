#include "judge/wire.hpp"

#include <poll.h>
#include <unistd.h>

#include <cerrno>

#include "messages/text.hpp"

namespace lab {
namespace {

constexpr std::size_t printed_kept = 8 * 1024, room_size = 1u << 20;

void close_if_open(int& fd) {
  if (fd >= 0) close(fd);
  fd = -1;
}

bool try_again(ssize_t count) { return count < 0 && (errno == EAGAIN || errno == EINTR); }

frame_header header_at(const std::string& bytes, std::size_t at) {
  frame_header header;
  std::memcpy(&header, bytes.data() + at, sizeof header);
  return header;
}

}  // namespace

wire::wire(const wire_ends& ends)
    : channel_(ends.channel), out_(ends.out), err_(ends.err), room_(new char[room_size]) {}

void wire::hang_up() {
  close_if_open(channel_);
  close_if_open(out_);
  close_if_open(err_);
}

void wire::send(frame_header header, std::string_view payload) {
  const bool idle = outgoing_.empty();
  if (idle) {
    outgoing_ = seal(header, payload);
    write_some();
  } else {
    outgoing_ += seal(header, payload);
  }
}

bool wire::exchange(int milliseconds) {
  pollfd wires[3] = {{channel_, static_cast<short>(outgoing_.empty() ? POLLIN : POLLIN | POLLOUT), 0},
                     {out_, POLLIN, 0},
                     {err_, POLLIN, 0}};
  if (poll(wires, 3, milliseconds) <= 0) return false;
  bool moved = false;
  if (wires[1].revents != 0) moved = read_printed(out_) || moved;
  if (wires[2].revents != 0) moved = read_printed(err_) || moved;
  if ((wires[0].revents & POLLOUT) != 0) moved = write_some() || moved;
  if ((wires[0].revents & (POLLIN | POLLHUP | POLLERR)) != 0) moved = read_some() || moved;
  return moved;
}

bool wire::write_some() {
  const ssize_t count = write(channel_, outgoing_.data() + sent_, outgoing_.size() - sent_);
  if (count > 0) sent_ += static_cast<std::size_t>(count);
  // Nobody there to read it: why is found out by reading.
  const bool lost = count < 0 && !try_again(count);
  if (lost || sent_ == outgoing_.size()) {
    outgoing_.clear();
    sent_ = 0;
  }
  return count > 0;
}

bool wire::read_some() {
  const ssize_t count = read(channel_, room_.get(), room_size);
  if (count > 0) incoming_.append(room_.get(), static_cast<std::size_t>(count));
  if (count <= 0 && !try_again(count)) close_if_open(channel_);
  return count > 0;
}

bool wire::read_printed(int& fd) {
  const ssize_t count = read(fd, room_.get(), room_size);
  if (count <= 0) {
    if (!try_again(count)) close_if_open(fd);
    return false;
  }
  const std::string_view words(room_.get(), static_cast<std::size_t>(count));
  printed_.bytes += words.size();
  if (printed_.kept.size() < printed_kept) printed_.kept += words.substr(0, printed_kept - printed_.kept.size());
  if (&fd == &err_) printed_.last_on_stderr = words;
  return true;
}

std::string wire::nonsense() const {
  if (waiting() < sizeof(frame_header)) return "";
  const frame_header header = header_at(incoming_, taken_);
  if (header.magic != frame_magic || header.version != protocol_version) return "not a frame";
  return header.size > max_payload ? text("a frame of ", header.size, " bytes") : "";
}

bool wire::take(frame& into) {
  if (waiting() < sizeof(frame_header) || !nonsense().empty()) return false;
  into.header = header_at(incoming_, taken_);
  if (waiting() < sizeof(frame_header) + into.header.size) return false;
  into.payload.assign(incoming_, taken_ + sizeof(frame_header), into.header.size);
  taken_ += sizeof(frame_header) + into.header.size;
  // A worker speaks when it is asked, so that mostly nothing is left to move to the front.
  if (taken_ == incoming_.size() || taken_ >= room_size) {
    incoming_.erase(0, taken_);
    taken_ = 0;
  }
  return true;
}

}  // namespace lab
