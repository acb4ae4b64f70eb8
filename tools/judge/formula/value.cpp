#include "judge/formula/value.hpp"

#include <cmath>
#include <stdexcept>

#include "messages/text.hpp"

namespace lab {
namespace {

using Eigen::Index;

image single(double value) { return image::Constant(1, 1, value); }

double number_of(const image& value) {
  if (value.size() != 1) throw std::invalid_argument("formula: one number is expected");
  return value(0, 0);
}

/// Pixel by pixel; what has one row, or one column, is repeated.
template <class F>
image combined(const image& a, const image& b, F&& f) {
  if ((a.rows() != b.rows() && a.rows() != 1 && b.rows() != 1) ||
      (a.cols() != b.cols() && a.cols() != 1 && b.cols() != 1))
    throw std::invalid_argument("formula: sizes do not fit");
  image c(std::max(a.rows(), b.rows()), std::max(a.cols(), b.cols()));
  for (Index i = 0; i < c.rows(); ++i)
    for (Index j = 0; j < c.cols(); ++j)
      c(i, j) = f(a(std::min(i, a.rows() - 1), std::min(j, a.cols() - 1)),
                  b(std::min(i, b.rows() - 1), std::min(j, b.cols() - 1)));
  return c;
}

image running(image a, bool product) {
  for (Index i = 1; i < a.size(); ++i)
    a.data()[i] = product ? a.data()[i - 1] * a.data()[i] : a.data()[i - 1] + a.data()[i];
  return a;
}

/// For each row the mean over the rows of its group.
image group_means(const image& x, Index groups) {
  const Index in_group = groups > 0 && groups <= x.rows() ? x.rows() / groups : 0;
  if (in_group == 0) throw std::invalid_argument("formula: no groups");
  image means(x.rows(), 1);
  for (Index i = 0; i < x.rows(); ++i) {
    const Index first = i / in_group * in_group;
    means(i, 0) = x.middleRows(first, std::min(in_group, x.rows() - first)).mean();
  }
  return means;
}

const std::map<std::string, double (*)(double)> of_one_number = {{"sqrt", [](double a) { return std::sqrt(a); }},
                                                                 {"exp", [](double a) { return std::exp(a); }},
                                                                 {"log", [](double a) { return std::log(a); }},
                                                                 {"log10", [](double a) { return std::log10(a); }},
                                                                 {"sin", [](double a) { return std::sin(a); }},
                                                                 {"cos", [](double a) { return std::cos(a); }},
                                                                 {"abs", [](double a) { return std::abs(a); }},
                                                                 {"square", [](double a) { return a * a; }},
                                                                 {"whole", [](double a) { return std::trunc(a); }},
                                                                 {"neg", [](double a) { return -a; }},
                                                                 {"sign", [](double a) {
                                                                    return a > 0 ? 1.0 : a < 0 ? -1.0 : 0.0;
                                                                  }}};

const std::map<std::string, double (*)(double, double)> of_two_numbers = {
    {"+", [](double a, double b) { return a + b; }},
    {"-", [](double a, double b) { return a - b; }},
    {"*", [](double a, double b) { return a * b; }},
    {"/", [](double a, double b) { return a / b; }},
    {"pow", [](double a, double b) { return std::pow(a, b); }},
    {"min", [](double a, double b) { return std::min(a, b); }},
    {"max", [](double a, double b) { return std::max(a, b); }}};

const std::map<std::string, image (*)(const image&)> of_one_table = {
    {"mean", [](const image& a) { return single(a.mean()); }},
    {"sum", [](const image& a) { return single(a.sum()); }},
    {"largest", [](const image& a) { return single(a.maxCoeff()); }},
    {"size", [](const image& a) { return single(static_cast<double>(a.size())); }},
    {"rows", [](const image& a) { return single(static_cast<double>(a.rows())); }},
    {"cols", [](const image& a) { return single(static_cast<double>(a.cols())); }},
    {"first", [](const image& a) { return single(a.data()[0]); }},
    {"last", [](const image& a) { return single(a.data()[a.size() - 1]); }},
    {"transpose", [](const image& a) -> image { return a.transpose(); }},
    {"row_max", [](const image& a) -> image { return a.rowwise().maxCoeff(); }},
    {"row_min", [](const image& a) -> image { return a.rowwise().minCoeff(); }},
    {"row_sum", [](const image& a) -> image { return a.rowwise().sum(); }},
    {"row_mean", [](const image& a) -> image { return a.rowwise().mean(); }},
    {"column_max", [](const image& a) -> image { return a.colwise().maxCoeff(); }},
    {"column_sum", [](const image& a) -> image { return a.colwise().sum(); }},
    {"backwards", [](const image& a) -> image { return a.reverse(); }},
    {"running_product", [](const image& a) { return running(a, true); }},
    {"running_sum", [](const image& a) { return running(a, false); }},
    {"from_0",
     [](const image& a) -> image {
       const double count = number_of(a);
       if (!(count >= 1 && count < 1e6)) throw std::invalid_argument("formula: no such length");
       return image::NullaryExpr(static_cast<Index>(count), 1, [](Index i) { return static_cast<double>(i); });
     }},
    {"previous", [](const image& a) -> image {
       image shifted = image::Ones(a.rows(), a.cols());
       for (Index i = 1; i < a.size(); ++i) shifted.data()[i] = a.data()[i - 1];
       return shifted;
     }}};

const std::map<std::string, image (*)(const image&, const image&)> of_two_tables = {
    {"matrix_product",
     [](const image& a, const image& b) -> image {
       if (a.cols() != b.rows()) throw std::invalid_argument("formula: sizes do not fit");
       return (a.matrix() * b.matrix()).array();
     }},
    {"group_mean",
     [](const image& a, const image& groups) { return group_means(a, static_cast<Index>(number_of(groups))); }},
    {"group_total",
     [](const image& a, const image& groups) -> image {
       const auto count = static_cast<Index>(number_of(groups));
       const image means = group_means(a, count);  // which refuses a count of 0
       return means * static_cast<double>(a.rows() / count);
     }},
    {"one_after_the_other", [](const image& a, const image& b) -> image {
       if (a.cols() != b.cols()) throw std::invalid_argument("formula: sizes do not fit");
       image both(a.rows() + b.rows(), a.cols());
       both << a, b;
       return both;
     }}};

class evaluation {
 public:
  evaluation(const formula& all, const surroundings& given) : all_(all), given_(given) {}

  image of(const expression& one, const std::map<std::string, image>& local) const {
    if (one.is_number()) return single(std::strtod(one.word.c_str(), nullptr));
    if (one.parts.empty()) {
      if (const auto found = local.find(one.word); found != local.end()) return found->second;
      if (const auto found = given_.values.find(one.word); found != given_.values.end()) return found->second;
      throw std::invalid_argument(text("formula: ", one.word, " is not known"));
    }
    const image a = of(one.parts[0], local);
    if (a.size() == 0) throw std::invalid_argument("formula: nothing to work on");
    if (one.parts.size() == 1) {
      if (const auto f = of_one_number.find(one.word); f != of_one_number.end()) return a.unaryExpr(f->second);
      if (const auto f = of_one_table.find(one.word); f != of_one_table.end()) return f->second(a);
      for (const definition& line : all_.lines)
        if (line.name == one.word && !line.parameter.empty()) {
          auto inner = local;
          inner[line.parameter] = a;
          return of(line.body, inner);
        }
    } else {
      const image b = of(one.parts[1], local);
      if (const auto f = of_two_numbers.find(one.word); f != of_two_numbers.end()) return combined(a, b, f->second);
      if (const auto f = of_two_tables.find(one.word); f != of_two_tables.end()) return f->second(a, b);
    }
    throw std::invalid_argument(text("formula: ", one.word, " is not known"));
  }

 private:
  const formula& all_;
  const surroundings& given_;
};

}  // namespace

surroundings with_definitions(const formula& all, const surroundings& given) {
  surroundings more = given;
  for (std::size_t i = 0; i + 1 < all.lines.size(); ++i)
    if (all.lines[i].parameter.empty()) {
      more.values[all.lines[i].name] = evaluation(all, more).of(all.lines[i].body, {});
      if (is_whole(all.lines[i].body, more)) more.whole.insert(all.lines[i].name);
    }
  return more;
}

image value_of(const formula& all, const surroundings& given) {
  const surroundings known = with_definitions(all, given);
  return evaluation(all, known).of(all.lines.back().body, {});
}

image value_of(const expression& one, const formula& all, const surroundings& given) {
  return evaluation(all, given).of(one, {});
}

bool is_whole(const expression& one, const surroundings& given) {
  if (one.is_number()) return one.word.find('.') == std::string::npos;
  if (one.parts.empty()) return given.whole.count(one.word) > 0;
  if (one.word == "whole" || one.word == "from_0" || one.word == "size" || one.word == "rows" || one.word == "cols")
    return true;
  if (one.word != "+" && one.word != "-" && one.word != "*") return false;
  return is_whole(one.parts[0], given) && is_whole(one.parts[1], given);
}

}  // namespace lab
