#include "source/pyvalue.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

tn__py tn__py_of_bool(bool b)
{
    return (tn__py){.type = PY_BOOL, .as.b = b};
}

tn__py tn__py_of_int(int64_t i)
{
    return (tn__py){.type = PY_INT, .as.i = i};
}

tn__py tn__py_of_float(double f)
{
    return (tn__py){.type = PY_FLOAT, .as.f = f};
}

tn__py tn__py_of_size(int64_t times_n)
{
    return (tn__py){.type = PY_SIZE, .as.i = times_n};
}

/* Room for a text of that length behind the value that has it; NULL when the arena refuses. */
static char *new_text(tn__arena *arena, size_t length, tn__py *value)
{
    tn__py_str *str = length < SIZE_MAX / 2 ? tn__arena_take(arena, 1, sizeof(*str) + length + 1) : NULL;
    if (!str) {
        *value = PY_VALUE_ABSENT;
        return NULL;
    }
    char *text = (char *)(str + 1);
    text[length] = '\0';
    *str = (tn__py_str){length, text};
    *value = (tn__py){.type = PY_STR, .as.str = str};
    return text;
}

tn__py tn__py_of_text(tn__arena *arena, const char *text, size_t length)
{
    tn__py value;
    char *copy = new_text(arena, length, &value);
    if (copy && length) {
        memcpy(copy, text, length);
    }
    return value;
}

tn__py tn__py_of_torch(tn__arena *arena, const char *name)
{
    tn__py value = tn__py_of_text(arena, name, strlen(name));
    if (value.type == PY_STR) {
        value.type = PY_TORCH;
    }
    return value;
}

tn__py tn__py_of_torch_in(tn__arena *arena, const tn__py_str *module, const char *name)
{
    tn__py value;
    size_t n = strlen(name);
    char *dotted = new_text(arena, module->length + 1 + n, &value);
    if (dotted) {
        memcpy(dotted, module->text, module->length);
        dotted[module->length] = '.';
        memcpy(dotted + module->length + 1, name, n);
        value.type = PY_TORCH;
    }
    return value;
}

tn__py tn__py_new_list(tn__arena *arena, tn__py_type type, size_t capacity)
{
    tn__py_list *list = tn__arena_alloc(arena, 1, sizeof(*list));
    if (!list) {
        return PY_VALUE_ABSENT;
    }
    if (capacity) {
        list->items = tn__arena_alloc(arena, capacity, sizeof(*list->items));
        if (!list->items) {
            return PY_VALUE_ABSENT;
        }
    }
    list->capacity = capacity;
    return (tn__py){.type = (uint8_t)type, .as.list = list};
}

tn__py tn__py_new_dict(tn__arena *arena)
{
    tn__py_dict *dict = tn__arena_alloc(arena, 1, sizeof(*dict));
    return dict ? (tn__py){.type = PY_DICT, .as.dict = dict} : PY_VALUE_ABSENT;
}

void tn__py_reverse(tn__py_list *list)
{
    for (size_t i = 0, j = list->n; i + 1 < j; i++) {
        j--;
        tn__py kept = list->items[i];
        list->items[i] = list->items[j];
        list->items[j] = kept;
    }
}

bool tn__py_append(tn__arena *arena, tn__py_list *list, tn__py item)
{
    if (list->n == list->capacity) {
        size_t capacity = list->capacity ? 2 * list->capacity : 4;
        tn__py *items = tn__arena_grow(arena, list->items, list->n, capacity, sizeof(*items));
        if (!items) {
            return false;
        }
        list->items = items;
        list->capacity = capacity;
    }
    list->items[list->n++] = item;
    return true;
}

/* --- dict --- */
static uint64_t mix(uint64_t h)
{
    h ^= h >> 33;
    h *= 0xff51afd7ed558ccdull;
    h ^= h >> 33;
    h *= 0xc4ceb9fe1a85ec53ull;
    return h ^ h >> 33;
}

uint64_t tn__hash_text(const char *text, size_t length)
{
    uint64_t h = 1469598103934665603ull;
    for (size_t i = 0; i < length; i++) {
        h = (h ^ (unsigned char)text[i]) * 1099511628211ull;
    }
    return mix(h);
}

static uint64_t hash_value(tn__py key);

static uint64_t hash_tuple(const tn__py_list *list)
{
    uint64_t h = list->n + 77;
    for (size_t i = 0; i < list->n && i < 8; i++) {
        /* Nested tuples count by length alone: a chain of them must not make hashing recursive. */
        h = h * 31 + (list->items[i].type == PY_TUPLE ? list->items[i].as.list->n : hash_value(list->items[i]));
    }
    return mix(h);
}

/* Of numbers that are no ints, infinities and NaN among them. */
static uint64_t hash_fraction(double f)
{
    double scaled = fabs(f) * 1048576.0;
    return mix(scaled < 9e18 ? (uint64_t)scaled : 0);
}

static uint64_t hash_value(tn__py key)
{
    switch (key.type) {
    case PY_NONE: return 7;
    case PY_BOOL: return mix((uint64_t)key.as.b + 1);
    case PY_INT: return mix((uint64_t)key.as.i + 1);
    case PY_FLOAT:
        if (key.as.f == floor(key.as.f) && fabs(key.as.f) < 9e15) {
            return mix((uint64_t)(int64_t)key.as.f + 1);
        }
        return hash_fraction(key.as.f);
    case PY_STR:
    case PY_TORCH:
    case PY_BUILTIN: return tn__hash_text(key.as.str->text, key.as.str->length);
    case PY_TUPLE: return hash_tuple(key.as.list);
    default: return mix((uint64_t)(uintptr_t)key.as.list);
    }
}

/* Most keys are names. */
static bool is_key(tn__py a, tn__py b)
{
    if (a.type == PY_STR && b.type == PY_STR) {
        return a.as.str->length == b.as.str->length && !memcmp(a.as.str->text, b.as.str->text, b.as.str->length);
    }
    return a.type != PY_ABSENT && tn__py_equal(a, b) == 1;
}

static size_t find_slot(const tn__py_dict *dict, tn__py key, uint64_t hash)
{
    size_t mask = dict->n_slots - 1, at = hash & mask;
    while (dict->slots[at] && !is_key(dict->keys[dict->slots[at] - 1], key)) {
        at = (at + 1) & mask;
    }
    return at;
}

static bool rehash(tn__arena *arena, tn__py_dict *dict)
{
    size_t n_slots = dict->n_slots ? 4 * dict->n_slots : 16;
    uint32_t *slots = tn__arena_alloc(arena, n_slots, sizeof(*slots));
    if (!slots) {
        return false;
    }
    dict->slots = slots;
    dict->n_slots = n_slots;
    for (size_t i = 0; i < dict->n; i++) {
        if (dict->keys[i].type != PY_ABSENT) {
            size_t at = hash_value(dict->keys[i]) & (n_slots - 1);
            while (slots[at]) {
                at = (at + 1) & (n_slots - 1);
            }
            slots[at] = (uint32_t)(i + 1);
        }
    }
    return true;
}

static tn__py *get(const tn__py_dict *dict, tn__py key, uint64_t hash)
{
    if (!dict->n_slots) {
        return NULL;
    }
    size_t at = find_slot(dict, key, hash);
    return dict->slots[at] ? &dict->values[dict->slots[at] - 1] : NULL;
}

tn__py *tn__dict_get(const tn__py_dict *dict, tn__py key)
{
    return dict->n_slots ? get(dict, key, hash_value(key)) : NULL;
}

static bool reserve_entry(tn__arena *arena, tn__py_dict *dict)
{
    if (dict->n == dict->capacity) {
        size_t capacity = dict->capacity ? 2 * dict->capacity : 4;
        tn__py *keys = tn__arena_grow(arena, dict->keys, dict->n, capacity, sizeof(*keys));
        tn__py *values = tn__arena_grow(arena, dict->values, dict->n, capacity, sizeof(*values));
        if (!keys || !values || capacity > UINT32_MAX) {
            return false;
        }
        dict->keys = keys;
        dict->values = values;
        dict->capacity = capacity;
    }
    return dict->n_slots > 2 * (dict->n + 1) || rehash(arena, dict);
}

static bool add_entry(tn__arena *arena, tn__py_dict *dict, tn__py key, uint64_t hash, tn__py value)
{
    if (!reserve_entry(arena, dict)) {
        return false;
    }
    dict->keys[dict->n] = key;
    dict->values[dict->n] = value;
    dict->slots[find_slot(dict, key, hash)] = (uint32_t)(dict->n + 1);
    dict->n++;
    dict->live++;
    return true;
}

bool tn__dict_set(tn__arena *arena, tn__py_dict *dict, tn__py key, tn__py value)
{
    uint64_t hash = hash_value(key);
    tn__py *old = get(dict, key, hash);
    if (old) {
        *old = value;
        return true;
    }
    return add_entry(arena, dict, key, hash, value);
}

bool tn__dict_remove(tn__py_dict *dict, tn__py key)
{
    tn__py *value = tn__dict_get(dict, key);
    if (!value) {
        return false;
    }
    /* The slot stays taken, so that later keys of the same chain are still found. */
    dict->keys[value - dict->values] = PY_VALUE_ABSENT;
    dict->live--;
    return true;
}

tn__py *tn__dict_get_hashed(const tn__py_dict *dict, const char *text, size_t length, uint64_t hash)
{
    tn__py_str str = {length, text};
    return get(dict, (tn__py){.type = PY_STR, .as.str = &str}, hash);
}

tn__py *tn__dict_get_text(const tn__py_dict *dict, const char *name)
{
    size_t length = strlen(name);
    return dict->n_slots ? tn__dict_get_hashed(dict, name, length, tn__hash_text(name, length)) : NULL;
}

bool tn__dict_set_text(tn__arena *arena, tn__py_dict *dict, const char *name, tn__py value)
{
    size_t length = strlen(name);
    uint64_t hash = tn__hash_text(name, length);
    tn__py *old = tn__dict_get_hashed(dict, name, length, hash);
    if (old) {
        *old = value;
        return true;
    }
    tn__py key = tn__py_of_text(arena, name, length);
    return key.type == PY_STR && add_entry(arena, dict, key, hash, value);
}

/* --- questions --- */
bool tn__py_is_number(tn__py value)
{
    return value.type == PY_BOOL || value.type == PY_INT || value.type == PY_FLOAT;
}

double tn__py_number(tn__py value)
{
    return value.type == PY_FLOAT ? value.as.f : value.type == PY_INT ? (double)value.as.i : value.as.b;
}

bool tn__py_as_int(tn__py value, int64_t *out)
{
    if (value.type != PY_INT && value.type != PY_BOOL) {
        return false;
    }
    *out = value.type == PY_INT ? value.as.i : value.as.b;
    return true;
}

bool tn__py_is_text(tn__py value, const char *text)
{
    return value.type == PY_STR && strlen(text) == value.as.str->length &&
           memcmp(value.as.str->text, text, value.as.str->length) == 0;
}

static int range_is_empty(const tn__py_list *range)
{
    int64_t step = range->items[2].as.i;
    return step > 0 ? range->items[0].as.i >= range->items[1].as.i : range->items[0].as.i <= range->items[1].as.i;
}

int tn__py_truth(tn__py value)
{
    switch (value.type) {
    case PY_NONE: return 0;
    case PY_BOOL: return value.as.b;
    case PY_INT: return value.as.i != 0;
    case PY_FLOAT: return value.as.f != 0;
    case PY_STR: return value.as.str->length != 0;
    case PY_TUPLE:
    case PY_LIST: return value.as.list->n != 0;
    case PY_DICT: return value.as.dict->live != 0;
    case PY_RANGE: return !range_is_empty(value.as.list);
    case PY_SIZE: return value.as.i > 0 ? 1 : -1;
    case PY_TRAINING: return value.as.b;
    case PY_OBJECT:
        if (value.as.object->form == FORM_SEQUENTIAL || value.as.object->form == FORM_MODULE_LIST ||
            value.as.object->form == FORM_MODULE_DICT) {
            return value.as.object->attributes->live != 0;
        }
        return value.as.object->form == FORM_OPAQUE ? -1 : 1;
    case PY_CLASS:
    case PY_FUNCTION:
    case PY_BOUND:
    case PY_PARTIAL:
    case PY_ELLIPSIS:
    case PY_BUILTIN: return 1;
    default: return -1;
    }
}

static int lists_equal(const tn__py_list *a, const tn__py_list *b, int *budget);

static int equal_at(tn__py a, tn__py b, int *budget)
{
    if (tn__py_is_number(a) && tn__py_is_number(b)) {
        if (a.type != PY_FLOAT && b.type != PY_FLOAT) {
            int64_t x = 0, y = 0;
            return tn__py_as_int(a, &x) && tn__py_as_int(b, &y) && x == y;
        }
        return tn__py_number(a) == tn__py_number(b);
    }
    if (a.type == PY_UNKNOWN || b.type == PY_UNKNOWN || a.type == PY_TRAINING || b.type == PY_TRAINING) {
        return -1;
    }
    if (a.type == PY_SIZE || b.type == PY_SIZE) {
        bool same = a.type == b.type && a.as.i == b.as.i && a.as.i != TN_DIM_UNKNOWN;
        bool number = tn__py_is_number(a) || tn__py_is_number(b) || a.type == b.type;
        return same ? 1 : number ? -1 : 0;
    }
    if (a.type != b.type) {
        return 0;
    }
    switch (a.type) {
    case PY_NONE:
    case PY_ELLIPSIS: return 1;
    case PY_STR:
    case PY_TORCH:
    case PY_BUILTIN: return a.as.str->length == b.as.str->length && memcmp(a.as.str->text, b.as.str->text, a.as.str->length) == 0;
    case PY_TUPLE:
    case PY_LIST:
    case PY_RANGE: return lists_equal(a.as.list, b.as.list, budget);
    case PY_TENSOR: return a.as.tensor == b.as.tensor ? 1 : -1;
    case PY_DICT: return a.as.dict == b.as.dict ? 1 : -1;
    default: return a.as.list == b.as.list;
    }
}

/* Lists can hold themselves, and shared ones can make a comparison exponential: what takes too long
 * counts as unknown. */
static int lists_equal(const tn__py_list *a, const tn__py_list *b, int *budget)
{
    if (a == b) {
        return 1;
    }
    if (a->n != b->n) {
        return 0;
    }
    int result = 1;
    for (size_t i = 0; i < a->n; i++) {
        if (--*budget < 0) {
            return -1;
        }
        int same = equal_at(a->items[i], b->items[i], budget);
        if (same == 0) {
            return 0;
        }
        result = same < result ? same : result;
    }
    return result;
}

int tn__py_equal(tn__py a, tn__py b)
{
    int budget = 2000;
    return equal_at(a, b, &budget);
}

const char *tn__py_type_name(tn__py value)
{
    static const char *const names[] = {
        [PY_ABSENT] = "nothing",
        [PY_NONE] = "NoneType",
        [PY_BOOL] = "bool",
        [PY_INT] = "int",
        [PY_FLOAT] = "float",
        [PY_STR] = "str",
        [PY_TUPLE] = "tuple",
        [PY_LIST] = "list",
        [PY_DICT] = "dict",
        [PY_RANGE] = "range",
        [PY_SIZE] = "int",
        [PY_TRAINING] = "bool",
        [PY_TENSOR] = "Tensor",
        [PY_STATE] = "Parameter",
        [PY_OBJECT] = "object",
        [PY_CLASS] = "type",
        [PY_FUNCTION] = "function",
        [PY_BOUND] = "method",
        [PY_PARTIAL] = "functools.partial",
        [PY_MODULE] = "module",
        [PY_LAZY] = "module",
        [PY_SUPER] = "super",
        [PY_TORCH] = "module",
        [PY_TENSOR_METHOD] = "method",
        [PY_METHOD] = "method",
        [PY_BUILTIN] = "builtin_function_or_method",
        [PY_ELLIPSIS] = "ellipsis",
        [PY_SLICE] = "slice",
        [PY_UNKNOWN] = "unknown",
    };
    if (value.type == PY_OBJECT) {
        return value.as.object->class_  ? value.as.object->class_->name
               : value.as.object->torch ? value.as.object->torch
                                        : "object";
    }
    return names[value.type];
}

/* --- printing --- */
typedef struct printer {
    char *text;
    size_t size, length;
} printer;

static void put(printer *p, const char *text, size_t length)
{
    size_t room = p->size - 1 - p->length;
    size_t n = length < room ? length : room;
    memcpy(p->text + p->length, text, n);
    p->length += n;
    p->text[p->length] = '\0';
}

static void put_text(printer *p, const char *text)
{
    put(p, text, strlen(text));
}

static void print_value(printer *p, tn__py value, bool quoted, int depth);

static void print_items(printer *p, tn__py value, int depth)
{
    const tn__py_list *list = value.as.list;
    put_text(p, value.type == PY_TUPLE ? "(" : "[");
    for (size_t i = 0; i < list->n && p->length + 1 < p->size; i++) {
        put_text(p, i ? ", " : "");
        print_value(p, list->items[i], true, depth + 1);
    }
    put_text(p, value.type == PY_LIST ? "]" : list->n == 1 ? ",)" : ")");
}

static void print_float(printer *p, double f)
{
    char text[40];
    for (int digits = 1; digits <= 17; digits++) {
        snprintf(text, sizeof(text), "%.*g", digits, f);
        double back = 0;
        if (sscanf(text, "%lf", &back) == 1 && back == f) {
            break;
        }
    }
    put_text(p, text);
    if (!strpbrk(text, ".en")) {
        put_text(p, ".0");
    }
}

static void print_value(printer *p, tn__py value, bool quoted, int depth)
{
    char text[64];
    switch (value.type) {
    case PY_NONE: put_text(p, "None"); return;
    case PY_BOOL: put_text(p, value.as.b ? "True" : "False"); return;
    case PY_INT:
        snprintf(text, sizeof(text), "%lld", (long long)value.as.i);
        put_text(p, text);
        return;
    case PY_FLOAT: print_float(p, value.as.f); return;
    case PY_STR:
        put_text(p, quoted ? "'" : "");
        put(p, value.as.str->text, value.as.str->length);
        put_text(p, quoted ? "'" : "");
        return;
    case PY_SIZE:
        snprintf(text, sizeof(text), value.as.i == 1 ? "N" : value.as.i < 0 ? "?" : "%lld*N", (long long)value.as.i);
        put_text(p, text);
        return;
    case PY_TUPLE:
    case PY_LIST:
        if (depth < 4) {
            print_items(p, value, depth);
            return;
        }
        put_text(p, "...");
        return;
    case PY_CLASS: put_text(p, value.as.class_->name); return;
    case PY_FUNCTION: put_text(p, value.as.function->name); return;
    case PY_TORCH: put(p, value.as.str->text, value.as.str->length); return;
    default:
        put_text(p, "<");
        put_text(p, tn__py_type_name(value));
        put_text(p, ">");
    }
}

void tn__py_print(tn__py value, bool quoted, char *text, size_t size)
{
    printer p = {text, size, 0};
    text[0] = '\0';
    print_value(&p, value, quoted, 0);
}
