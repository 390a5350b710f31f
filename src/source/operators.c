/* Python's arithmetic and comparisons on known values, and on sizes that are multiples of the
 * batch. */
#include <math.h>
#include <stdio.h>
#include <string.h>
#include "source/torch.h"

typedef tn__evaluator evaluator;

static tn__py too_big(evaluator *ev, const tn__syntax *node)
{
    return tn__unknown(ev, node, "this integer is larger than 64 bits");
}

static int64_t floor_divide(int64_t a, int64_t b)
{
    int64_t q = a / b;
    return a % b != 0 && (a < 0) != (b < 0) ? q - 1 : q;
}

static tn__py int_power(evaluator *ev, int64_t a, int64_t b, const tn__syntax *node)
{
    if (b < 0) {
        return a == 0 ? tn__type_error(ev, node, "ZeroDivisionError: 0 cannot be raised to a negative power")
                      : tn__py_of_float(pow((double)a, (double)b));
    }
    int64_t result = 1;
    while (b > 0) {
        if (b & 1 && __builtin_mul_overflow(result, a, &result)) {
            return too_big(ev, node);
        }
        b >>= 1;
        if (b > 0 && __builtin_mul_overflow(a, a, &a)) {
            return too_big(ev, node);
        }
    }
    return tn__py_of_int(result);
}

static tn__py int_shift(evaluator *ev, const char *op, int64_t a, int64_t b, const tn__syntax *node)
{
    if (b < 0) {
        return tn__type_error(ev, node, "ValueError: negative shift count");
    }
    if (op[0] == '>') {
        return tn__py_of_int(b > 63 ? (a < 0 ? -1 : 0) : a >> b);
    }
    int64_t result;
    if (b > 62 || __builtin_mul_overflow(a, (int64_t)1 << b, &result)) {
        return a == 0 ? tn__py_of_int(0) : too_big(ev, node);
    }
    return tn__py_of_int(result);
}

/* Of b's sign. */
static int64_t floor_remainder(int64_t a, int64_t b)
{
    int64_t r = a % b;
    return r != 0 && (r < 0) != (b < 0) ? r + b : r;
}

static tn__py int_divide(evaluator *ev, const char *op, int64_t a, int64_t b, const tn__syntax *node)
{
    if (b == 0) {
        return tn__type_error(ev, node, "ZeroDivisionError: division by zero");
    }
    if (strcmp(op, "/") == 0) {
        return tn__py_of_float((double)a / (double)b);
    }
    if (b == -1) {
        return op[0] == '%' ? tn__py_of_int(0) : a == INT64_MIN ? too_big(ev, node) : tn__py_of_int(-a);
    }
    return tn__py_of_int(op[0] == '%' ? floor_remainder(a, b) : floor_divide(a, b));
}

static tn__py int_binary(evaluator *ev, const char *op, int64_t a, int64_t b, const tn__syntax *node)
{
    int64_t result = 0;
    bool overflow = false;
    if (strcmp(op, "**") == 0) {
        return int_power(ev, a, b, node);
    }
    switch (op[0]) {
    case '+': overflow = __builtin_add_overflow(a, b, &result); break;
    case '-': overflow = __builtin_sub_overflow(a, b, &result); break;
    case '*': overflow = __builtin_mul_overflow(a, b, &result); break;
    case '/':
    case '%': return int_divide(ev, op, a, b, node);
    case '<':
    case '>': return int_shift(ev, op, a, b, node);
    case '&': result = a & b; break;
    case '|': result = a | b; break;
    case '^': result = a ^ b; break;
    default: return tn__unknown(ev, node, "thinnet does not know the operator %s", op);
    }
    return overflow ? too_big(ev, node) : tn__py_of_int(result);
}

static tn__py float_binary(evaluator *ev, const char *op, double a, double b, const tn__syntax *node)
{
    if (strcmp(op, "**") == 0) {
        double result = pow(a, b);
        return isnan(result) && a < 0 ? tn__unknown(ev, node, "thinnet does not have complex numbers") : tn__py_of_float(result);
    }
    switch (op[0]) {
    case '+': return tn__py_of_float(a + b);
    case '-': return tn__py_of_float(a - b);
    case '*': return tn__py_of_float(a * b);
    case '/':
    case '%':
        if (b == 0) {
            return tn__type_error(ev, node, "ZeroDivisionError: float division by zero");
        }
        if (op[0] == '%') {
            double r = fmod(a, b);
            return tn__py_of_float(r != 0 && (r < 0) != (b < 0) ? r + b : r);
        }
        return tn__py_of_float(op[1] == '/' ? floor(a / b) : a / b);
    default: return tn__type_error(ev, node, "TypeError: unsupported operand type(s) for %s: 'float' and 'float'", op);
    }
}

/* Sizes: k*N with whole numbers stays exact where it can; everything else is an unknown size. */
static tn__py size_binary(const char *op, tn__py a, tn__py b)
{
    int64_t x = a.as.i, y = b.as.i, result = TN_DIM_UNKNOWN;
    bool a_size = a.type == PY_SIZE, b_size = b.type == PY_SIZE;
    bool unknown = (a_size && x < 0) || (b_size && y < 0);
    if (unknown || !strcmp(op, "**")) {
        return tn__py_of_size(TN_DIM_UNKNOWN);
    }
    if (op[0] == '*' && a_size != b_size && x > 0 && y > 0 && !__builtin_mul_overflow(x, y, &result)) {
        return tn__py_of_size(result);
    }
    if ((op[0] == '+' || op[0] == '-') && a_size && b_size) {
        result = op[0] == '+' ? (x < INT64_MAX - y ? x + y : TN_DIM_UNKNOWN) : x - y;
        return result == 0 ? tn__py_of_int(0) : tn__py_of_size(result > 0 ? result : TN_DIM_UNKNOWN);
    }
    if ((op[0] == '+' || op[0] == '-') && b.type == PY_INT && y == 0) {
        return a;
    }
    if (op[0] == '/' && op[1] == '/' && a_size && y > 0 && x % y == 0) {
        return b_size ? tn__py_of_int(x / y) : tn__py_of_size(x / y);
    }
    return tn__py_of_size(TN_DIM_UNKNOWN);
}

static bool is_size_like(tn__py value)
{
    return value.type == PY_SIZE || value.type == PY_INT || value.type == PY_BOOL;
}

static tn__py join_lists(evaluator *ev, tn__py a, tn__py b)
{
    tn__py out = tn__list_value(ev, (tn__py_type)a.type);
    for (size_t i = 0; i < a.as.list->n && tn__push(ev, out, a.as.list->items[i]); i++) {}
    for (size_t i = 0; i < b.as.list->n && tn__push(ev, out, b.as.list->items[i]); i++) {}
    return out;
}

static tn__py repeat(evaluator *ev, tn__py a, int64_t times, const tn__syntax *node)
{
    if (a.type != PY_STR) {
        tn__py out = tn__list_value(ev, (tn__py_type)a.type);
        for (int64_t k = 0; k < times && a.as.list->n && !ev->stopped; k++) {
            for (size_t i = 0; i < a.as.list->n && tn__push(ev, out, a.as.list->items[i]); i++) {}
        }
        return out;
    }
    size_t length = a.as.str->length, total;
    if (times <= 0 || length == 0) {
        return tn__text(ev, "");
    }
    if (__builtin_mul_overflow(length, (size_t)times, &total) || total > TN_EVAL_BYTES || !tn__charge(ev, node, total / 16)) {
        return tn__unknown(ev, node, "this text is too long");
    }
    char *text = tn__arena_alloc(&ev->arena, total + 1, 1);
    if (!text) {
        return tn__out_of_memory(ev, node);
    }
    for (int64_t k = 0; k < times; k++) {
        memcpy(text + (size_t)k * length, a.as.str->text, length);
    }
    return tn__str_value(ev, text, total);
}

static bool is_sequence(tn__py value)
{
    return value.type == PY_LIST || value.type == PY_TUPLE || value.type == PY_STR;
}

/* Types whose operators are all known here, so that a refusal is Python's own. */
static bool is_plain(tn__py value)
{
    return is_sequence(value) || tn__py_is_number(value) || value.type == PY_NONE || value.type == PY_DICT;
}

/* "layer%d" % 3 and "%s_%d" % (name, i): plain %d, %i and %s of whole numbers and short texts. */
static tn__py format_percent(evaluator *ev, tn__py pattern, tn__py value, const tn__syntax *node)
{
    char text[400];
    size_t used = 0, taken = 0, n = value.type == PY_TUPLE ? value.as.list->n : 1;
    const char *at = pattern.as.str->text, *end = at + pattern.as.str->length;
    for (; at < end && used + 24 < sizeof(text); at++) {
        bool field = at[0] == '%' && at + 1 < end && at[1] != '%';
        at += at[0] == '%' && at + 1 < end;
        if (!field) {
            text[used++] = *at;
            continue;
        }
        tn__py one = taken < n ? (value.type == PY_TUPLE ? value.as.list->items[taken] : value) : PY_VALUE_ABSENT;
        int64_t number;
        taken++;
        if (strchr("dis", *at) && one.type == PY_INT && tn__py_as_int(one, &number)) {
            used += (size_t)snprintf(text + used, sizeof(text) - used, "%lld", (long long)number);
        } else if (*at == 's' && one.type == PY_STR && one.as.str->length + 24 < sizeof(text) - used) {
            memcpy(text + used, one.as.str->text, one.as.str->length);
            used += one.as.str->length;
        } else {
            break;
        }
    }
    if (at < end || taken != n) {
        return tn__unknown(ev, node, "thinnet does not format this text with %%");
    }
    char *kept = tn__charge(ev, node, used / 16) ? tn__arena_alloc(&ev->arena, used + 1, 1) : NULL;
    if (!kept) {
        return tn__out_of_memory(ev, node);
    }
    memcpy(kept, text, used);
    return tn__str_value(ev, kept, used);
}

static tn__py sequence_binary(evaluator *ev, const char *op, tn__py a, tn__py b, const tn__syntax *node)
{
    int64_t times;
    if (!strcmp(op, "*") && tn__py_as_int(b, &times)) {
        return repeat(ev, a, times, node);
    }
    if (!strcmp(op, "*") && tn__py_as_int(a, &times) && is_sequence(b)) {
        return repeat(ev, b, times, node);
    }
    if (!strcmp(op, "+") && a.type == b.type && a.type != PY_STR) {
        return join_lists(ev, a, b);
    }
    if (!strcmp(op, "+") && a.type == PY_STR && b.type == PY_STR) {
        size_t length = a.as.str->length + b.as.str->length;
        char *text = tn__charge(ev, node, length / 16) ? tn__arena_alloc(&ev->arena, length + 1, 1) : NULL;
        if (!text) {
            return tn__out_of_memory(ev, node);
        }
        memcpy(text, a.as.str->text, a.as.str->length);
        memcpy(text + a.as.str->length, b.as.str->text, b.as.str->length);
        return tn__str_value(ev, text, length);
    }
    if (!strcmp(op, "%") && a.type == PY_STR) {
        return format_percent(ev, a, b, node);
    }
    if (!is_plain(a) || !is_plain(b) || op[0] == '-' || op[0] == '&' || op[0] == '|') { /* sets are lists here */
        return tn__unknown(ev, node, "thinnet does not know '%s' %s '%s'", tn__py_type_name(a), op, tn__py_type_name(b));
    }
    if (ev->forgives) {
        return tn__unknown_guessed(ev, node);
    }
    return tn__type_error(ev, node, "TypeError: unsupported operand type(s) for %s: '%s' and '%s'", op, tn__py_type_name(a),
                          tn__py_type_name(b));
}

tn__py tn__binary(evaluator *ev, const char *op, tn__py a, tn__py b, const tn__syntax *node)
{
    bool states = ev->follows && (a.type == PY_STATE || b.type == PY_STATE);
    if (a.type == PY_TENSOR || b.type == PY_TENSOR || states) {
        return tn__tensor_binary(ev, op, a, b, node);
    }
    if (a.type == PY_UNKNOWN || b.type == PY_UNKNOWN) {
        return a.type == PY_UNKNOWN ? a : b;
    }
    if (is_size_like(a) && is_size_like(b) && (a.type == PY_SIZE || b.type == PY_SIZE)) {
        return size_binary(op, a, b);
    }
    if (ev->follows && (a.type == PY_SIZE || b.type == PY_SIZE) && (a.type == PY_FLOAT || b.type == PY_FLOAT)) {
        return tn__py_of_size(TN_DIM_UNKNOWN);
    }
    if (a.type == PY_SIZE || b.type == PY_SIZE) {
        return tn__unknown(ev, node, "this number depends on a size that thinnet does not know");
    }
    if (tn__py_is_number(a) && tn__py_is_number(b)) {
        int64_t x, y;
        tn__py out = tn__py_as_int(a, &x) && tn__py_as_int(b, &y)
                         ? int_binary(ev, op, x, y, node)
                         : float_binary(ev, op, tn__py_number(a), tn__py_number(b), node);
        out.gated = a.gated && op[0] == '*';
        return out;
    }
    if (is_sequence(a) || is_sequence(b)) {
        return sequence_binary(ev, op, a, b, node);
    }
    if (tn__py_is_number(a) && tn__py_is_number(b)) {
        return tn__type_error(ev, node, "TypeError: unsupported operand types for %s", op);
    }
    if ((a.type == PY_NONE || tn__py_is_number(a)) && (b.type == PY_NONE || tn__py_is_number(b))) {
        return tn__type_error(ev, node, "TypeError: unsupported operand type(s) for %s: '%s' and '%s'", op, tn__py_type_name(a),
                              tn__py_type_name(b));
    }
    return tn__unknown(ev, node, "thinnet does not know '%s' %s '%s'", tn__py_type_name(a), op, tn__py_type_name(b));
}

tn__py tn__unary(evaluator *ev, char op, tn__py a, const tn__syntax *node)
{
    int64_t i;
    if (a.type == PY_UNKNOWN) {
        return a;
    }
    if (a.type == PY_TENSOR) {
        return op == '+' ? a : tn__tensor_binary(ev, "*", a, tn__py_of_int(-1), node);
    }
    if (tn__py_as_int(a, &i)) {
        if (i == INT64_MIN) {
            return too_big(ev, node);
        }
        return tn__py_of_int(op == '-' ? -i : op == '~' ? ~i : i);
    }
    if (a.type == PY_FLOAT && op != '~') {
        return tn__py_of_float(op == '-' ? -a.as.f : a.as.f);
    }
    if (a.type == PY_SIZE) {
        return op == '+' ? a : tn__py_of_size(TN_DIM_UNKNOWN);
    }
    return tn__type_error(ev, node, "TypeError: bad operand type for unary %c: '%s'", op, tn__py_type_name(a));
}

/* --- comparisons --- */
static int contains(evaluator *ev, tn__py container, tn__py item, const tn__syntax *node)
{
    if (container.type == PY_STR && item.type == PY_STR) {
        return strstr(container.as.str->text, item.as.str->text) != NULL;
    }
    if (container.type == PY_DICT) {
        return item.type == PY_UNKNOWN ? -1 : tn__dict_get(container.as.dict, item) != NULL;
    }
    if (container.type == PY_OBJECT && container.as.object->form == FORM_MODULE_DICT) {
        return item.type == PY_STR ? tn__dict_get(container.as.object->attributes, item) != NULL : -1;
    }
    if (container.type != PY_LIST && container.type != PY_TUPLE && container.type != PY_RANGE) {
        return -1;
    }
    tn__py items = tn__iterate(ev, container, node);
    int result = 0;
    for (size_t i = 0; items.type == PY_LIST && i < items.as.list->n; i++) {
        int same = tn__py_equal(items.as.list->items[i], item);
        if (same == 1) {
            return 1;
        }
        result = same < 0 ? -1 : result;
    }
    return items.type == PY_LIST ? result : -1;
}

static int identical(tn__py a, tn__py b)
{
    if (a.type == PY_UNKNOWN || b.type == PY_UNKNOWN) {
        return -1;
    }
    if (a.type == PY_NONE || b.type == PY_NONE) {
        return a.type == b.type;
    }
    if (a.type == PY_TENSOR && b.type == PY_TENSOR) {
        return a.as.tensor == b.as.tensor;
    }
    return tn__py_equal(a, b);
}

static int order_of(tn__py a, tn__py b)
{
    if (a.type == PY_STR) {
        return strcmp(a.as.str->text, b.as.str->text);
    }
    int64_t x, y;
    if (tn__py_as_int(a, &x) && tn__py_as_int(b, &y)) {
        return x < y ? -1 : x > y;
    }
    double u = tn__py_number(a), v = tn__py_number(b);
    return u < v ? -1 : u > v;
}

/* N is at least 1, so N > 0 and the like are known. */
static int compare_size(const char *op, tn__py a, tn__py b)
{
    int64_t limit;
    if (a.type == PY_SIZE && a.as.i > 0 && tn__py_as_int(b, &limit)) {
        if (!strcmp(op, ">")) {
            return limit < a.as.i ? 1 : -1;
        }
        if (!strcmp(op, ">=")) {
            return limit <= a.as.i ? 1 : -1;
        }
        return !strcmp(op, "<") ? (limit <= a.as.i ? 0 : -1) : limit < a.as.i ? 0 : -1;
    }
    return -1;
}

int tn__compare(evaluator *ev, const char *op, tn__py a, tn__py b, const tn__syntax *node)
{
    if (!strncmp(op, "is", 2)) {
        int same = identical(a, b);
        return same < 0 || !op[2] ? same : !same;
    }
    if (!strcmp(op, "in") || !strncmp(op, "not", 3)) {
        int inside = contains(ev, b, a, node);
        return inside < 0 || op[0] == 'i' ? inside : !inside;
    }
    if (!strcmp(op, "==") || !strcmp(op, "!=") || !strcmp(op, "<>")) {
        int same = a.type == PY_OBJECT || a.type == PY_TENSOR ? identical(a, b) : tn__py_equal(a, b);
        return same < 0 || op[0] == '=' ? same : !same;
    }
    if (a.type == PY_SIZE || b.type == PY_SIZE) {
        return compare_size(op, a, b);
    }
    if (!(tn__py_is_number(a) && tn__py_is_number(b)) && !(a.type == PY_STR && b.type == PY_STR)) {
        if ((a.type == PY_NONE || b.type == PY_NONE) && (tn__py_is_number(a) || tn__py_is_number(b))) {
            tn__type_error(ev, node, "TypeError: '%s' not supported between instances of '%s' and '%s'", op, tn__py_type_name(a),
                           tn__py_type_name(b));
        }
        return -1;
    }
    int order = order_of(a, b);
    return op[0] == '<' ? (op[1] ? order <= 0 : order < 0) : op[1] ? order >= 0 : order > 0;
}
