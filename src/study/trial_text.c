#include "study/trial_text.h"

#include <inttypes.h>
#include <math.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/utf8.h"
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
    tn__utf8_put_json(out, trial->arm);
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
