#include "train/checkpoint.h"

#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/mem.h"
#include "format/safetensors.h"
#include "net/state_dict.h"
#include "thinnet/random.h"
#include "thinnet/version.h"
#include "train/data.h"

/* --- the settings that must be the same for a run to go on --- */

#define SETTINGS_BYTES 1024

static void describe_settings(const tn_trainer *t, const tn_data *data, char *text)
{
    const tn_train_options *o = &t->options;
    snprintf(text, SETTINGS_BYTES,
             "epochs=%lld batch_size=%lld drop_last=%d loss=%d optimiser=%s lr=%.17g momentum=%.17g dampening=%.17g nesterov=%d "
             "weight_decay=%.17g beta1=%.17g beta2=%.17g alpha=%.17g centered=%d rho=%.17g epsilon=%.17g schedule=%d "
             "step_size=%lld gamma=%.17g max_norm=%.17g "
             "clip_norm=%.17g label_smoothing=%.17g seed=%llu rng=%d paper_scaling=%d patience=%lld shards=%lld data=%016llx",
             (long long)o->epochs, (long long)o->batch_size, o->drop_last, o->loss, o->optimiser, o->lr, o->momentum,
             o->dampening, o->nesterov, o->weight_decay, o->beta1, o->beta2, o->alpha, o->centered, o->rho, o->epsilon,
             o->schedule, (long long)o->step_size, o->gamma, o->max_norm, o->clip_norm, o->label_smoothing,
             (unsigned long long)o->seed, o->rng, o->paper_scaling, (long long)o->patience, (long long)o->shards,
             (unsigned long long)tn_data_fingerprint(data));
}

uint64_t tn__settings_hash(const tn_trainer *t, const tn_data *data)
{
    char text[SETTINGS_BYTES];
    describe_settings(t, data, text);
    return tn__hash(TN_HASH_START, text, strlen(text));
}

/* Names the first setting that differs. */
static tn_status compare_settings(const char *theirs, const char *ours, tn_error *err)
{
    while (*theirs && *ours) {
        int a = (int)strcspn(theirs, " "), b = (int)strcspn(ours, " ");
        if (a != b || memcmp(theirs, ours, (size_t)a) != 0) {
            tn_status status = tn__fail(err, TN_MISMATCH, "the checkpoint belongs to another run: it has %.*s, this run %.*s", a,
                                        theirs, b, ours);
            tn__help(err, "resume with the settings and data of the first run, or start anew without --resume");
            return status;
        }
        theirs += a + (theirs[a] == ' ');
        ours += b + (ours[b] == ' ');
    }
    return *theirs == *ours ? TN_OK : tn__fail(err, TN_MISMATCH, "the checkpoint was written by another version of thinnet");
}

/* --- the tensors of a checkpoint: visited alike for saving and loading --- */

typedef struct visitor {
    tn__st_entry *entries; /* saving */
    char (*names)[160];
    size_t n;
    const tn__safetensors *file; /* loading */
    tn_error *err;
} visitor;

static tn_status visit(visitor *v, const char *prefix, const char *key, const char *dtype, const tn_shape *shape, void *data,
                       size_t bytes)
{
    char name[160];
    if (snprintf(name, sizeof name, "%s%s", prefix, key) >= (int)sizeof name)
        return tn__fail(v->err, TN_UNSUPPORTED, "the name %s is too long for a checkpoint", key);
    if (v->entries) {
        memcpy(v->names[v->n], name, sizeof name);
        v->entries[v->n] = (tn__st_entry){v->names[v->n], dtype, *shape, data};
        v->n++;
        return TN_OK;
    }
    const tn__st_tensor *t = tn__safetensors_find(v->file, name);
    if (!t || t->bytes != bytes || strcmp(t->dtype, dtype) != 0)
        return tn__fail(v->err, TN_MISMATCH, "the checkpoint's '%s' is %s", name, t ? "of another size or type" : "missing");
    memcpy(data, t->data, bytes);
    return TN_OK;
}

static tn_status visit_state(visitor *v, const tn__run_state *run, size_t i, char *best)
{
    tn_trainer *t = run->trainer;
    tn__state *s = &t->net->states[i];
    const char *dtype = s->spec->dtype == TN_I64 ? "I64" : "F32";
    size_t bytes = (size_t)tn__shape_count(&s->shape) * tn__dtype_size(s->spec->dtype);
    char key[24];
    snprintf(key, sizeof key, "%zu", i);
    tn_status status = visit(v, "model.", s->key ? s->key : key, dtype, &s->shape, s->data, bytes);
    if (status == TN_OK && best) status = visit(v, "best.", s->key ? s->key : key, dtype, &s->shape, best, bytes);
    for (int k = 0; status == TN_OK && k < t->n_slots && t->slots[k][i]; k++) {
        char prefix[64];
        snprintf(prefix, sizeof prefix, "optimizer.%s.", t->optimiser->slots[k]);
        status = visit(v, prefix, s->key ? s->key : key, "F32", &s->shape, t->slots[k][i], bytes);
    }
    return status;
}

static tn_status visit_all(visitor *v, const tn__run_state *run, uint8_t *generator)
{
    tn_shape state = tn__shape_of(1, (int64_t)TN_GENERATOR_STATE_BYTES);
    char *best = run->best;
    tn_status status = visit(v, "", "generator", "U8", &state, generator, TN_GENERATOR_STATE_BYTES);
    for (size_t i = 0; status == TN_OK && i < run->trainer->net->n_states; i++) {
        const tn__state *s = &run->trainer->net->states[i];
        status = visit_state(v, run, i, best);
        if (best) best += (size_t)tn__shape_count(&s->shape) * tn__dtype_size(s->spec->dtype);
    }
    return status;
}

tn_status tn__checkpoint_save(const tn__run_state *run, const tn_data *data, const char *path, tn_error *err)
{
    size_t most = 1 + run->trainer->net->n_states * (2 + TN_OPTIMISER_MAX_SLOTS);
    visitor v = {.err = err};
    uint8_t generator[TN_GENERATOR_STATE_BYTES];
    char settings[SETTINGS_BYTES], progress[256];
    tn_status status;
    v.entries = tn__alloc(most, sizeof *v.entries);
    v.names = tn__alloc(most, sizeof *v.names);
    if (!v.entries || !v.names) TN_TRY(tn__no_memory(err, most * sizeof *v.names));
    tn_generator_get_state(run->trainer->net->generator, generator);
    describe_settings(run->trainer, data, settings);
    snprintf(progress, sizeof progress, "%lld %lld %lld %a %a %a %lld", (long long)run->epoch, (long long)run->trainer->step,
             (long long)run->epochs_since_best, run->best_loss, run->plateau.lr, run->plateau.best, (long long)run->plateau.bad);
    TN_TRY(visit_all(&v, run, generator));
    const tn__st_note notes[] = {{"thinnet.checkpoint", "1"}, {"thinnet.settings", settings}, {"thinnet.progress", progress}};
    TN_TRY(tn__safetensors_save(path, v.entries, v.n, notes, 3, err));
done:
    tn__free(v.entries);
    tn__free(v.names);
    return status;
}

static tn_status read_progress(tn__run_state *run, const char *text, tn_error *err)
{
    long long epoch, step, since, bad;
    double best;
    tn__plateau plateau;
    if (!text ||
        sscanf(text, "%lld %lld %lld %la %la %la %lld", &epoch, &step, &since, &best, &plateau.lr, &plateau.best, &bad) != 7 ||
        epoch < 0 || step < 0 || since < 0)
        return tn__fail(err, TN_BAD_FORMAT, "the checkpoint does not say how far its run had come");
    run->epoch = epoch;
    run->trainer->step = step;
    run->epochs_since_best = since;
    run->best_loss = best;
    plateau.bad = bad;
    run->plateau = plateau;
    return TN_OK;
}

tn_status tn__checkpoint_load(tn__run_state *run, const tn_data *data, const char *path, tn_error *err)
{
    tn__safetensors file = {0};
    char settings[SETTINGS_BYTES];
    uint8_t generator[TN_GENERATOR_STATE_BYTES];
    tn_status status = tn__safetensors_open(&file, path, false, err);
    if (status != TN_OK) return status;
    const char *theirs = tn__safetensors_text(&file, "thinnet.settings");
    if (!theirs) {
        TN_TRY(tn__fail(err, TN_BAD_FORMAT, "%s holds weights, but no checkpoint of a run", path));
    }
    describe_settings(run->trainer, data, settings);
    TN_TRY(compare_settings(theirs, settings, err));
    visitor v = {.file = &file, .err = err};
    TN_TRY(visit_all(&v, run, generator));
    TN_TRY(tn_generator_set_state(run->trainer->net->generator, generator, sizeof generator, err));
    TN_TRY(read_progress(run, tn__safetensors_text(&file, "thinnet.progress"), err));
done:
    if (status != TN_OK) tn__at_file(err, path);
    tn__safetensors_close(&file);
    return status;
}

/* --- finished weights --- */

/* Numbers are written and read with a point, whatever the program's locale says. */
static tn_status enter_plain_numbers(locale_t *plain, locale_t *before, tn_error *err)
{
    *plain = newlocale(LC_NUMERIC_MASK, "C", (locale_t)0);
    if (!*plain) return tn__no_memory(err, 0);
    *before = uselocale(*plain);
    return TN_OK;
}

static void leave_plain_numbers(locale_t plain, locale_t before)
{
    uselocale(before);
    freelocale(plain);
}

/* "n mean... std... target_mean target_std" with exact numbers; *out is owned. */
static tn_status print_normalisation(const tn_normalisation *n, char **out, tn_error *err)
{
    tn__buf buf = TN_BUF_INIT;
    locale_t plain = (locale_t)0, before = (locale_t)0;
    tn_status status = enter_plain_numbers(&plain, &before, err);
    if (status != TN_OK) return status;
    tn__buf_printf(&buf, "%d", n->n);
    for (int i = 0; i < n->n; i++) tn__buf_printf(&buf, " %a", (double)n->mean[i]);
    for (int i = 0; i < n->n; i++) tn__buf_printf(&buf, " %a", (double)n->std[i]);
    tn__buf_printf(&buf, " %a %a", (double)n->target_mean, (double)n->target_std);
    leave_plain_numbers(plain, before);
    *out = tn__buf_take(&buf);
    return *out ? TN_OK : tn__no_memory(err, (uint64_t)n->n * 48);
}

tn_status tn__save_trained(const tn_trainer *t, const tn_data *data, tn_error *err)
{
    char seed[24], fingerprint[20];
    char *classes = NULL, *normalisation = NULL;
    tn_status status = print_normalisation(tn_data_normalisation(data), &normalisation, err);
    if (status == TN_OK) status = tn__data_print_classes(data, &classes, err);
    snprintf(seed, sizeof seed, "%llu", (unsigned long long)t->options.seed);
    snprintf(fingerprint, sizeof fingerprint, "%016llx", (unsigned long long)tn_data_fingerprint(data));
    const tn_metadata metadata[] = {{"format", "pt"},
                                    {"thinnet.model", t->options.model_text ? t->options.model_text : tn_net_name(t->net)},
                                    {"thinnet.data", tn_data_name(data)},
                                    {"thinnet.data_fingerprint", fingerprint},
                                    {"thinnet.seed", seed},
                                    {"thinnet.version", tn_version()},
                                    {"thinnet.normalisation", normalisation},
                                    {"thinnet.scaling", t->options.paper_scaling ? "test" : "train"},
                                    {"thinnet.classes", classes}}; /* the last: where classes have no names it is left out */
    int n = (int)(sizeof metadata / sizeof *metadata) - !classes;
    if (status == TN_OK) status = tn_net_save(t->net, t->options.save, metadata, n, err);
    tn__free(normalisation);
    tn__free(classes);
    return status;
}

/* Reads what print_normalisation wrote; mean and std are owned by *out, also after a failure. */
static tn_status parse_normalisation(const char *text, tn_normalisation *out, tn_error *err)
{
    char *end;
    locale_t plain = (locale_t)0, before = (locale_t)0;
    long n = strtol(text, &end, 10);
    /* Each number takes at least two bytes: what the text cannot hold is not allocated. */
    bool ok = end != text && n >= 0 && (size_t)n <= strlen(text) / 4;
    if (!ok) return tn__fail(err, TN_BAD_FORMAT, "the normalisation stored with the weights cannot be read");
    *out = (tn_normalisation){
        .n = (int)n, .mean = tn__alloc((size_t)n + 1, sizeof(float)), .std = tn__alloc((size_t)n + 1, sizeof(float))};
    if (!out->mean || !out->std) return tn__no_memory(err, (uint64_t)n * 2 * sizeof(float));
    tn_status status = enter_plain_numbers(&plain, &before, err);
    if (status != TN_OK) return status;
    for (long i = 0; ok && i < 2 * n + 2; i++) {
        const char *from = end;
        float value = strtof(from, &end);
        ok = end != from;
        if (i < n)
            out->mean[i] = value;
        else if (i < 2 * n)
            out->std[i - n] = value, ok = ok && value > 0;
        else if (i == 2 * n)
            out->target_mean = value;
        else
            out->target_std = value, ok = ok && value > 0;
    }
    leave_plain_numbers(plain, before);
    return ok ? TN_OK : tn__fail(err, TN_BAD_FORMAT, "the normalisation stored with the weights cannot be read");
}

tn_status tn_data_use_weights(tn_data *data, const char *path, bool lenient, tn_error *err)
{
    tn__safetensors file;
    tn_normalisation n = {0};
    tn_status status = tn__safetensors_open(&file, path, lenient, err);
    if (status != TN_OK) return status;
    const char *text = tn__safetensors_text(&file, "thinnet.normalisation");
    if (text) status = parse_normalisation(text, &n, err);
    if (text && status == TN_OK) status = tn_data_set_normalisation(data, &n, err);
    const char *classes = tn__safetensors_text(&file, "thinnet.classes");
    if (status == TN_OK && classes) status = tn__data_use_classes(data, classes, err);
    if (status != TN_OK) tn__at_file(err, path);
    tn__free(n.mean);
    tn__free(n.std);
    tn__safetensors_close(&file);
    return status;
}
