#include "study/trial_text.h"

#include <inttypes.h>
#include <math.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>

#include "study/trial_record.h"

static const struct {
    const char *name;
    size_t offset;
} parts[] = {
    {"train", offsetof(tn__trial, train)},
    {"validation", offsetof(tn__trial, validation)},
    {"test", offsetof(tn__trial, test)},
};
#define N_PARTS (sizeof parts / sizeof *parts)

static const tn_score *part_of(const tn__trial *trial, size_t i)
{
    return (const tn_score *)((const char *)trial + parts[i].offset);
}

static void add_finite(tn__buf *out, double value)
{
    char text[32];
    for (int digits = 15; digits <= 17; digits++) {
        snprintf(text, sizeof text, "%.*g", digits, value);
        if (strtod(text, NULL) == value) break;
    }
    tn__buf_puts(out, text);
}

/* --- CSV --- */

static void csv_number(tn__buf *out, double value)
{
    tn__buf_putc(out, ',');
    if (isfinite(value))
        add_finite(out, value);
    else
        tn__buf_puts(out, isnan(value) ? "nan" : value > 0 ? "inf" : "-inf");
}

static void csv_text(tn__buf *out, const char *text)
{
    tn__buf_putc(out, '"');
    for (; *text; text++) {
        if (*text == '"') tn__buf_putc(out, '"');
        tn__buf_putc(out, *text);
    }
    tn__buf_putc(out, '"');
}

static void csv_row(tn__buf *out, const tn__trial *trial, bool seconds)
{
    tn__buf_printf(out, "%s,", trial->id);
    csv_text(out, trial->arm);
    tn__buf_printf(out, ",%" PRIu64 ",%s,%" PRId64, trial->seed, tn__trial_state_name(trial->state), trial->epochs);
    csv_number(out, trial->train_loss);
    csv_number(out, trial->train_accuracy);
    for (size_t i = 0; i < N_PARTS; i++) {
        const tn_score *score = part_of(trial, i);
        tn__buf_printf(out, ",%" PRId64, score->n);
        if (score->n <= 0) {
            tn__buf_puts(out, ",,,");
            continue;
        }
        csv_number(out, score->loss);
        csv_number(out, score->accuracy);
        csv_number(out, score->rmse);
    }
    if (seconds) csv_number(out, trial->seconds);
    tn__buf_putc(out, '\n');
}

/* --- JSON --- */

static void json_number(tn__buf *out, const char *key, double value)
{
    if (key) tn__buf_printf(out, ",\"%s\":", key);
    if (isfinite(value))
        add_finite(out, value);
    else
        tn__buf_puts(out, "null");
}

/* Bytes of the UTF-8 character at `c`; 0: it is none. */
static size_t character_length(const unsigned char *c)
{
    size_t more = *c < 0x80 ? 0 : (*c & 0xE0) == 0xC0 ? 1 : (*c & 0xF0) == 0xE0 ? 2 : (*c & 0xF8) == 0xF0 ? 3 : 4;
    if (more > 3 || *c == 0xC0 || *c == 0xC1 || *c > 0xF4) return 0;
    for (size_t i = 1; i <= more; i++)
        if ((c[i] & 0xC0) != 0x80) return 0;
    bool overlong = (*c == 0xE0 && c[1] < 0xA0) || (*c == 0xF0 && c[1] < 0x90);
    bool no_scalar = (*c == 0xED && c[1] > 0x9F) || (*c == 0xF4 && c[1] > 0x8F);
    return overlong || no_scalar ? 0 : more + 1;
}

/* Arms are names from Python source and numbers: UTF-8, or else bytes that JSON cannot hold and that are shown as '?'. */
static void json_text(tn__buf *out, const char *text)
{
    const unsigned char *c = (const unsigned char *)text;
    tn__buf_putc(out, '"');
    while (*c) {
        size_t length = character_length(c);
        if (*c == '"' || *c == '\\')
            tn__buf_printf(out, "\\%c", *c);
        else if (*c < 32)
            tn__buf_printf(out, "\\u%04x", *c);
        else if (length == 0)
            tn__buf_putc(out, '?');
        else
            tn__buf_add(out, c, length);
        c += length ? length : 1;
    }
    tn__buf_putc(out, '"');
}

static void json_score(tn__buf *out, const char *name, const tn_score *score)
{
    tn__buf_printf(out, ",\"%s\":", name);
    if (score->n <= 0) {
        tn__buf_puts(out, "null");
        return;
    }
    tn__buf_printf(out, "{\"n\":%" PRId64, score->n);
    json_number(out, "loss", score->loss);
    json_number(out, "accuracy", score->accuracy);
    json_number(out, "rmse", score->rmse);
    tn__buf_putc(out, '}');
}

static void json_curve(tn__buf *out, const tn__trial *trial)
{
    tn__buf_puts(out, ",\"curve\":[");
    for (int i = 0; i < trial->n_curve; i++) {
        tn__buf_printf(out, "%s{\"epoch\":%d", i ? "," : "", i + 1);
        json_number(out, "train_loss", trial->curve[i].train_loss);
        json_number(out, "validation_loss", trial->curve[i].validation_loss);
        json_number(out, "validation_accuracy", trial->curve[i].validation_accuracy);
        tn__buf_putc(out, '}');
    }
    tn__buf_putc(out, ']');
}

static void json_row(tn__buf *out, const tn__trial *trial, bool seconds)
{
    tn__buf_printf(out, "{\"id\":\"%s\",\"arm\":", trial->id);
    json_text(out, trial->arm);
    tn__buf_printf(out, ",\"seed\":%" PRIu64 ",\"state\":\"%s\",\"epochs\":%" PRId64, trial->seed,
                   tn__trial_state_name(trial->state), trial->epochs);
    json_number(out, "train_loss", trial->train_loss);
    json_number(out, "train_accuracy", trial->train_accuracy);
    for (size_t i = 0; i < N_PARTS; i++) json_score(out, parts[i].name, part_of(trial, i));
    if (seconds) json_number(out, "seconds", trial->seconds);
    json_curve(out, trial);
    tn__buf_puts(out, "}\n");
}

/* --- both --- */

void tn__trial_text_head(tn__buf *out, tn__trial_format format, bool seconds)
{
    if (format != TN__TRIAL_CSV) return;
    tn__buf_puts(out, "id,arm,seed,state,epochs,train_loss,train_accuracy");
    for (size_t i = 0; i < N_PARTS; i++)
        tn__buf_printf(out, ",%s_n,%s_score_loss,%s_score_accuracy,%s_score_rmse", parts[i].name, parts[i].name, parts[i].name,
                       parts[i].name);
    tn__buf_puts(out, seconds ? ",seconds\n" : "\n");
}

void tn__trial_text_row(tn__buf *out, tn__trial_format format, const tn__trial *trial, bool seconds)
{
    (format == TN__TRIAL_CSV ? csv_row : json_row)(out, trial, seconds);
}
