#include "layering.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace {

/// The one violation of the headers given, "" if there is none.
std::string violation(const header_map& headers) {
  const std::vector<std::string> found = layering_violations(headers);
  EXPECT_LE(found.size(), 1u);
  return found.empty() ? "" : found.front();
}

TEST(Layering, HoldsForTheLibrary) {
  const header_map headers = read_headers(SFUMATO_INCLUDE_DIR);
  ASSERT_GT(headers.size(), 5u) << "no headers found in " << SFUMATO_INCLUDE_DIR;
  for (const std::string& sentence : layering_violations(headers)) ADD_FAILURE() << sentence;
}

TEST(Layering, AHeaderMayIncludeWhatIsBelowItAndItsOwnFolder) {
  EXPECT_EQ(violation({{"core/shape.hpp", ""},
                       {"ops/linear.hpp", "#include \"sfumato/core/shape.hpp\"\n#include <vector>\n"},
                       {"nn/linear.hpp", "#include \"sfumato/ops/linear.hpp\"\n"},
                       {"nn/unet.hpp", "#include \"sfumato/nn/linear.hpp\"\n"}}),
            "");
}

TEST(Layering, AHeaderMayNotIncludeWhatIsAboveIt) {
  EXPECT_EQ(violation({{"core/shape.hpp", "#include \"sfumato/ops/linear.hpp\"\n"}, {"ops/linear.hpp", ""}}),
            "core/shape.hpp includes ops/linear.hpp, which is not below it");
}

TEST(Layering, NeighboursMayNotIncludeEachOther) {
  EXPECT_EQ(violation({{"diffusion/loss.hpp", "  #  include \"sfumato/nn/unet.hpp\"\n"}, {"nn/unet.hpp", ""}}),
            "diffusion/loss.hpp includes nn/unet.hpp, which is not below it");
  EXPECT_EQ(violation({{"nn/unet.hpp", "#include \"sfumato/diffusion/loss.hpp\"\n"}, {"diffusion/loss.hpp", ""}}),
            "nn/unet.hpp includes diffusion/loss.hpp, which is not below it");
}

TEST(Layering, NobodyIncludesTheUmbrella) {
  EXPECT_EQ(violation({{"sfumato.hpp", ""}, {"train/trainer.hpp", "#include \"sfumato/sfumato.hpp\"\n"}}),
            "train/trainer.hpp includes sfumato.hpp, which is not below it");
}

TEST(Layering, EveryoneMayIncludeTheVersion) {
  EXPECT_EQ(violation({{"version.hpp", ""}, {"core/error.hpp", "#include \"sfumato/version.hpp\"\n"}}), "");
}

TEST(Layering, EigenStaysInTheCpuBackend) {
  EXPECT_EQ(violation({{"backend/cpu/gemm.hpp", "#include <Eigen/Core>\n"}}), "");
  EXPECT_EQ(violation({{"backend/concept.hpp", "#include <Eigen/Core>\n"}}),
            "backend/concept.hpp includes <Eigen/Core>, which belongs to another folder");
  EXPECT_EQ(
      violation({{"backend/cpu/gemm.hpp", ""}, {"tensor/tensor.hpp", "#include \"sfumato/backend/cpu/gemm.hpp\"\n"}}),
      "tensor/tensor.hpp reaches Eigen through backend/cpu/gemm.hpp");
}

TEST(Layering, TheBackendsShareTheConceptAndNothingElse) {
  EXPECT_EQ(
      violation({{"backend/concept.hpp", ""}, {"backend/cpu/cpu.hpp", "#include \"sfumato/backend/concept.hpp\"\n"}}),
      "");
  EXPECT_EQ(violation({{"backend/cuda/gemm.cuh", ""},
                       {"backend/cpu/cpu.hpp", "#include \"sfumato/backend/cuda/gemm.cuh\"\n"}}),
            "backend/cpu/cpu.hpp includes backend/cuda/gemm.cuh, which is not below it");
}

TEST(Layering, JsonStaysInIoAndOutOfTheUmbrella) {
  EXPECT_EQ(violation({{"train/trainer.hpp", "#include <nlohmann/json.hpp>\n"}}),
            "train/trainer.hpp includes <nlohmann/json.hpp>, which belongs to another folder");
  EXPECT_EQ(violation({{"io/config.hpp", "#include <nlohmann/json.hpp>\n"},
                       {"sfumato.hpp", "#include \"sfumato/io/config.hpp\"\n"}}),
            "sfumato.hpp reaches <nlohmann/> through io/config.hpp");
}

TEST(Layering, ZlibAndPngStayInIoAndOutOfTheUmbrella) {
  EXPECT_EQ(violation({{"data/gzip.hpp", "#include <zlib.h>\n"}}),
            "data/gzip.hpp includes <zlib.h>, which belongs to another folder");
  for (const std::string foreign : {"zlib.h", "png.h"}) {
    EXPECT_EQ(violation({{"io/file.hpp", "#include <" + foreign + ">\n"},
                         {"sfumato.hpp", "#include \"sfumato/io/file.hpp\"\n"}}),
              "sfumato.hpp reaches <" + foreign + "> through io/file.hpp");
    EXPECT_EQ(
        violation({{"io/file.hpp", "#include <" + foreign + ">\n"}, {"io.hpp", "#include \"sfumato/io/file.hpp\"\n"}}),
        "");
  }
}

TEST(Layering, TheUmbrellaNamesEveryModule) {
  EXPECT_EQ(violation({{"nn/linear.hpp", ""},
                       {"nn/unet.hpp", "#include \"sfumato/nn/linear.hpp\"\n"},
                       {"sfumato.hpp", "#include \"sfumato/nn/unet.hpp\"\n"}}),
            "sfumato.hpp does not include nn/linear.hpp")
      << "reached is not enough: whoever takes the network out would take the layer out";
}

TEST(Layering, CudaStaysInItsBackend) {
  EXPECT_EQ(violation({{"ops/conv2d.hpp", "#include <cuda_runtime.h>\n"}}),
            "ops/conv2d.hpp includes <cuda_runtime.h>, which belongs to another folder");
}

TEST(Layering, EveryHeaderStaysInTheNamespaceOfItsInstructionSet) {
  const std::string config = "#include \"sfumato/core/config.hpp\"\n";
  EXPECT_EQ(
      violation({{"core/shape.hpp", config + "namespace sfumato::inline SFUMATO_ISA {\n"}, {"core/config.hpp", ""}}),
      "");
  EXPECT_EQ(violation({{"core/shape.hpp", config + "namespace sfumato {\n"}, {"core/config.hpp", ""}}),
            "core/shape.hpp opens \"namespace sfumato {\" without the inline namespace SFUMATO_ISA");
  EXPECT_EQ(violation({{"ops/add.hpp", "namespace sfumato::ops {\n"}}),
            "ops/add.hpp opens \"namespace sfumato::ops {\" without the inline namespace SFUMATO_ISA");
  EXPECT_EQ(violation({{"core/shape.hpp", "namespace sfumato::inline SFUMATO_ISA {\n"}}),
            "core/shape.hpp names SFUMATO_ISA without core/config.hpp");
}

TEST(Layering, InternalsOfTheCpuStayOutOfThePublicNamespace) {
  const std::string shown = "#include \"sfumato/core/config.hpp\"\nnamespace sfumato::inline SFUMATO_ISA {\n",
                    hidden =
                        "#include \"sfumato/core/config.hpp\"\nnamespace sfumato::inline SFUMATO_ISA::cpu_kernels {\n";
  EXPECT_EQ(violation({{"core/config.hpp", ""}, {"backend/cpu/cpu.hpp", shown}, {"backend/cpu/simd.hpp", hidden}}), "");
  EXPECT_EQ(violation({{"core/config.hpp", ""}, {"backend/cpu/simd.hpp", shown}}),
            "backend/cpu/simd.hpp opens the public namespace; what it has is of cpu_kernels");
}

TEST(Layering, AHeaderIsShort) {
  EXPECT_EQ(violation({{"nn/unet.hpp", std::string(250, '\n')}}), "");
  EXPECT_EQ(violation({{"nn/unet.hpp", std::string(251, '\n')}}), "nn/unet.hpp has 251 lines; split it by its ideas");
}

TEST(Layering, AnUnknownFolderOrHeaderIsReported) {
  EXPECT_EQ(violation({{"misc/things.hpp", ""}}), "misc/things.hpp lies in a folder that has no place in the layering");
  EXPECT_EQ(violation({{"nn/unet.hpp", "#include \"sfumato/nn/gone.hpp\"\n"}}),
            "nn/unet.hpp includes nn/gone.hpp, which does not exist");
  EXPECT_EQ(violation({{"nn/unet.hpp", "#include \"linear.hpp\"\n"}, {"nn/linear.hpp", ""}}),
            "nn/unet.hpp includes \"linear.hpp\", which is not written as sfumato/...");
}

}  // namespace
