#include "sfumato/io.hpp"
#include "sfumato/sfumato.hpp"

const void* an_inline_function_seen_from_b();
const void* an_inline_function_seen_from_b() { return reinterpret_cast<const void*>(&sfumato::philox4x32); }
