#pragma once

#include <string>

#include "lab/modules/beyond/beyond.hpp"
#include "lab/student/variant.hpp"

namespace sfumato::lab {

/// The schedules of the page: made of betas by the group's 1.1.
::curve alpha_bars_of(beyond_material& with, const ::curve& betas);
/// The one that Module 2 trains with, and the one that leaks.
::curve scaled_betas(beyond_material& with);
::curve leaky_betas(beyond_material& with);

/// Betas that make a schedule: the picture's share falls from 1 towards 0. Else the function that made them is refused
/// and asked again.
template <class Signature, class... A>
::curve usable_betas(beyond_material& with, const ::lab::exercise<Signature>& asked, const A&... given) {
  const auto fall = [](const ::curve& betas) {
    return (betas > 0).all() && (betas <= 1).all() && (betas.head(betas.size() - 1) < 1).all();
  };
  return with.at.functions.checked(asked, fall, "gives betas that are not between 0 and 1", given...);
}

/// The recipe of Module 2, unchanged.
variant plain_recipe(beyond_material& with);

/// The network that a recipe leads to in two epochs. It is kept in the page's folder under a name; made_with tells
/// whether what made it is still the same.
toy trained_variant(beyond_material& with, const std::string& name, const variant& recipe,
                    const std::string& made_with = {});

}  // namespace sfumato::lab
