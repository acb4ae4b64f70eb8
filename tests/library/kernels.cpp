#define SFUMATO_KERNELS
#include "kernels.hpp"
