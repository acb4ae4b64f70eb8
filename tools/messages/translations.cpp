#include "messages/translations.hpp"

#include <regex>
#include <utility>
#include <vector>

namespace lab {
namespace {

struct translation {
  const char* pattern;   // of the compiler's words
  const char* sentence;  // $1 is the pattern's first group
};

// The first that matches speaks. Where there are two wordings, g++'s stands first.
const translation translations[] = {
    // Signs and numbers.
    {"extended character|unexpected character <U|character <U.* not allowed|stray '\\\\|'[^']*\\\\U000",
     "There is a sign that C++ does not know. It has * for times, - for minus, std::sqrt(a) for a root, a * a for a "
     "square, and \" around a text."},
    {"unable to find numeric literal operator|too many decimal points|invalid suffix|invalid digit '.' in decimal",
     "A name or a point stands directly behind a number. Write 2 * x0 instead of 2x0, and put brackets around what "
     ".max() or .mean() belongs to: (127.5 * x0).max(0.0)."},
    {"no match for .operator\\^.|invalid operands .*operator\\^|invalid operands to binary expression.*\\^|operand of "
     ".\\^.",
     "^ is not a power in C++. Write a * a or std::pow(a, n); for every pixel of an image x.square() or x.sqrt()."},

    {"expected .\\(. before|expected .\\(. after .(for|if|while).",
     "for, if and while need round brackets in C++: for (int t = 0; t < n; ++t) { ... }, if (t > 0) { ... }. There is "
     "no "
     "in and no range."},

    {"invalid type argument of unary .\\*.|indirection requires pointer operand",
     "** is not a power in C++. Write a * a or std::pow(a, n); for every pixel of an image x.square()."},
    {"call to .(std::)?(min|max)\\(.*, int, int\\)",
     "Three values stand between the brackets. Is a comma where a decimal point is meant, 0,5 for 0.5?"},

    // Semicolons and brackets.
    {"expected (.,. or )?.;. before .\\)|extraneous .\\)", "There is one ) too many, or a ( is missing further left."},
    {"expected .,. or .;. before|expected .;.", "A semicolon is missing, here or at the end of the line above."},
    {"expected .\\). |expected .\\)", "A closing round bracket is missing."},
    {"expected declaration before .\\}|extraneous closing brace", "There is one } too many, here or further up."},
    {"function.definition is not allowed here|a function-definition is not allowed",
     "A function cannot begin inside of another: a } is missing further up."},
    {"expected .\\}.|at end of input", "A } is missing in what begins in this line."},
    {"expected unqualified-id before .(return|\\}|for|if|while|else)|expected unqualified-id$|[^?]* does not name a "
     "type$",
     "This stands outside of every function. Is there one } too many further up?"},
    {"no match for call to .\\((const )?(features|std::vector)|type .(const )?(features|std::vector).* does not "
     "provide a call",
     "A list takes square brackets: y[c] is image c of a list of images, y[c](i, j) one pixel of it."},
    {"no match for call to .\\((const )?(denoiser|mean_step|noise_source|layer)|no matching function for call to "
     "object of "
     "type .(const )?(denoiser|mean_step|noise_source|layer)",
     "This function is called with the wrong values, too many or too few of them, or in the wrong order. Its "
     "parameters "
     "are told above the exercise."},
    {"(operand|operands).*'(const )?(noise_source|denoiser|mean_step|layer)",
     "A function's name stands where its result is meant. Call it, with brackets behind its name: draw_noise()."},
    {"cannot be used as a function|is not a function or function pointer",
     "A bracket behind a number or a variable means: call this function. Is a * missing in front of the bracket?"},
    {"invalid use of non-static member function|reference to non-static member function must be called",
     "Brackets are missing behind the name of a function: x.mean() instead of x.mean."},
    {"invalid types .* for array subscript|THE_BRACKET_OPERATOR|subscripted value is not an array",
     "A pixel is read with round brackets and two indices: x0(y, x). Square brackets choose an image from features."},

    {"lvalue required as left operand|expression is not assignable",
     "What stands left of = must be a variable: the result goes to the left, name = formula;"},
    {"else. without a previous|else. without .if|expected expression.*else",
     "This else belongs to no if. Is there a ; behind the round brackets of the if, or are { } missing around what it "
     "does?"},
    {"expected primary-expression before .(image|curve|features|scalar|int|double|const)",
     "A type stands in front of a name only where that is declared. In a call leave it out: mean(x, e, t)."},

    // Members.
    {"request for member .(\\w+). in .*non-class type",
     "A single number has no .$1(). What works on every pixel stands before .mean(), .sum() or .maxCoeff(), which make "
     "one number of an image. For a number write a * a, std::sqrt(a), std::abs(a)."},
    {"member reference base type .* is not a structure or union",
     "A single number has no functions behind a point. What works on every pixel stands before .mean(), .sum() or "
     ".maxCoeff(), which make one number of an image. For a number write a * a, std::sqrt(a), std::abs(a)."},
    {"no matching function for call to .Eigen::.*::(sqrt|exp|log|log10|square|abs|mean|sum|sin|cos|maxCoeff|minCoeff)"
     "\\(",
     ".$1() takes nothing between its brackets: it works on what stands in front of the point."},
    {"too many arguments to function call, expected 0",
     "This function takes nothing between its brackets: it works on what stands in front of the point."},

    // Eigen's own words.
    {"YOU_CANNOT_MIX_ARRAYS_AND_MATRICES|(no match|invalid operands).*MatrixWrapper",
     "An array (element by element) and a matrix (linear algebra) are mixed. Write a.matrix() or m.array() to change "
     "from one to the other."},
    {"YOU_MIXED_MATRICES_OF_DIFFERENT_SIZES|INVALID_MATRIX_PRODUCT|YOU_MIXED_DIFFERENT_SIZES",
     "The sizes of the two sides do not fit together. An image and a curve cannot be combined element by element."},
    {"YOU_MIXED_DIFFERENT_NUMERIC_TYPES|no type named .ReturnType.",
     "Numbers of two types (int and double, say) are mixed. Write 1.0 instead of 1, or scalar(n)."},
    {"YOU_TRIED_CALLING_A_VECTOR_METHOD_ON_A_MATRIX|THIS_METHOD_IS_ONLY_FOR_VECTORS|INVALID_ACCESS_COEFFS",
     "An image needs two indices: x0(y, x). One index is for a curve."},
    {"THIS_METHOD_IS_ONLY_FOR_ARRAYS", "This works on arrays only; write m.array() first."},

    // Results.
    {"no return statement in function returning|non-void function does not return a value \\[",
     "The function ends without giving a result. Write return in front of it."},
    {"control reaches end of non-void|does not return a value in all control paths",
     "Not every way through this function meets a return: after a loop or an if that found nothing, no result is "
     "given. "
     "Write a return in front of its last }."},
    {"return-statement with no value|non-void function .* should return a value",
     "return stands alone; write what it should give back behind it."},

    // One number, or many.
    {"could not convert .*Eigen.* to 'bool'|not contextually convertible to 'bool'",
     "Comparing a whole image gives one answer a pixel, and if wants one in all. Write (a == b).all() or (a > "
     "0).any()."},
    {"could not convert .* from '[^']*(double|int|float|[sS]calar)'( \\{aka '[^']*'\\})? to '(const )?(image|curve|"
     "features)'|conversion from .*(double|int).* to non-scalar type|no viable conversion from .*'[^']*(double|int|"
     "[sS]calar)'( \\(aka '[^']*'\\))? to ",
     "A number stands where a whole image or curve is expected. Is an image forgotten in this formula? "
     "image::Constant(height, width, number) makes one of a number."},
    {"cannot convert .*Eigen.* to .(double|int|float|scalar|const double|bool)|no viable conversion from .*(Eigen|Op<|"
     "image).* to .(scalar|double|int)|could not convert .*Eigen.* to .(double|int)",
     "A whole image or curve stands where one number is expected. x.sum() or x.mean() make one number of it."},
    {"no matching function for call to .(sqrt|exp|log|log10|abs|pow|cos|sin)",
     "std::sqrt and its friends take one number. For a whole image or curve write x.sqrt(), x.exp(), x.log()."},
    {"no matching function for call to .(std::)?clamp['(<]|no match for .operator<.*std::clamp",
     "std::clamp takes one number, and limits of its type: 0.0, not 0. For every pixel of an image write "
     "x.max(0.0).min(255.0), the lower limit in max."},
    {"no matching function for call to .(std::)?(max|min)['(<]",
     "std::$2 takes numbers of one type: std::$2(a, 1.0), not 1. For every pixel of an image write x.max(0.0) or "
     "x.min(1.0)."},
    {"no match for .operator|invalid operands to binary expression|invalid operands of types",
     "These two things cannot be combined by this operator. Are both of the type that you think, and is nothing "
     "missing "
     "(brackets after a function, an index)?"},

    // Names.
    {"'(ln|Ln)' was not declared|use of undeclared identifier '(ln|Ln)'",
     "ln, the natural logarithm, is called std::log in C++; the one to base 10 is std::log10."},
    {"'(pi|PI|Pi)' was not declared|use of undeclared identifier '(pi|PI|Pi)'",
     "pi has no name here: write 3.141592653589793."},
    {"'(\\w+)' was not declared in this scope; did you mean '([^']+)'|use of undeclared identifier '(\\w+)'; did you "
     "mean '([^']+)'",
     "$1$3 is not known here. Did you mean $2$4? Or is it defined only further down?"},
    {"'(\\w+)' was not declared in this scope|use of undeclared identifier '(\\w+)'",
     "$1$2 is not known here. Is it misspelled, or is its declaration missing, as int or scalar $1$2 = ...?"},
    {"has no member named '(length|len|count|Length|Size)'|no member named '(length|len|count|Length|Size)' in",
     "How many there are is told by size(): x.size(); rows() and cols() of an image tell its height and width."},
    {"(image|curve|Eigen).* has no member named '(push_back|append|add|emplace_back)'|no member named "
     "'(push_back|append|add|emplace_back)' in '[^']*(Eigen|image|curve)",
     "An image or a curve has its size from the beginning and does not grow: store each number in its place, "
     "values(t) = ...;"},
    {"has no member named '(clip|clamp|Clip|Clamp)'|no member named '(clip|clamp|Clip|Clamp)' in",
     "To keep every value between two limits write x.max(0.0).min(1.0), the lower limit in max."},
    {"is not a member of|no member named|unknown type name|does not name a type|has no member named|was not declared "
     "in this scope|use of undeclared identifier",
     "This name is not known here. Is it misspelled, or defined only further down?"},
    {"too few arguments|too many arguments", "The function is called with the wrong number of values."},
    {"assignment of read-only|discards qualifiers|cannot assign to (variable|return value)|no viable overloaded .=.",
     "This must not be changed (it is const). Make a copy of it first: image copy = x;"},
    {"declaration of '[^']*?(\\w+)' shadows a parameter",
     "$1 is a parameter already. Declaring it a second time makes another variable: leave the type out, or take "
     "another "
     "name."},
    {"redeclaration of '[^']*?(\\w+)'|conflicting declaration '[^']*?(\\w+)'|redefinition of '(\\w+)'( with a "
     "different "
     "type.*)?$",
     "$1$2$3 is declared a second time. The type stands in front only once, where it is made; afterwards write $1$2$3 "
     "= ...;"},
    {"redefinition of", "This name is defined twice."},
    {"no such file|file not found", "This file is not there. An exercise needs lab.hpp and the standard library only."},

    // Warnings.
    {"is used uninitialized|is uninitialized when used", "This variable is read before anything was stored in it."},
    {"suggest parentheses around assignment|using the result of an assignment as a condition",
     "= stores a value. To compare, write ==."},
    {"from .*(double|float|[sS]calar).* to 'int'.* may change value|implicit conversion turns floating-point number "
     "into "
     "integer",
     "A whole-number variable (int) gets a number with a point and drops what is behind it. Make it a scalar."},
    {"declaration of '[^']*?(\\w+)' shadows",
     "A type in front of $1 makes a new variable, which hides (shadows) the $1 outside and ends at the next }. To "
     "change "
     "the one outside, leave the type out: $1 = ...;"},
    {"declaration shadows a",
     "A type in front of this name makes a new variable, which hides (shadows) the one outside and ends at the next }. "
     "To "
     "change the one outside, leave the type out."},
    {"(left|right) operand of comma( operator)? has no effect",
     "A comma between two numbers drops the first. In C++ a decimal point is a point: 0.5, not 0,5."},
    {"comparison of (unsigned expression|.* unsigned).*always true|unsigned expression >= 0 is always true",
     "A std::size_t is never below 0, so this always holds, and the loop never ends. Write int."},
    {"comparisons like .X<=Y<=Z|chained comparison",
     "Two comparisons in a row do not work in C++: write a < b && b < c."},
    {"comparison result unused|result of comparison is unused|equality comparison result unused",
     "== is a comparison and stores nothing. A single = stores."},
    {"value computed is not used|statement has no effect|expression result unused",
     "This statement computes something and stores it nowhere. Is a = missing, or == written for =?"},
    {"unused variable '(\\w+)'|variable '(\\w+)' set but not used", "$1$2 is computed and never used."},
    {"clause does not guard|empty body",
     "Only the first statement behind for, while or if belongs to it. A ; directly behind the round brackets is "
     "already "
     "one, which does nothing; several need { } around them."},
};

}  // namespace

std::string translate(const std::string& compilers_words) {
  static const std::vector<std::pair<std::regex, const char*>> compiled = [] {
    std::vector<std::pair<std::regex, const char*>> all;
    for (const translation& one : translations) all.emplace_back(std::regex(one.pattern), one.sentence);
    return all;
  }();
  std::smatch found;
  for (const auto& [pattern, sentence] : compiled)
    if (std::regex_search(compilers_words, found, pattern)) return found.format(sentence);
  return "";
}

}  // namespace lab
