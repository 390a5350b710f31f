/* libFuzzer's custom mutator for targets that read Python: words and lines change places, so that most of what comes out is
 * still Python and the evaluator behind the parser is reached; one time in three libFuzzer changes bytes, as it would alone. */
#include <ctype.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

size_t LLVMFuzzerMutate(uint8_t *data, size_t size, size_t max_size);
size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max_size, unsigned seed);
size_t LLVMFuzzerCustomCrossOver(const uint8_t *a, size_t n_a, const uint8_t *b, size_t n_b, uint8_t *out, size_t max_size,
                                 unsigned seed);

typedef struct text {
    uint8_t *data;
    size_t size, max_size;
    uint64_t random;
} text;

typedef struct span {
    size_t at, length;
} span;

#define LONGEST 400 /* bytes that one change brings in */

static size_t below(text *t, size_t n)
{
    t->random = t->random * 6364136223846793005u + 1442695040888963407u;
    return n ? (size_t)(t->random >> 33) % n : 0;
}

/* Puts `with` in the place of what is there; nothing where it does not fit. */
static void replace(text *t, span place, const void *with, size_t length)
{
    uint8_t copy[LONGEST];
    if (length > LONGEST || t->size - place.length + length > t->max_size) {
        return;
    }
    memcpy(copy, with, length); /* it may lie in the text itself */
    memmove(t->data + place.at + length, t->data + place.at + place.length, t->size - place.at - place.length);
    memcpy(t->data + place.at, copy, length);
    t->size += length - place.length;
}

/* --- words --- */
static bool is_word(uint8_t c)
{
    return isalnum(c) || c == '_' || c >= 0x80;
}

/* The word, or the single sign, at a random place; spaces are passed over. */
static span any_token(text *t)
{
    size_t at = below(t, t->size), end;
    while (at < t->size && isspace(t->data[at])) {
        at++;
    }
    while (at > 0 && at < t->size && is_word(t->data[at]) && is_word(t->data[at - 1])) {
        at--;
    }
    for (end = at; end < t->size && is_word(t->data[end]); end++) {}
    return (span){at, end > at ? end - at : at < t->size};
}

static void copy_token(text *t)
{
    span from = any_token(t), to = any_token(t);
    bool alike = from.length && to.length && is_word(t->data[from.at]) == is_word(t->data[to.at]);
    if (alike) {
        replace(t, to, t->data + from.at, from.length);
    }
}

static void new_word(text *t)
{
    static const char *const words[] = {
        "0",       "1",          "-1",        "2",         ".5",      "3",       "1e9",    "9223372036854775807",
        "None",    "True",       "False",     "self",      "x",       "''",      "'a'",    "()",
        "[]",      "{}",         "*x",        "**x",       "nn",      "F",       "torch",  "training",
        "p",       "dropout",    "Dropout",   "Dropout2d", "ReLU",    "Linear",  "Conv2d", "LSTM",
        "Softmax", "view",       "size",      "shape",     "forward", "eval",    "type",   "super",
        "len",     "range",      "enumerate", "zip",       "getattr", "setattr", "lambda", "list",
        "dict",    "isinstance", "reshape",   "cat",       "chunk",   "squeeze", "device", "float",
        "int",     "str",        "not",       "in",
    };
    span to = any_token(t);
    if (to.length && is_word(t->data[to.at])) {
        const char *word = words[below(t, sizeof words / sizeof *words)];
        replace(t, to, word, strlen(word));
    }
}

static void new_sign(text *t)
{
    static const char *const signs[] = {"+", "-", "*", "/", "//", "%", "**", "@", ",", ".", ":", "=", "==", "<", "and", "or"};
    span to = any_token(t);
    if (to.length && !is_word(t->data[to.at]) && !strchr("()[]{}'\"", t->data[to.at])) {
        const char *sign = signs[below(t, sizeof signs / sizeof *signs)];
        replace(t, to, sign, strlen(sign));
    }
}

/* --- lines --- */
static span line_at(const text *t, size_t at)
{
    size_t end = at;
    while (at > 0 && t->data[at - 1] != '\n') {
        at--;
    }
    while (end < t->size && t->data[end++] != '\n') {}
    return (span){at, end - at};
}

static size_t indentation(const text *t, span line)
{
    size_t n = 0;
    while (n < line.length && t->data[line.at + n] == ' ') {
        n++;
    }
    return n;
}

/* A line once more, before another one, indented as that. */
static void copy_line(text *t)
{
    span from = line_at(t, below(t, t->size)), to = line_at(t, below(t, t->size));
    size_t own = indentation(t, from), there = indentation(t, to), length = there + from.length - own;
    uint8_t line[LONGEST];
    if (from.length > own && length <= LONGEST) {
        memset(line, ' ', there);
        memcpy(line + there, t->data + from.at + own, from.length - own);
        replace(t, (span){to.at, 0}, line, length);
    }
}

static void drop_line(text *t)
{
    replace(t, line_at(t, below(t, t->size)), "", 0);
}

static void indent_line(text *t)
{
    span line = line_at(t, below(t, t->size));
    size_t own = indentation(t, line);
    if (below(t, 2)) {
        replace(t, (span){line.at, 0}, "    ", 4);
    } else {
        replace(t, (span){line.at, own < 4 ? own : 4}, "", 0);
    }
}

size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max_size, unsigned seed)
{
    static void (*const changes[])(text *) = {copy_token, copy_token, new_word,  new_word,
                                              new_sign,   copy_line,  drop_line, indent_line};
    text t = {data, size, max_size, seed};
    if (below(&t, 3) == 0) {
        return LLVMFuzzerMutate(data, size, max_size);
    }
    for (size_t i = 0, n = 1 + below(&t, 4); i < n; i++) {
        changes[below(&t, sizeof changes / sizeof *changes)](&t);
    }
    return t.size ? t.size : LLVMFuzzerMutate(data, size, max_size);
}

/* The first text up to a line, then the second from a line that is indented alike: two classes often end as one. */
size_t LLVMFuzzerCustomCrossOver(const uint8_t *a, size_t n_a, const uint8_t *b, size_t n_b, uint8_t *out, size_t max_size,
                                 unsigned seed)
{
    text first = {(uint8_t *)(uintptr_t)a, n_a, n_a, seed}, second = {(uint8_t *)(uintptr_t)b, n_b, n_b, seed + 1};
    span end = line_at(&first, below(&first, n_a)), start = line_at(&second, below(&second, n_b));
    while (start.at + start.length < n_b && indentation(&second, start) != indentation(&first, end)) {
        start = line_at(&second, start.at + start.length);
    }
    size_t n = end.at < max_size ? end.at : max_size, rest = n_b - start.at, room = max_size - n;
    memcpy(out, a, n);
    memcpy(out + n, b + start.at, rest < room ? rest : room);
    return n + (rest < room ? rest : room);
}
