#pragma once

/// Reading and writing the safetensors format: 8 bytes little-endian header length N; N bytes of JSON, padded with
/// spaces, that maps each tensor name to {"dtype", "shape", "data_offsets": [begin, end]}; then the raw data,
/// row-major, without gaps. `"__metadata__"` maps strings to strings. (github.com/huggingface/safetensors)
#include "sfumato/io/safetensors_reader.hpp"
#include "sfumato/io/safetensors_writer.hpp"
