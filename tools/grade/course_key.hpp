#pragma once

#include <cstdint>
#include <string>

namespace lab {

/// HMAC-SHA256 (RFC 2104, FIPS 198-1) in hexadecimal.
std::string hmac_sha256(const std::string& key, const std::string& message);

/// The course's secret, from a file that only its owner may read; white space at its end does not count. Throws, in one
/// line, where it is missing, a link, readable by others or shorter than 16 bytes.
std::string read_course_key(const std::string& file);

/// What the inputs of a submission's tests are drawn from: nobody without the key can foresee it, and the same work
/// gets the same again.
std::uint64_t seed_of(const std::string& key, int version, const std::string& submission_hash);

}  // namespace lab
