#include "study/trial_record.h"

#include <string.h>

#include "base/mem.h"

/* --- ids and states --- */

static int hex_digit(char c)
{
    if (c >= '0' && c <= '9') return c - '0';
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

bool tn__trial_id_bytes(uint8_t out[16], const char *id)
{
    for (int i = 0; i < 16; i++) {
        int high = hex_digit(id[2 * i]), low = high < 0 ? -1 : hex_digit(id[2 * i + 1]);
        if (low < 0) return false;
        out[i] = (uint8_t)(high * 16 + low);
    }
    return id[32] == 0;
}

void tn__trial_id_text(char out[TN__TRIAL_ID], const uint8_t id[16])
{
    static const char digits[] = "0123456789abcdef";
    for (int i = 0; i < 16; i++) {
        out[2 * i] = digits[id[i] >> 4];
        out[2 * i + 1] = digits[id[i] & 15];
    }
    out[32] = 0;
}

const char *tn__trial_state_name(tn__trial_state state)
{
    return state == TN__TRIAL_DONE ? "done" : state == TN__TRIAL_DIVERGED ? "diverged" : "stopped";
}

void tn__trial_release(tn__trial *trial)
{
    tn__free(trial->curve);
    trial->curve = NULL;
    trial->n_curve = 0;
}

/* --- writing --- */

static void put_u(tn__buf *out, uint64_t value, int bytes)
{
    uint8_t little[8];
    for (int i = 0; i < bytes; i++) little[i] = (uint8_t)(value >> (8 * i));
    tn__buf_add(out, little, (size_t)bytes);
}

static void put_f(tn__buf *out, double value)
{
    uint64_t bits;
    memcpy(&bits, &value, sizeof bits);
    put_u(out, bits, 8);
}

static void put_score(tn__buf *out, const tn_score *score)
{
    put_u(out, (uint64_t)score->n, 8);
    put_f(out, score->loss);
    put_f(out, score->accuracy);
    put_f(out, score->rmse);
}

static bool has_bins(const tn__trial *trial)
{
    for (int i = 0; i < TN__BINS; i++)
        if (trial->bins[i].n != 0) return true;
    return false;
}

static void put_bins(tn__buf *out, const tn__trial *trial)
{
    bool there = has_bins(trial);
    put_u(out, there ? TN__BINS : 0, 1);
    for (int i = 0; there && i < TN__BINS; i++) {
        put_f(out, trial->bins[i].confidence);
        put_u(out, (uint64_t)trial->bins[i].right, 8);
        put_u(out, (uint64_t)trial->bins[i].n, 8);
    }
}

static tn_status check(const tn__trial *trial, uint8_t id[16], tn_error *err)
{
    if (!memchr(trial->id, 0, sizeof trial->id) || !tn__trial_id_bytes(id, trial->id))
        return tn__fail(err, TN_BAD_ARGUMENT, "a trial's id must be 32 lower-case hexadecimal digits");
    if (!memchr(trial->arm, 0, sizeof trial->arm))
        return tn__fail(err, TN_BAD_ARGUMENT, "the arm of trial %s is longer than %d bytes", trial->id, TN__ARM_TEXT - 1);
    if (trial->n_curve < 0 || trial->n_curve > TN__CURVE_MAX)
        return tn__fail(err, TN_BAD_ARGUMENT, "the curve of trial %s has %d epochs; a store keeps at most %d", trial->id,
                        trial->n_curve, TN__CURVE_MAX);
    return TN_OK;
}

tn_status tn__trial_encode(tn__buf *out, const tn__trial *trial, tn_error *err)
{
    uint8_t id[16];
    tn_status status = check(trial, id, err);
    if (status != TN_OK) return status;
    size_t arm = strlen(trial->arm);
    tn__buf_add(out, id, sizeof id);
    put_u(out, arm, 2);
    tn__buf_add(out, trial->arm, arm);
    put_u(out, trial->seed, 8);
    put_u(out, (uint64_t)trial->state, 1);
    put_u(out, (uint64_t)trial->epochs, 8);
    put_f(out, trial->train_loss);
    put_f(out, trial->train_accuracy);
    put_score(out, &trial->train);
    put_score(out, &trial->validation);
    put_score(out, &trial->test);
    put_f(out, trial->seconds);
    put_bins(out, trial);
    put_u(out, (uint64_t)trial->n_curve, 4);
    for (int i = 0; i < trial->n_curve; i++) {
        put_f(out, trial->curve[i].train_loss);
        put_f(out, trial->curve[i].validation_loss);
        put_f(out, trial->curve[i].validation_accuracy);
    }
    return tn__buf_ok(out) ? TN_OK : tn__no_memory(err, TN__RECORD_MIN + arm + 24 * TN__BINS + 24 * (size_t)trial->n_curve);
}

/* --- reading --- */

typedef struct cursor {
    const uint8_t *next;
    size_t left;
    bool failed; /* sticky: every later value is 0 */
} cursor;

static const uint8_t *take(cursor *from, size_t bytes)
{
    if (from->failed || from->left < bytes) {
        from->failed = true;
        return NULL;
    }
    const uint8_t *taken = from->next;
    from->next += bytes;
    from->left -= bytes;
    return taken;
}

static uint64_t take_u(cursor *from, int bytes)
{
    const uint8_t *taken = take(from, (size_t)bytes);
    uint64_t value = 0;
    for (int i = 0; taken && i < bytes; i++) value |= (uint64_t)taken[i] << (8 * i);
    return value;
}

static double take_f(cursor *from)
{
    uint64_t bits = take_u(from, 8);
    double value;
    memcpy(&value, &bits, sizeof value);
    return value;
}

static void take_score(tn_score *out, cursor *from)
{
    out->n = (int64_t)take_u(from, 8);
    out->loss = take_f(from);
    out->accuracy = take_f(from);
    out->rmse = take_f(from);
    if (out->n < 0) from->failed = true;
}

/* Bins that hold nothing are not written. */
static void take_bins(tn__trial *out, cursor *from)
{
    uint64_t n = take_u(from, 1);
    if (n != 0 && n != TN__BINS) from->failed = true;
    for (uint64_t i = 0; i < n && !from->failed; i++) {
        tn__bin_sum *bin = &out->bins[i];
        bin->confidence = take_f(from);
        bin->right = (int64_t)take_u(from, 8);
        bin->n = (int64_t)take_u(from, 8);
        if (bin->n < 0 || bin->right < 0 || bin->right > bin->n) from->failed = true;
    }
    if (n > 0 && !has_bins(out)) from->failed = true;
}

static void take_head(tn__trial *out, cursor *from)
{
    const uint8_t *id = take(from, 16);
    if (id) tn__trial_id_text(out->id, id);
    size_t length = (size_t)take_u(from, 2);
    const uint8_t *arm = length < sizeof out->arm ? take(from, length) : NULL;
    if (!arm || memchr(arm, 0, length))
        from->failed = true;
    else
        memcpy(out->arm, arm, length);
    out->seed = take_u(from, 8);
    uint64_t state = take_u(from, 1);
    if (state > TN__TRIAL_STOPPED) from->failed = true;
    out->state = (tn__trial_state)state;
    out->epochs = (int64_t)take_u(from, 8);
    if (out->epochs < 0) from->failed = true;
    out->train_loss = take_f(from);
    out->train_accuracy = take_f(from);
    take_score(&out->train, from);
    take_score(&out->validation, from);
    take_score(&out->test, from);
    out->seconds = take_f(from);
    take_bins(out, from);
}

static tn_status take_curve(tn__trial *out, cursor *from, tn_error *err)
{
    uint64_t n = take_u(from, 4);
    if (from->failed || n > TN__CURVE_MAX || from->left != n * 24)
        return tn__fail(err, TN_BAD_FORMAT, "this is no record of a trial");
    if (n == 0) return TN_OK;
    out->curve = tn__alloc((size_t)n, sizeof *out->curve);
    if (!out->curve) return tn__no_memory(err, n * sizeof *out->curve);
    out->n_curve = (int)n;
    for (int i = 0; i < out->n_curve; i++) {
        out->curve[i].train_loss = take_f(from);
        out->curve[i].validation_loss = take_f(from);
        out->curve[i].validation_accuracy = take_f(from);
    }
    return TN_OK;
}

tn_status tn__trial_decode(tn__trial *out, const void *bytes, size_t length, tn_error *err)
{
    cursor from = {bytes, length, false};
    tn__trial trial = {0};
    take_head(&trial, &from);
    tn_status status = take_curve(&trial, &from, err);
    if (status == TN_OK) *out = trial;
    return status;
}
