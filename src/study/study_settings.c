#include "study/study_settings.h"

#include <math.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

typedef enum setting_type { TEXT, INT, SEED, NUMBER, FLAG, UNSET, WORD_SCHEDULE, WORD_LOSS, WORD_RNG, WORD_SCALING } setting_type;
typedef enum setting_scope { STUDY, TRIAL } setting_scope;

typedef struct setting {
    const char *key;
    setting_type type; /* UNSET: a flag that says false */
    size_t offset;
    setting_scope scope;
} setting;

static const setting settings[] = {
#define SETTING(key, type, member, scope) {key, type, offsetof(tn_study_options, member), scope},
#include "study/study_settings.def"
#undef SETTING
};
enum { N_SETTINGS = sizeof settings / sizeof *settings };

/* In the order of their enums. */
static const char *const schedules[] = {"none", "step", "cosine", "linear", "one-cycle", "plateau", NULL};
static const char *const losses[] = {"cross-entropy", "mse", "nll", NULL};
static const char *const rngs[] = {"philox", "torch", "torch-mkl", NULL};
static const char *const scalings[] = {"train", "test", NULL};

static const char *const *words_of(setting_type type)
{
    switch (type) {
    case WORD_SCHEDULE: return schedules;
    case WORD_LOSS: return losses;
    case WORD_RNG: return rngs;
    case WORD_SCALING: return scalings;
    default: return NULL;
    }
}

static const void *at(const tn_study_options *o, const setting *s)
{
    return (const char *)o + s->offset;
}

static int word_index(const tn_study_options *o, const setting *s)
{
    if (s->type == WORD_SCALING) return *(const bool *)at(o, s);
    _Static_assert(sizeof(tn_schedule) == sizeof(int) && sizeof(tn_loss) == sizeof(int) && sizeof(tn_rng) == sizeof(int),
                   "enums are ints");
    return *(const int *)at(o, s);
}

/* The value as text into out[size], or a borrowed one; NULL for a text that is not given. */
static const char *value_text(const tn_study_options *o, const setting *s, char *out, size_t size)
{
    switch (s->type) {
    case TEXT: return *(const char *const *)at(o, s);
    case INT: snprintf(out, size, "%lld", (long long)*(const int64_t *)at(o, s)); return out;
    case SEED: snprintf(out, size, "%llu", (unsigned long long)*(const uint64_t *)at(o, s)); return out;
    case NUMBER: snprintf(out, size, "%.17g", *(const double *)at(o, s)); break;
    case FLAG: return *(const bool *)at(o, s) ? "yes" : "no";
    case UNSET: return *(const bool *)at(o, s) ? "no" : "yes";
    default: return words_of(s->type)[word_index(o, s)];
    }
    /* The shortest text that reads back as the same number. */
    for (int digits = 1; digits < 17; digits++) {
        char shorter[40];
        snprintf(shorter, sizeof shorter, "%.*g", digits, *(const double *)at(o, s));
        if (strtod(shorter, NULL) == *(const double *)at(o, s)) {
            snprintf(out, size, "%s", shorter);
            break;
        }
    }
    return out;
}

void tn__settings_print(const tn_study_options *o, bool trial_only, tn__buf *out)
{
    char value[64];
    for (int i = 0; i < N_SETTINGS; i++) {
        if (trial_only && settings[i].scope != TRIAL) continue;
        const char *text = value_text(o, &settings[i], value, sizeof value);
        if (text) tn__buf_printf(out, "%s %s\n", settings[i].key, text);
    }
}

void tn__print_quoted(tn__buf *out, const char *text)
{
    const char *plain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-./:,+=@%";
    if (*text && strspn(text, plain) == strlen(text)) {
        tn__buf_puts(out, text);
        return;
    }
    tn__buf_putc(out, '\'');
    for (; *text; text++)
        if (*text == '\'')
            tn__buf_puts(out, "'\\''");
        else
            tn__buf_putc(out, *text);
    tn__buf_putc(out, '\'');
}

void tn__settings_command(const tn_study_options *o, bool with_arm, tn__buf *out)
{
    const tn_study_options defaults = tn_study_options_default();
    char value[64], usual[64];
    for (int i = 0; i < N_SETTINGS; i++) {
        const setting *s = &settings[i];
        const char *text = value_text(o, s, value, sizeof value), *fallback = value_text(&defaults, s, usual, sizeof usual);
        bool is_usual = text && fallback ? strcmp(text, fallback) == 0 : text == fallback;
        if (!text || is_usual || (!with_arm && strcmp(s->key, "arm") == 0)) continue;
        tn__buf_printf(out, " --%s", strcmp(s->key, "validation-share") == 0 ? "validation" : s->key);
        if (s->type == FLAG || s->type == UNSET) continue;
        tn__buf_putc(out, ' ');
        tn__print_quoted(out, text);
    }
}

bool tn__settings_row(const tn_study_options *o, int i, const char **name, char *value, size_t size)
{
    for (int k = 0; k < N_SETTINGS; k++) {
        const char *text = value_text(o, &settings[k], value, size);
        if (settings[k].scope != TRIAL || !text) continue;
        if (i-- > 0) continue;
        *name = settings[k].key;
        if (text != value) snprintf(value, size, "%s", text);
        return true;
    }
    return false;
}

/* --- reading --- */

static const setting *find_setting(const char *key, size_t length)
{
    for (int i = 0; i < N_SETTINGS; i++)
        if (strlen(settings[i].key) == length && memcmp(settings[i].key, key, length) == 0) return &settings[i];
    return NULL;
}

static bool parse_word(tn_study_options *o, const setting *s, const char *text)
{
    const char *const *words = words_of(s->type);
    for (int i = 0; words[i]; i++)
        if (strcmp(words[i], text) == 0) {
            if (s->type == WORD_SCALING)
                *(bool *)at(o, s) = i == 1;
            else
                *(int *)at(o, s) = i;
            return true;
        }
    return false;
}

static bool parse_value(tn_study_options *o, const setting *s, const char *text)
{
    char *end = NULL;
    bool yes = strcmp(text, "yes") == 0;
    switch (s->type) {
    case TEXT: *(const char **)at(o, s) = text; return true;
    case INT: *(int64_t *)at(o, s) = strtoll(text, &end, 10); break;
    case SEED: *(uint64_t *)at(o, s) = strtoull(text, &end, 10); break;
    case NUMBER: *(double *)at(o, s) = strtod(text, &end); break;
    case FLAG: *(bool *)at(o, s) = yes; return yes || strcmp(text, "no") == 0;
    case UNSET: *(bool *)at(o, s) = !yes; return yes || strcmp(text, "no") == 0;
    default: return parse_word(o, s, text);
    }
    return end != text && !*end;
}

/* One line, ended by 0. */
static tn_status parse_line(tn_study_options *o, const char *line, tn_error *err)
{
    size_t length = strcspn(line, " ");
    const setting *s = find_setting(line, length);
    if (s && line[length] && parse_value(o, s, line + length + 1)) return TN_OK;
    return tn__fail(err, TN_BAD_FORMAT, "'%.100s' is no setting of a study", line);
}

tn_status tn__settings_parse(tn__settings_copy *out, const char *text, tn_error *err)
{
    tn_status status = TN_OK;
    out->options = tn_study_options_default();
    out->owned = tn__strdup(text);
    if (!out->owned) return tn__no_memory(err, strlen(text));
    for (char *line = out->owned; status == TN_OK && *line;) {
        char *end = strchr(line, '\n');
        if (end) *end = 0;
        status = parse_line(&out->options, line, err);
        line = end ? end + 1 : line + strlen(line);
    }
    if (status != TN_OK) {
        tn__free(out->owned);
        out->owned = NULL;
    }
    return status;
}
