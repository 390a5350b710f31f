#include "source/given.h"

#include <stdlib.h>
#include <string.h>
#include "source/guess.h"
#include "source/torch.h"

typedef tn__evaluator evaluator;
typedef tn__syntax syntax;

tn__py tn__given(evaluator *ev, const syntax *node, const char *name)
{
    tn__py_unknown *unknown = tn__arena_alloc(&ev->arena, 1, sizeof(*unknown));
    if (!unknown) {
        return tn__out_of_memory(ev, node);
    }
    ev->vague = true;
    unknown->reason = tn__format(ev, "'%s' is an argument that has no value here", name);
    unknown->place = tn__syntax_place(node);
    unknown->given = name;
    return (tn__py){.type = PY_UNKNOWN, .as.unknown = unknown};
}

bool tn__is_given(tn__py value)
{
    return value.type == PY_UNKNOWN && value.as.unknown->given;
}

bool tn__may_be_given(tn__py value)
{
    return tn__py_is_number(value) || value.type == PY_STR || value.type == PY_NONE;
}

/* --- guesses --- */
static tn__py value_of_text(const char *text)
{
    if (*text == 'T') {
        return tn__py_of_bool(true);
    }
    bool whole = !strpbrk(text, ".e");
    return whole ? tn__py_of_int(strtoll(text, NULL, 10)) : tn__py_of_float(strtod(text, NULL));
}

static tn__py guess_for(const char *name)
{
    const char *dot = strrchr(name, '.');
    name = dot ? dot + 1 : name;
    const char *text = tn__guess_value(name, strlen(name));
    return text ? value_of_text(text) : PY_VALUE_ABSENT;
}

tn__py tn__given_part(evaluator *ev, tn__py given, const char *name, const syntax *node)
{
    tn__py guess = guess_for(name);
    return guess.type != PY_ABSENT ? guess : tn__given(ev, node, tn__format(ev, "%.200s.%s", given.as.unknown->given, name));
}

tn__py tn__given_number(tn__py value)
{
    if (!tn__is_given(value)) {
        return value;
    }
    tn__py guess = guess_for(value.as.unknown->given);
    return guess.type != PY_ABSENT ? guess : tn__py_of_int(64);
}

tn__py tn__given_count(tn__py value)
{
    if (!tn__is_given(value)) {
        return value;
    }
    tn__py guess = guess_for(value.as.unknown->given);
    return guess.type != PY_ABSENT ? guess : tn__py_of_int(2);
}

tn_value tn__given_argument(tn__py given, const tn__param *param)
{
    tn_value out = tn_none();
    if (!param->required) {
        return param->fallback;
    }
    tn__py guess = guess_for(given.as.unknown->given);
    guess = tn__py_is_number(guess) ? guess : guess_for(param->name);
    (void)tn__argument_value(tn__py_is_number(guess) ? guess : tn__py_of_int(64), &out);
    return out;
}

tn__py tn__given_items(evaluator *ev, tn__py given)
{
    tn__py two = tn__list_value(ev, PY_LIST);
    tn__push(ev, two, given);
    tn__push(ev, two, given);
    return two;
}

/* --- calls --- */
static bool has_word(const char *name, const char *word)
{
    return strstr(name, word) != NULL;
}

static const tn__py_tensor *first_tensor(const tn__py_args *args)
{
    for (size_t i = 0; i < args->n; i++) {
        if (args->items[i].value.type == PY_TENSOR) {
            return args->items[i].value.as.tensor;
        }
    }
    return NULL;
}

/* given.get("hidden", 5) is a part of it, as given.hidden is. */
static tn__py part_by_key(evaluator *ev, const char *name, tn__py given, const tn__py_args *args, const syntax *node)
{
    const char *last = strrchr(name, '.');
    bool gets = last && (!strcmp(last, ".get") || !strcmp(last, ".pop") || !strcmp(last, ".getint") || !strcmp(last, ".getfloat"));
    if (!gets || args->n == 0 || args->items[0].value.type != PY_STR) {
        return PY_VALUE_ABSENT;
    }
    bool plain = args->n > 1 && args->items[1].value.type != PY_NONE && args->items[1].value.type != PY_UNKNOWN;
    return plain ? args->items[1].value : tn__given_part(ev, given, args->items[0].value.as.str->text, node);
}

tn__py tn__call_given(evaluator *ev, tn__py given, const tn__py_args *args, const syntax *node)
{
    const char *name = given.as.unknown->given;
    const tn__py_tensor *tensor = first_tensor(args);
    if (!tensor) {
        tn__py part = part_by_key(ev, name, given, args, node);
        return part.type != PY_ABSENT ? part : given;
    }
    bool norm = has_word(name, "norm") || has_word(name, "bn"), activation = has_word(name, "act") || has_word(name, "nonlin");
    bool same = norm || activation || has_word(name, "drop");
    tn_shape shape = same ? tensor->shape : TN_UNKNOWN_SHAPE;
    tn__follow_kind kind = norm ? FOLLOW_NORM : activation ? FOLLOW_ACTIVATION : FOLLOW_OPERATION;
    return tn__follow_args(ev, kind, tn__format(ev, "%.200s()", name), args, &shape, node);
}

/* --- operators --- */
static bool is_sequence(tn__py value)
{
    return value.type == PY_LIST || value.type == PY_TUPLE;
}

tn__py tn__given_binary(evaluator *ev, const char *op, tn__py a, tn__py b, const syntax *node)
{
    tn__py given = tn__is_given(a) ? a : b, other = tn__is_given(a) ? b : a;
    if (other.type == PY_TENSOR) {
        return tn__follow_one(ev, FOLLOW_OPERATION, tn__format(ev, "tensor %s %.200s", op, given.as.unknown->given), other,
                              &other.as.tensor->shape, node);
    }
    if (is_sequence(other) && op[0] == '+') {
        tn__py items = tn__given_items(ev, given);
        items.type = other.type;
        return tn__is_given(a) ? tn__binary(ev, op, items, b, node) : tn__binary(ev, op, a, items, node);
    }
    if (other.type == PY_STR || other.type == PY_OBJECT || other.type == PY_DICT || (other.type == PY_UNKNOWN && !tn__is_given(other))) {
        return other.type == PY_UNKNOWN ? other : given;
    }
    return tn__binary(ev, op, tn__given_number(a), tn__given_number(b), node);
}
