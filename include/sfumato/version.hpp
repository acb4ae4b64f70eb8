#pragma once

/// The version of the library, as numbers and as text ("0.1.0").
#define SFUMATO_VERSION_MAJOR 0
#define SFUMATO_VERSION_MINOR 1
#define SFUMATO_VERSION_PATCH 0
#define SFUMATO_VERSION "0.1.0"
