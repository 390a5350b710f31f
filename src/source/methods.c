/* Methods of lists, dictionaries, strings and torch's own modules. */
#include "source/operations.h"

#include <ctype.h>
#include <string.h>

typedef tn__evaluator evaluator;
typedef tn__py_args arguments;
typedef tn__syntax syntax;

static bool is_one_of(const char *name, const char *const *names)
{
    for (; *names; names++) {
        if (!strcmp(*names, name)) {
            return true;
        }
    }
    return false;
}

bool tn__has_method(tn__py value, const char *name)
{
    static const char *const list[] = {"append", "extend", "insert", "pop",     "remove", "clear",
                                       "copy",   "index",  "count",  "reverse", "sort",   NULL};
    static const char *const dict[] = {"get",  "items",      "keys",  "values",  "update",   "pop",
                                       "copy", "setdefault", "clear", "popitem", "fromkeys", NULL};
    static const char *const text[] = {"lower", "upper",   "strip",  "startswith", "endswith",   "split",
                                       "join",  "replace", "format", "title",      "capitalize", "isdigit",
                                       "find",  "rstrip",  "lstrip", "count",      NULL};
    static const char *const set[] = {"add", "discard", "union", NULL};
    switch (value.type) {
    case PY_LIST: return is_one_of(name, list) || is_one_of(name, set);
    case PY_TUPLE: return !strcmp(name, "index") || !strcmp(name, "count") || !strcmp(name, "numel");
    case PY_DICT: return is_one_of(name, dict);
    case PY_STR: return is_one_of(name, text);
    default: return false;
    }
}

static tn__py argument(const arguments *args, size_t i)
{
    return i < args->n ? args->items[i].value : PY_VALUE_ABSENT;
}

static tn__py unknown_use(evaluator *ev, const char *name, const syntax *node)
{
    return tn__unknown(ev, node, "thinnet does not know the result of this %s()", name);
}

/* --- lists --- */
/* Merge sort, stable as Python's; false when two items cannot be compared. */
bool tn__sort(evaluator *ev, tn__py *items, tn__py *spare, size_t n, const syntax *node)
{
    for (size_t width = 1; width < n; width *= 2) {
        for (size_t start = 0; start < n; start += 2 * width) {
            size_t middle = start + width < n ? start + width : n, end = start + 2 * width < n ? start + 2 * width : n;
            size_t i = start, j = middle;
            for (size_t k = start; k < end; k++) {
                int less = i < middle && j < end ? tn__compare(ev, "<", items[j], items[i], node) : j < end;
                if (less < 0 || !tn__charge(ev, node, 1)) {
                    return false;
                }
                spare[k] = less ? items[j++] : items[i++];
            }
        }
        memcpy(items, spare, n * sizeof(*items));
    }
    return true;
}

static tn__py list_insert(evaluator *ev, tn__py list, const arguments *args, const syntax *node)
{
    int64_t at, n = (int64_t)list.as.list->n;
    if (args->n != 2 || !tn__py_as_int(argument(args, 0), &at)) {
        return unknown_use(ev, "insert", node);
    }
    at = at < 0 ? (at + n < 0 ? 0 : at + n) : at > n ? n : at;
    if (tn__push(ev, list, argument(args, 1))) {
        tn__py *items = list.as.list->items;
        memmove(items + at + 1, items + at, (size_t)(n - at) * sizeof(*items));
        items[at] = argument(args, 1);
        tn__charge(ev, node, (uint64_t)(n - at) / 16);
    }
    return PY_VALUE_NONE;
}

static tn__py list_pop(evaluator *ev, tn__py list, const arguments *args, const syntax *node)
{
    int64_t at = -1, n = (int64_t)list.as.list->n;
    if (args->n && !tn__py_as_int(argument(args, 0), &at)) {
        return unknown_use(ev, "pop", node);
    }
    at = at < 0 ? at + n : at;
    if (at < 0 || at >= n) {
        return tn__type_error(ev, node, "IndexError: pop from empty list or index out of range");
    }
    tn__py item = list.as.list->items[at];
    memmove(list.as.list->items + at, list.as.list->items + at + 1, (size_t)(n - at - 1) * sizeof(item));
    list.as.list->n--;
    tn__charge(ev, node, (uint64_t)(n - at) / 16);
    return item;
}

static tn__py list_index(evaluator *ev, tn__py list, const arguments *args, const syntax *node)
{
    for (size_t i = 0; i < list.as.list->n && tn__charge(ev, node, 1); i++) {
        int same = tn__py_equal(list.as.list->items[i], argument(args, 0));
        if (same != 0) {
            return same == 1 ? tn__py_of_int((int64_t)i) : unknown_use(ev, "index", node);
        }
    }
    return tn__type_error(ev, node, "ValueError: the value is not in the list");
}

static tn__py list_method(evaluator *ev, tn__py list, const char *name, const arguments *args, const syntax *node)
{
    if (!strcmp(name, "append") && args->n == 1) {
        tn__push(ev, list, argument(args, 0));
        return PY_VALUE_NONE;
    }
    if (!strcmp(name, "extend") && args->n == 1) {
        tn__py more = tn__iterate(ev, argument(args, 0), node);
        if (more.type != PY_LIST) {
            tn__push(ev, list, more.type == PY_UNKNOWN ? more : tn__reported(ev, node));
        }
        for (size_t i = 0; more.type == PY_LIST && i < more.as.list->n && tn__push(ev, list, more.as.list->items[i]); i++) {}
        return PY_VALUE_NONE;
    }
    if (!strcmp(name, "insert")) {
        return list_insert(ev, list, args, node);
    }
    if (!strcmp(name, "pop") && list.type == PY_LIST) {
        return list_pop(ev, list, args, node);
    }
    if (!strcmp(name, "index") && args->n == 1) {
        return list_index(ev, list, args, node);
    }
    if (!strcmp(name, "copy")) {
        return tn__iterate(ev, list, node);
    }
    if (!strcmp(name, "clear")) {
        list.as.list->n = 0;
        return PY_VALUE_NONE;
    }
    if (!strcmp(name, "reverse")) {
        tn__py_reverse(list.as.list);
        return PY_VALUE_NONE;
    }
    if (!strcmp(name, "numel") && list.type == PY_TUPLE) {
        tn__py product = tn__py_of_int(1);
        for (size_t i = 0; i < list.as.list->n; i++) {
            product = tn__binary(ev, "*", product, list.as.list->items[i], node);
        }
        return product;
    }
    return unknown_use(ev, name, node);
}

/* --- dictionaries --- */
static tn__py dict_list(evaluator *ev, const tn__py_dict *dict, const char *what)
{
    tn__py out = tn__list_value(ev, PY_LIST);
    for (size_t i = 0; i < dict->n && !ev->stopped; i++) {
        if (dict->keys[i].type == PY_ABSENT) {
            continue;
        }
        tn__py item = what[0] == 'k' ? dict->keys[i] : dict->values[i];
        if (what[0] == 'i') {
            item = tn__list_value(ev, PY_TUPLE);
            tn__push(ev, item, dict->keys[i]);
            tn__push(ev, item, dict->values[i]);
        }
        tn__push(ev, out, item);
    }
    return out;
}

static void dict_update(evaluator *ev, tn__py_dict *dict, const arguments *args, const syntax *node)
{
    for (size_t a = 0; a < args->n; a++) {
        tn__py other = args->items[a].value;
        bool kept = true;
        if (args->items[a].name) {
            kept = tn__dict_set_text(&ev->arena, dict, args->items[a].name, other);
        }
        for (size_t i = 0; !args->items[a].name && other.type == PY_DICT && i < other.as.dict->n && kept; i++) {
            if (other.as.dict->keys[i].type != PY_ABSENT) {
                kept = tn__dict_set(&ev->arena, dict, other.as.dict->keys[i], other.as.dict->values[i]);
            }
        }
        if (!kept) {
            tn__out_of_memory(ev, node);
        }
    }
}

static tn__py dict_method(evaluator *ev, tn__py self, const char *name, const arguments *args, const syntax *node)
{
    tn__py_dict *dict = self.as.dict;
    tn__py key = argument(args, 0), fallback = args->n > 1 ? argument(args, 1) : PY_VALUE_NONE;
    if (!strcmp(name, "items") || !strcmp(name, "keys") || !strcmp(name, "values")) {
        return dict_list(ev, dict, name);
    }
    if (!strcmp(name, "update")) {
        dict_update(ev, dict, args, node);
        return PY_VALUE_NONE;
    }
    if (!strcmp(name, "copy")) {
        tn__py copy = tn__or_memory(ev, node, tn__py_new_dict(&ev->arena));
        arguments one = {0};
        tn__add_argument(ev, &one, NULL, self, node);
        if (copy.type == PY_DICT) {
            dict_update(ev, copy.as.dict, &one, node);
        }
        return copy;
    }
    if (key.type == PY_UNKNOWN && ev->forgives) {
        return tn__unknown_guessed(ev, node);
    }
    if (key.type == PY_UNKNOWN || key.type == PY_ABSENT || !strcmp(name, "fromkeys")) {
        return unknown_use(ev, name, node);
    }
    tn__py *found = tn__dict_get(dict, key);
    tn__py value = found ? *found : fallback;
    if (!strcmp(name, "setdefault") && !found && !tn__dict_set(&ev->arena, dict, key, fallback)) {
        return tn__out_of_memory(ev, node);
    }
    if (!strcmp(name, "pop")) {
        if (!found && args->n < 2) {
            return tn__type_error(ev, node, "KeyError");
        }
        tn__dict_remove(dict, key);
    }
    return value;
}

/* --- strings --- */
static tn__py text_case(evaluator *ev, const tn__py_str *str, bool upper)
{
    tn__py copy = tn__str_value(ev, str->text, str->length);
    char *text = copy.type == PY_STR ? (char *)copy.as.str->text : NULL;
    for (size_t i = 0; text && i < str->length; i++) {
        text[i] = (char)(upper ? toupper((unsigned char)text[i]) : tolower((unsigned char)text[i]));
    }
    return copy;
}

static bool begins(const tn__py_str *str, const tn__py_str *part, bool at_end)
{
    return part->length <= str->length &&
           !memcmp(str->text + (at_end ? str->length - part->length : 0), part->text, part->length);
}

static tn__py text_split(evaluator *ev, const tn__py_str *str, const arguments *args, const syntax *node)
{
    tn__py separator = argument(args, 0), out = tn__list_value(ev, PY_LIST);
    if (args->n != 1 || separator.type != PY_STR || separator.as.str->length == 0) {
        return unknown_use(ev, "split", node);
    }
    const char *at = str->text, *next;
    while ((next = strstr(at, separator.as.str->text)) && !ev->stopped) {
        tn__push(ev, out, tn__str_value(ev, at, (size_t)(next - at)));
        at = next + separator.as.str->length;
    }
    tn__push(ev, out, tn__str_value(ev, at, (size_t)(str->text + str->length - at)));
    return out;
}

static tn__py text_replace(evaluator *ev, const tn__py_str *str, const tn__py_str *old, const tn__py_str *new_text,
                           const syntax *node)
{
    tn__py out = tn__text(ev, "");
    const char *at = str->text, *next;
    if (old->length == 0) {
        return unknown_use(ev, "replace", node);
    }
    while ((next = strstr(at, old->text)) && out.type == PY_STR && tn__step(ev, node)) {
        out = tn__binary(ev, "+", out, tn__str_value(ev, at, (size_t)(next - at)), node);
        out = tn__binary(ev, "+", out, (tn__py){.type = PY_STR, .as.str = new_text}, node);
        at = next + old->length;
    }
    return out.type == PY_STR ? tn__binary(ev, "+", out, tn__text(ev, at), node) : out;
}

/* "{}_{}".format(a, b): its {} in turn; other fields are more than names of modules need. */
static tn__py text_format(evaluator *ev, const tn__py_str *str, const arguments *args, const syntax *node)
{
    tn__py out = tn__text(ev, "");
    const char *at = str->text, *next;
    for (size_t i = 0; (next = strchr(at, '{')) && out.type == PY_STR; i++) {
        tn__py value = argument(args, i);
        char text[200];
        if (next[1] != '}' || value.type == PY_ABSENT || (value.type == PY_UNKNOWN && !tn__is_argument(value)) ||
            value.type == PY_TENSOR) {
            return unknown_use(ev, "format", node);
        }
        tn__py_print(value, false, text, sizeof(text));
        out = tn__binary(ev, "+", out, tn__str_value(ev, at, (size_t)(next - at)), node);
        out = tn__binary(ev, "+", out, tn__text(ev, text), node);
        at = next + 2;
    }
    return strchr(at, '}') || out.type != PY_STR ? unknown_use(ev, "format", node)
                                                 : tn__binary(ev, "+", out, tn__text(ev, at), node);
}

static tn__py text_method(evaluator *ev, tn__py self, const char *name, const arguments *args, const syntax *node)
{
    const tn__py_str *str = self.as.str;
    tn__py first = argument(args, 0);
    if (!strcmp(name, "lower") || !strcmp(name, "upper")) {
        return text_case(ev, str, name[0] == 'u');
    }
    if ((!strcmp(name, "startswith") || !strcmp(name, "endswith")) && first.type == PY_STR) {
        return tn__py_of_bool(begins(str, first.as.str, name[0] == 'e'));
    }
    if (!strcmp(name, "split")) {
        return text_split(ev, str, args, node);
    }
    if (!strcmp(name, "strip") && args->n == 0) {
        size_t start = 0, end = str->length;
        while (start < end && isspace((unsigned char)str->text[start])) start++;
        while (end > start && isspace((unsigned char)str->text[end - 1])) end--;
        return tn__str_value(ev, str->text + start, end - start);
    }
    if (!strcmp(name, "replace") && args->n == 2 && first.type == PY_STR && argument(args, 1).type == PY_STR) {
        return text_replace(ev, str, first.as.str, argument(args, 1).as.str, node);
    }
    if (!strcmp(name, "format")) {
        return text_format(ev, str, args, node);
    }
    if (!strcmp(name, "isdigit")) {
        return tn__py_of_bool(str->length > 0 && strspn(str->text, "0123456789") == str->length);
    }
    return unknown_use(ev, name, node);
}

/* A parameter's: self.fc.weight.data.normal_(0, 0.01), .dim(), .zero_() */
static tn__py state_method(evaluator *ev, const tn__py_bound *method, const arguments *args, const syntax *node)
{
    if (!strcmp(method->name, "dim") || !strcmp(method->name, "size")) {
        tn__py shape = tn__attribute(ev, method->self, !strcmp(method->name, "dim") ? "ndim" : "shape", node, true);
        return args->n && shape.type == PY_TUPLE ? tn__subscript(ev, shape, argument(args, 0), node) : shape;
    }
    arguments all = {0};
    tn__add_argument(ev, &all, NULL, method->self, node);
    for (size_t i = 0; i < args->n; i++) {
        tn__add_argument(ev, &all, args->items[i].name, args->items[i].value, args->items[i].node);
    }
    const char *function = !strcmp(method->name, "fill_")   ? "constant_"
                           : !strcmp(method->name, "zero_") ? "zeros_"
                                                            : method->name;
    tn__py out;
    bool initialises = tn__init_call(ev, function, &all, node, &out);
    if (!initialises && ev->follows) {
        return tn__tensor_method(ev, tn__state_tensor(ev, method->self, node), method->name, args, node);
    }
    return initialises ? out : tn__unknown(ev, node, "thinnet does not know %s() of a parameter", method->name);
}

tn__py tn__call_method(evaluator *ev, const tn__py_bound *method, const arguments *args, const syntax *node)
{
    ev->merged = ev->merged || ev->undecided > 0; // append, update
    tn__py self = method->self;
    switch (self.type) {
    case PY_LIST:
    case PY_TUPLE: return list_method(ev, self, method->name, args, node);
    case PY_DICT: return dict_method(ev, self, method->name, args, node);
    case PY_STR: return text_method(ev, self, method->name, args, node);
    case PY_STATE: return state_method(ev, method, args, node);
    case PY_OBJECT: break;
    default: return unknown_use(ev, method->name, node);
    }
    tn__py_object *object = self.as.object;
    if (!strcmp(method->name, "__init__")) {
        if (object->form == FORM_PLAIN) {
            return PY_VALUE_NONE;
        }
        if (object->torch) {
            tn__construct(ev, object, object->torch, args, node);
        }
        object->initialised = true;
        return PY_VALUE_NONE;
    }
    if (method->after && !strcmp(method->name, "forward")) {
        return tn__apply_torch(ev, object, args, node);
    }
    if (object->form == FORM_OPAQUE && object->torch && tn__returns_module(method->name)) {
        return self;
    }
    if (object->form == FORM_PLAIN || object->form == FORM_OPAQUE) {
        return unknown_use(ev, method->name, node);
    }
    return tn__call_module_method(ev, object, method->name, args, node);
}
