#include "source/guess.h"

#include <stdlib.h>
#include <string.h>

/* The first row whose word is part of the name decides; NULL: a layer, most often. Sizes divide each other, so that heads and
 * groups fit. */
static const struct {
    const char *word, *value;
} guesses[] = {
    {"eps", "1e-5"},      {"factor", "2"},   {"n_layer", "2"},     {"num_layer", "2"}, {"layers", "2"},   {"_layer", NULL},
    {"act", NULL},        {"norm", NULL},    {"drop", "0.1"},      {"prob", "0.1"},    {"kernel", "3"},   {"stride", "1"},
    {"padding", "1"},     {"dilation", "1"}, {"group", "1"},       {"head", "4"},      {"layer", "2"},    {"depth", "2"},
    {"block_size", "32"}, {"block", "2"},    {"repeat", "2"},      {"stage", "2"},     {"class", "10"},   {"label", "10"},
    {"vocab", "100"},     {"token", "100"},  {"num_embed", "100"}, {"max_len", "32"},  {"seq_len", "32"}, {"length", "32"},
    {"window", "4"},      {"bias", "True"},  {"use_", "True"},     {"with_", "True"},  {"is_", "True"},   {"mult", "2"},
    {"expan", "2"},       {"ratio", "2"},    {"factor", "2"},      {"image", "32"},    {"img", "32"},     {"patch", "4"},
    {"dim", "64"},        {"hidden", "64"},  {"in_", "64"},        {"out_", "64"},     {"input", "64"},   {"output", "64"},
    {"feature", "64"},    {"feat", "64"},    {"channel", "64"},    {"embed", "64"},    {"emb", "64"},     {"d_", "64"},
    {"width", "64"},      {"planes", "64"},  {"unit", "64"},       {"size", "64"},     {"_in", "64"},     {"_out", "64"},
    {"inp", "64"},        {"oup", "64"},     {"nhid", "64"},       {"ninp", "64"},     {"filters", "64"}, {"ch", "64"},
};

/* Whole names that are too short to look for in others. */
static const struct {
    const char *name, *value;
} short_names[] = {{"p", "0.1"}, {"n", "64"}, {"d", "64"}, {"c", "64"}, {"k", "3"}, {"h", "4"}, {"s", "1"}};

static const char *guess_by_name(const char *name, size_t length)
{
    for (size_t i = 0; i < sizeof(short_names) / sizeof(short_names[0]); i++) {
        if (strlen(short_names[i].name) == length && !memcmp(short_names[i].name, name, length)) {
            return short_names[i].value;
        }
    }
    for (size_t i = 0; i < sizeof(guesses) / sizeof(guesses[0]); i++) {
        if (memmem(name, length, guesses[i].word, strlen(guesses[i].word))) {
            return guesses[i].value;
        }
    }
    return NULL;
}

/* Texts, modules, functions and configurations have no value that would do. */
static bool is_a_number(const char *annotation, size_t length)
{
    return memmem(annotation, length, "int", 3) || memmem(annotation, length, "float", 5) ||
           memmem(annotation, length, "bool", 4);
}

bool tn__guess_named(tn__py *out, const char *name)
{
    const char *value = guess_by_name(name, strlen(name));
    if (!value) {
        return false;
    }
    *out = !strcmp(value, "True") ? tn__py_of_bool(true)
           : strpbrk(value, ".e") ? tn__py_of_float(strtod(value, NULL))
                                  : tn__py_of_int(strtoll(value, NULL, 10));
    return true;
}

static void guess_parameter(tn__buf *out, const tn__syntax *one, bool first)
{
    const tn__syntax *name = one->kind == SYN_IDENTIFIER ? one : one->first;
    const char *text = tn__syntax_text(name);
    size_t length = name->end - name->start;
    const char *value = guess_by_name(text, length);
    if (one->kind == SYN_TYPED_PARAMETER) {
        const char *annotation = name->text + name->end;
        size_t n = one->end - name->end;
        bool number = is_a_number(annotation, n);
        const char *of_type = memmem(annotation, n, "bool", 4) ? "True" : memmem(annotation, n, "float", 5) ? "0.1" : "64";
        value = !number ? NULL : value ? value : of_type;
    }
    tn__buf_printf(out, "%s%.*s=%s", first ? "" : ", ", (int)length, text, value ? value : "...");
}

static bool has_no_default(const tn__syntax *one)
{
    return one->kind == SYN_IDENTIFIER || (one->kind == SYN_TYPED_PARAMETER && one->first && one->first->kind == SYN_IDENTIFIER);
}

void tn__guess_call(tn__buf *out, const char *class_name, const tn__syntax *parameters)
{
    bool first = true;
    tn__buf_printf(out, "%s(", class_name);
    for (const tn__syntax *one = parameters && parameters->first ? parameters->first->next : NULL; one; one = one->next) {
        if (has_no_default(one)) {
            guess_parameter(out, one, first);
            first = false;
        }
    }
    tn__buf_putc(out, ')');
}
