#include <iostream>

#include "sfumato/sfumato.hpp"

/// Without model files and pictures: a network is asked, and plain IDX files are looked for.
int main() {
  using B = sfumato::cpu<float>;
  B::context ctx(1);
  sfumato::simple_unet<B> net;
  sfumato::parameter_slab<B> slab(ctx, net);
  slab.initialize(net, 1);
  std::cout << "sfumato " << SFUMATO_VERSION << " has " << slab.size() << " parameters, "
            << (sfumato::holds_mnist(".") ? "MNIST" : "no MNIST") << "\n";
}
