#include <bit>
#include <cstdio>
#include <sfumato/sfumato.hpp>

#define SFUMATO_QUOTED(text) #text
#define SFUMATO_NAME_OF(macro) SFUMATO_QUOTED(macro)

/// One line about the network as this library computes it: the instruction set, numbers in a register, and a checksum
/// over the bits of the output.
extern "C" void FORWARD() {
  using namespace sfumato;
  using B = cpu<float>;
  B::context ctx(2);
  simple_unet<B> net(light_widths);
  parameter_slab<B> slab(ctx, net);
  slab.initialize(net, 1);
  network_denoiser<B, simple_unet<B>> denoiser(net);
  const auto drawn = sample<B>(ctx, denoiser, ddpm{}, linear_beta(scaled_beta_range(200)), steps(4),
                               {.extent = {2, 16, 16, 1}, .seed = 7});
  unsigned bits = 2166136261u;
  for (index_t i = 0; i < drawn.images.size(); ++i)
    bits = (bits ^ std::bit_cast<unsigned>(drawn.images[i])) * 16777619u;
  std::printf("%s: %d lanes, %08x\n", SFUMATO_NAME_OF(SFUMATO_ISA), static_cast<int>(cpu_kernels::pack<float>::size),
              bits);
}
