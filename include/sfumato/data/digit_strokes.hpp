#pragma once

#include <array>
#include <cstddef>
#include <span>

#include "sfumato/core/config.hpp"

namespace sfumato::inline SFUMATO_ISA::detail {

/// How the pen reaches a knot: set down anew, along a smooth curve, or along a curve that breaks off there.
enum class pen { down, curve, corner };

/// A point a stroke passes through: x to the right, y down, the digit about 1 high.
struct knot {
  float x, y;
  pen how = pen::curve;
};

using glyph = std::span<const knot>;

// Two or three ways to write each digit.
// clang-format off
inline constexpr knot zero_round[] = {
    {.62f, .05f, pen::down}, {.40f, .00f}, {.14f, .22f}, {.08f, .58f}, {.22f, .93f}, {.48f, .98f}, {.72f, .74f},
    {.76f, .38f}, {.62f, .06f}, {.46f, .02f}};
inline constexpr knot zero_slim[] = {
    {.46f, .00f, pen::down}, {.26f, .20f}, {.20f, .55f}, {.30f, .92f}, {.48f, .99f}, {.64f, .78f}, {.68f, .42f},
    {.58f, .08f}, {.44f, .01f}};

inline constexpr knot one_plain[] = {{.50f, .00f, pen::down}, {.49f, .35f}, {.50f, .70f}, {.49f, 1.0f}};
inline constexpr knot one_flag[] = {
    {.33f, .20f, pen::down}, {.43f, .12f}, {.52f, .00f, pen::corner}, {.51f, .40f}, {.52f, .72f}, {.51f, 1.0f}};
inline constexpr knot one_foot[] = {
    {.30f, .22f, pen::down}, {.50f, .00f, pen::corner}, {.50f, .50f}, {.50f, .98f}, {.26f, .99f, pen::down},
    {.50f, .98f}, {.76f, .98f}};

inline constexpr knot two_angle[] = {
    {.14f, .24f, pen::down}, {.28f, .05f}, {.52f, .00f}, {.72f, .14f}, {.70f, .38f}, {.46f, .68f},
    {.12f, .97f, pen::corner}, {.46f, .95f}, {.84f, .96f}};
inline constexpr knot two_loop[] = {
    {.16f, .20f, pen::down}, {.36f, .02f}, {.64f, .06f}, {.72f, .30f}, {.54f, .62f}, {.28f, .92f}, {.10f, .92f},
    {.14f, .76f}, {.34f, .76f}, {.58f, .92f}, {.86f, .94f}};

inline constexpr knot three_round[] = {
    {.16f, .12f, pen::down}, {.42f, .00f}, {.68f, .14f}, {.62f, .36f}, {.36f, .47f, pen::corner}, {.62f, .52f},
    {.76f, .74f}, {.56f, .96f}, {.28f, 1.0f}, {.08f, .88f}};
inline constexpr knot three_flat[] = {
    {.14f, .03f, pen::down}, {.40f, .02f}, {.70f, .02f, pen::corner}, {.36f, .42f, pen::corner}, {.64f, .48f},
    {.76f, .72f}, {.58f, .96f}, {.30f, 1.0f}, {.08f, .90f}};

inline constexpr knot four_open[] = {
    {.20f, .04f, pen::down}, {.16f, .28f}, {.12f, .52f, pen::corner}, {.42f, .54f}, {.78f, .50f},
    {.72f, .00f, pen::down}, {.68f, .50f}, {.64f, 1.0f}};
inline constexpr knot four_closed[] = {
    {.62f, .00f, pen::down}, {.36f, .34f}, {.08f, .66f, pen::corner}, {.46f, .66f}, {.88f, .65f},
    {.62f, .00f, pen::down}, {.61f, .50f}, {.60f, 1.0f}};

inline constexpr knot five_bar[] = {
    {.28f, .03f, pen::down}, {.24f, .22f}, {.20f, .44f, pen::corner}, {.48f, .38f}, {.74f, .56f}, {.72f, .84f},
    {.44f, 1.0f}, {.10f, .92f}, {.28f, .03f, pen::down}, {.52f, .03f}, {.80f, .00f}};
inline constexpr knot five_run[] = {
    {.80f, .02f, pen::down}, {.54f, .03f}, {.30f, .04f, pen::corner}, {.22f, .42f}, {.46f, .40f}, {.70f, .58f},
    {.66f, .86f}, {.40f, 1.0f}, {.12f, .94f}};

inline constexpr knot six_curl[] = {
    {.64f, .00f, pen::down}, {.38f, .18f}, {.18f, .48f}, {.14f, .78f}, {.34f, .99f}, {.62f, .94f}, {.72f, .72f},
    {.56f, .54f}, {.32f, .60f}, {.17f, .80f}};
inline constexpr knot six_tall[] = {
    {.46f, .00f, pen::down}, {.26f, .30f}, {.18f, .66f}, {.30f, .96f}, {.54f, .99f}, {.68f, .80f}, {.58f, .60f},
    {.36f, .62f}, {.20f, .78f}};

inline constexpr knot seven_plain[] = {
    {.10f, .06f, pen::down}, {.42f, .03f}, {.78f, .03f, pen::corner}, {.60f, .34f}, {.46f, .66f}, {.38f, 1.0f}};
inline constexpr knot seven_hook[] = {
    {.10f, .18f, pen::down}, {.14f, .05f}, {.46f, .05f}, {.80f, .02f, pen::corner}, {.62f, .46f}, {.54f, 1.0f}};
inline constexpr knot seven_bar[] = {
    {.12f, .04f, pen::down}, {.44f, .05f}, {.78f, .02f, pen::corner}, {.56f, .44f}, {.40f, 1.0f},
    {.28f, .52f, pen::down}, {.52f, .50f}, {.76f, .48f}};

inline constexpr knot eight_cross[] = {
    {.70f, .14f, pen::down}, {.48f, .00f}, {.24f, .14f}, {.32f, .36f}, {.52f, .50f}, {.68f, .74f}, {.50f, .98f},
    {.22f, .88f}, {.26f, .64f}, {.50f, .46f}, {.70f, .28f}, {.69f, .12f}};
inline constexpr knot eight_rings[] = {
    {.46f, .46f, pen::down}, {.24f, .30f}, {.28f, .06f}, {.52f, .00f}, {.70f, .18f}, {.60f, .38f}, {.44f, .47f},
    {.20f, .68f}, {.26f, .94f}, {.52f, .99f}, {.72f, .80f}, {.62f, .56f}, {.46f, .46f}};

inline constexpr knot nine_straight[] = {
    {.68f, .14f, pen::down}, {.46f, .01f}, {.20f, .16f}, {.20f, .42f}, {.44f, .50f}, {.64f, .34f},
    {.70f, .10f, pen::corner}, {.66f, .55f}, {.62f, 1.0f}};
inline constexpr knot nine_curl[] = {
    {.66f, .16f, pen::down}, {.44f, .01f}, {.20f, .18f}, {.24f, .44f}, {.48f, .46f}, {.68f, .22f}, {.70f, .52f},
    {.60f, .84f}, {.38f, 1.0f}, {.20f, .94f}};
// clang-format on

inline constexpr glyph zeros[] = {zero_round, zero_slim, zero_round};
inline constexpr glyph ones[] = {one_plain, one_plain, one_plain, one_flag, one_foot};
inline constexpr glyph twos[] = {two_angle, two_loop};
inline constexpr glyph threes[] = {three_round, three_round, three_flat};
inline constexpr glyph fours[] = {four_open, four_open, four_closed};
inline constexpr glyph fives[] = {five_bar, five_run};
inline constexpr glyph sixes[] = {six_curl, six_tall};
inline constexpr glyph sevens[] = {seven_plain, seven_plain, seven_hook, seven_bar};
inline constexpr glyph eights[] = {eight_cross, eight_cross, eight_rings};
inline constexpr glyph nines[] = {nine_straight, nine_curl};

/// All ways to write a digit of 0 to 9; the more usual ones are listed more often.
constexpr std::span<const glyph> handwriting(int digit) {
  constexpr std::array<std::span<const glyph>, 10> all{zeros, ones,  twos,   threes, fours,
                                                       fives, sixes, sevens, eights, nines};
  return all[static_cast<std::size_t>(digit)];
}

}  // namespace sfumato::detail
