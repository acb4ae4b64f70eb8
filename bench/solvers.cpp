// Where a solver stands: its error and the distance of what it draws from the data, at 5, 10, 20 and 50 evaluations of
// the network, on pixels whose network is known in closed form and on the shipped models. bench/solver_tables.py runs
// it and makes the tables and the picture of docs/solvers.md.
//
//     bench_solvers [PICTURES [exact|digits|digits-leaky|conditioned]] > FILE.csv
//
// PICTURES: how many each solver draws with the model that the tables show, 512 unless given; with the others a quarter
// of them. MNIST is looked for as ./lab train does.

#include <cstdlib>
#include <iostream>

#include "lab/data/find_data.hpp"
#include "lab/system/places.hpp"
#include "solvers/exact.hpp"
#include "solvers/pictures.hpp"

int main(int argc, char** argv) {
  const int count = argc > 1 ? std::atoi(argv[1]) : 512;
  const std::string only = argc > 2 ? argv[2] : "";
  const bool known =
      only.empty() || only == "exact" || only == "digits" || only == "digits-leaky" || only == "conditioned";
  if (argc > 3 || !known || count < 16 || count > 60000) {
    std::cerr << "bench_solvers: expected a number of pictures from 16 to 60000, and exact, digits, digits-leaky, "
                 "conditioned or "
                 "nothing for all\n";
    return 2;
  }
  try {
    using namespace sfumato;
    const std::filesystem::path datasets = lab::datasets_folder();
    const lab::data_source mnist = lab::find_data("mnist", datasets);
    write_header();
    if (only.empty() || only == "exact") measure_exact();
    for (const std::string name : {"digits", "digits-leaky", "conditioned"}) {
      if (!only.empty() && only != name) continue;
      const bool shown = name == "digits";
      measure_model(name, datasets / "models" / ("mnist-" + name + ".safetensors"), mnist.folder,
                    static_cast<std::size_t>(shown ? count : count / 4), shown);
    }
    return 0;
  } catch (const sfumato::error& e) {
    std::cerr << "bench_solvers: " << e.what() << '\n';
    return 1;
  }
}
