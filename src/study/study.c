/* A study from its options, or from its folder, to its answer. */
#include "study/study.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/file.h"
#include "base/mem.h"
#include "source/model_text.h"
#include "study/patch.h"
#include "study/report.h"
#include "tensor/shape.h"
#include "thinnet/source.h"
#include "thinnet/version.h"
#include "train/evaluator.h"

#define MAX_SOURCE ((uint64_t)2 << 20)
#define SCREENING_TENTHS 7 /* of a budget of trials */

tn_study_options tn_study_options_default(void)
{
    tn_study_options options = {.design = "single",
                                .more_seeds = 30,
                                .confidence = 0.95,
                                .margin = 0.005,
                                .validation_fraction = 0.2,
                                .jobs = 1,
                                .choose_loss = true,
                                .data = tn_data_options_default(),
                                .train = tn_train_options_default()};
    options.train.epochs = 30;
    return options;
}

const char *tn_study_design(int i, const char **summary)
{
    static const char *const rows[][2] = {
#define DESIGN(name, text) {#name, text},
#include "study/designs.def"
#undef DESIGN
    };
    if (i < 0 || (size_t)i >= sizeof rows / sizeof *rows) return NULL;
    if (summary) *summary = rows[i][1];
    return rows[i][0];
}

/* --- options --- */

static tn_status check_number(const char *name, double value, double min, double max, tn_error *err)
{
    if (value >= min && value <= max) return TN_OK;
    return tn__fail(err, TN_BAD_ARGUMENT, "%s is %g; it must be from %g to %g", name, value, min, max);
}

static tn_status check_options(const tn_study_options *o, tn_error *err)
{
    tn_status status;
    if (o->seeds != 0) TN_TRY(check_number("seeds", (double)o->seeds, 2, TN__MAX_SEEDS, err));
    TN_TRY(check_number("more seeds", (double)o->more_seeds, 2, TN__MAX_SEEDS, err));
    TN_TRY(check_number("trials", (double)o->trials, 0, 1e12, err));
    TN_TRY(check_number("confidence", o->confidence, 0.5, 0.9999, err));
    TN_TRY(check_number("margin", o->margin, 0, 1, err));
    TN_TRY(check_number("jobs", o->jobs, 1, 1024, err));
    TN_TRY(check_number("validation fraction", o->validation_fraction, o->data.validation ? 0 : 0.001, 0.9, err));
done:
    return status;
}

static tn_status find_design(tn_study *study, tn_error *err)
{
    study->design = tn__design_find(study->options.design);
    if (study->design) return TN_OK;
    tn_status status = tn__fail(err, TN_BAD_ARGUMENT, "there is no design '%.60s'", study->options.design);
    tn__help(err, "use single, joint, rates, data-size or scaling");
    return status;
}

static int rising(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static tn_status parse_rates(tn_study *study, tn_error *err)
{
    bool fine_grid = strcmp(study->design->name, "rates") == 0;
    const char *text = study->options.rates;
    if (!text) text = fine_grid ? "0.1,0.2,0.3,0.4,0.5,0.6,0.7,0.8,0.9" : "0.1,0.2,0.3,0.5,0.7";
    study->rates = tn__alloc(strlen(text) / 2 + 1, sizeof *study->rates);
    if (!study->rates) return tn__no_memory(err, strlen(text) * sizeof *study->rates);
    for (const char *at = text;; at++) {
        char *end;
        double rate = strtod(at, &end);
        if (end == at || (*end && *end != ',') || !(rate > 0 && rate < 1)) {
            tn_status status = tn__fail(err, TN_BAD_ARGUMENT, "'%.60s' is no list of rates", text);
            tn__help(err, "rates are above 0 and below 1, as in 0.1,0.3,0.5");
            return status;
        }
        study->rates[study->n_rates++] = rate;
        if (!*end) break;
        at = end;
    }
    qsort(study->rates, (size_t)study->n_rates, sizeof *study->rates, rising);
    return TN_OK;
}

/* --- model and data --- */

static tn_status read_source(tn_study *study, tn_error *err)
{
    tn__model_text text;
    tn__file_view file;
    tn_status status = tn__model_text_init(&text, study->model, err);
    if (status != TN_OK) return status;
    status = tn__file_open(&file, text.file, MAX_SOURCE, err);
    if (status == TN_OK) {
        study->source = tn__strndup((const char *)file.data, file.size);
        study->source_length = file.size;
        tn__file_close(&file);
        if (!study->source) status = tn__no_memory(err, file.size);
    }
    tn__model_text_release(&text);
    return status;
}

static tn_read_options read_options(const tn_study *study)
{
    tn_shape shape = tn_data_shape(study->data);
    tn_read_options options = {
        .input_rank = shape.rank, .may_flatten = true, .text = study->source, .text_length = study->source_length};
    memcpy(options.input, shape.dim, sizeof options.input);
    return options;
}

static tn_status read_net(tn_study *study, tn_error *err)
{
    tn_read_options options = read_options(study);
    tn_status status = tn_net_read(&study->net, study->model, &options, err);
    if (status == TN_OK && study->options.choose_loss) study->options.train.loss = tn_loss_for(study->net, study->data);
    return status == TN_OK ? tn__check_data(study->net, study->data, study->options.train.loss, err) : status;
}

/* A validation part without one of the classes says nothing of it. */
static tn_status check_classes(tn_study *study, const tn_data *split, tn_error *err)
{
    int64_t classes = tn_data_classes(split), n = tn_data_count(split, TN_VALIDATION), missing = 0;
    tn_shape shape = tn_data_shape(split);
    float *x = tn__alloc((size_t)tn__shape_count(&shape), sizeof *x);
    bool *seen = tn__alloc((size_t)classes, sizeof *seen);
    tn_status status = x && seen ? TN_OK : tn__no_memory(err, (uint64_t)tn__shape_count(&shape) * sizeof *x);
    for (int64_t i = 0, label; status == TN_OK && i < n; i++) {
        tn_data_gather(split, TN_VALIDATION, &i, 1, x, &label, NULL);
        seen[label] = true;
    }
    while (status == TN_OK && missing < classes && seen[missing]) missing++;
    if (status == TN_OK && missing < classes) {
        status = tn__fail(err, TN_BAD_ARGUMENT, "the validation part of %lld samples has none of class %lld of %lld",
                          (long long)n, (long long)missing, (long long)classes);
        tn__help(err, "give --validation a larger share than %g, or a set of its own", study->options.validation_fraction);
    }
    tn__free(x);
    tn__free(seen);
    return status;
}

static tn_status check_data(tn_study *study, tn_error *err)
{
    const tn_data *split;
    if (tn_data_classes(study->data) == 1)
        return tn__fail(err, TN_BAD_ARGUMENT, "%s has one class: there is nothing to tell apart", tn_data_name(study->data));
    tn_status status = tn__splits_take(study->splits, &split, study->options.train.seed, 0, err);
    if (status != TN_OK) return status;
    if (tn_data_count(split, TN_VALIDATION) == 0)
        status = tn__fail(err, TN_BAD_ARGUMENT, "a study needs validation data to choose by");
    else if (tn_data_classes(split) > 1)
        status = check_classes(study, split, err);
    tn__splits_give_back(study->splits, split);
    return status;
}

static tn_status open_data(tn_study *study, const char *data, tn_error *err)
{
    tn_study_options *o = &study->options;
    if (o->data.validation) o->validation_fraction = 0;
    o->data.validation_fraction = 0;
    tn_status status = tn_data_open(&study->data, data, &o->data, err);
    if (status != TN_OK) return status;
    study->results.lower = tn_data_classes(study->data) == 0;
    return tn__splits_new(&study->splits, study->data, o->validation_fraction, o->data.split_seed, o->jobs + 1, err);
}

/* --- arms --- */

static tn_status make_arms(tn_study *study, tn_error *err)
{
    const tn__design_input input = {
        .options = &study->options,
        .rates = study->rates,
        .n_rates = study->n_rates,
        .n_train = (int64_t)((double)tn_data_count(study->data, TN_TRAIN) * (1 - study->options.validation_fraction))};
    tn_status status = tn__sites_find(&study->sites, study->net, study->options.include_wrong, err);
    if (status == TN_OK) status = tn__arms_init(&study->arms, study->net, &study->sites, err);
    if (status != TN_OK) return status;
    if (study->options.arm)
        status = tn__arms_parse(&study->arms, study->options.arm, NULL, err);
    else
        status = study->design->make(&study->arms, &input, err);
    if (status == TN_OK && study->arms.n < 2)
        status = tn__fail(err, TN_BAD_ARGUMENT,
                          "the study has no arm besides the source as it is: no dropout of these sites, kinds and rates fits");
    return status;
}

/* As many seeds of screening as the budget allows, so that something is left for the finalists. */
static tn_status share_budget(tn_study *study, tn_error *err)
{
    const tn_study_options *o = &study->options;
    study->screen_seeds = o->seeds ? (int)o->seeds : study->design->selects ? 5 : 10;
    if (o->trials == 0) return TN_OK;
    int64_t tenths = study->design->selects ? SCREENING_TENTHS : 10, arms = study->arms.n;
    int64_t seeds = o->trials * tenths / (10 * arms), least = (20 * arms + tenths - 1) / tenths;
    if (seeds < 2) {
        tn_status status = tn__fail(err, TN_BAD_ARGUMENT,
                                    "a budget of %lld trials is too small for %d arms, which need at least %lld",
                                    (long long)o->trials, study->arms.n, (long long)least);
        tn__help(err, "name sites, kinds or rates, or give more trials");
        return status;
    }
    if (seeds < study->screen_seeds) study->screen_seeds = (int)seeds;
    return TN_OK;
}

static tn_status make_results(tn_study *study, tn_error *err)
{
    int seeds = study->screen_seeds + (study->design->selects ? (int)study->options.more_seeds : 0);
    study->given_up = tn__alloc((size_t)study->arms.n, sizeof *study->given_up);
    if (!study->given_up) return tn__no_memory(err, (uint64_t)study->arms.n);
    return tn__results_init(&study->results, study->arms.n, seeds, study->results.lower, err);
}

/* --- the folder --- */

/* The model without the folders that lead to it, so that a study may be looked at from anywhere. */
static const char *short_model(const char *model)
{
    const char *call = strchr(model, '('), *name = model;
    for (const char *c = model; *c && (!call || c < call); c++)
        if (*c == '/') name = c + 1;
    return name;
}

/* Other processes that work on the study may have been started elsewhere. */
static void print_data(tn__buf *out, const char *data, uint64_t fingerprint)
{
    char *whole = realpath(data, NULL);
    tn__buf_printf(out, "%s\nfingerprint %016llx\n", whole ? whole : data, (unsigned long long)fingerprint);
    free(whole);
}

static tn_status open_store(tn_study *study, const char *data, tn_error *err)
{
    tn__buf model = TN_BUF_INIT, data_text = TN_BUF_INIT, settings = TN_BUF_INIT, trial = TN_BUF_INIT;
    uint64_t fingerprint = tn_data_fingerprint(study->data);
    tn__buf_printf(&model, "%s\n%s", short_model(study->model), study->source);
    print_data(&data_text, data, fingerprint);
    tn__settings_print(&study->options, false, &settings);
    tn__settings_print(&study->options, true, &trial);
    bool ok = tn__buf_ok(&model) && tn__buf_ok(&data_text) && tn__buf_ok(&settings) && tn__buf_ok(&trial);
    const tn__manifest manifest = {.version = tn_version(),
                                   .model = tn__buf_text(&model),
                                   .data = tn__buf_text(&data_text),
                                   .settings = tn__buf_text(&settings)};
    uint64_t *identity = study->runner.identity;
    identity[0] = 0xcbf29ce484222325u;
    identity[1] = 0x84222325cbf29ce4u;
    tn__trial_identity(identity, manifest.model, strlen(manifest.model) + 1);
    tn__trial_identity(identity, &fingerprint, sizeof fingerprint);
    tn__trial_identity(identity, tn__buf_text(&trial), trial.length + 1);
    tn_status status = ok ? tn__store_open(&study->store, study->options.folder, &manifest, err) : tn__no_memory(err, 4096);
    tn__buf_release(&model);
    tn__buf_release(&data_text);
    tn__buf_release(&settings);
    tn__buf_release(&trial);
    return status;
}

/* --- life --- */

static tn_status build(tn_study *study, const char *data, tn_error *err)
{
    tn_status status;
    TN_TRY(check_options(&study->options, err));
    TN_TRY(find_design(study, err));
    TN_TRY(parse_rates(study, err));
    TN_TRY(open_data(study, data, err));
    TN_TRY(read_net(study, err));
    TN_TRY(check_data(study, err));
    TN_TRY(make_arms(study, err));
    TN_TRY(share_budget(study, err));
    TN_TRY(make_results(study, err));
    if (study->options.folder) TN_TRY(open_store(study, data, err));
    study->runner.arms = &study->arms;
    study->runner.options = &study->options;
    study->runner.splits = study->splits;
    study->winner = -1;
    TN_TRY(tn__study_make_answer(study, err));
done:
    return status;
}

static tn_status new_study(tn_study **out, const char *model, const tn_study_options *options, tn_error *err)
{
    tn_study *study = tn__alloc(1, sizeof *study);
    if (!study) return tn__no_memory(err, sizeof *study);
    study->options = *options;
    study->options.train.threads = options->train.threads > 0 ? options->train.threads : 1;
    atomic_init(&study->runner.stop, false);
    study->model = tn__strdup(model);
    *out = study;
    return study->model ? TN_OK : tn__no_memory(err, strlen(model));
}

tn_status tn_study_open(tn_study **out, const char *model, const char *data, const tn_study_options *options, tn_error *err)
{
    tn_study *study = NULL;
    tn_status status = new_study(&study, model, options, err);
    if (status == TN_OK) status = read_source(study, err);
    if (status == TN_OK) status = build(study, data, err);
    if (status == TN_OK)
        *out = study;
    else
        tn_study_free(study);
    return status;
}

/* The first line of a text; owned. */
static char *first_line(const char *text, const char **rest)
{
    size_t length = strcspn(text, "\n");
    *rest = text[length] ? text + length + 1 : text + length;
    return tn__strndup(text, length);
}

static tn_status rebuild(tn_study *study, const tn__manifest *stored, const char *folder, tn_error *err)
{
    const char *rest;
    const tn_study_options given = study->options;
    tn_status status = tn__settings_parse(&study->settings, stored->settings, err);
    if (status != TN_OK) return status;
    study->options = study->settings.options;
    study->options.choose_loss = false; /* the settings say which was chosen */
    study->options.jobs = given.jobs;
    study->options.seconds = given.seconds;
    study->options.log_dir = given.log_dir;
    study->options.mpi = given.mpi;
    study->options.train.threads = given.train.threads;
    study->options.folder = folder;
    tn__free(study->model);
    study->model = first_line(stored->model, &rest);
    study->source = tn__strdup(rest);
    study->source_length = strlen(rest);
    char *data = first_line(stored->data, &rest);
    status = study->model && study->source && data ? build(study, data, err) : tn__no_memory(err, strlen(stored->model));
    tn__free(data);
    return status;
}

tn_status tn_study_reopen(tn_study **out, const char *folder, const tn_study_options *options, tn_error *err)
{
    tn__store *store;
    tn_study *study = NULL;
    const tn_study_options defaults = tn_study_options_default();
    tn_status status = tn__store_open(&store, folder, NULL, err);
    if (status != TN_OK) return status;
    status = new_study(&study, "", options ? options : &defaults, err);
    if (status == TN_OK) status = rebuild(study, tn__store_manifest(store), folder, err);
    tn__store_close(store);
    if (status == TN_OK)
        *out = study;
    else
        tn_study_free(study);
    return status;
}

void tn_study_free(tn_study *study)
{
    if (!study) return;
    tn__answer_parts_free(study->parts);
    if (study->handout) study->handout->finish();
    tn__store_close(study->store);
    tn__results_release(&study->results);
    tn__arms_release(&study->arms);
    tn__sites_release(&study->sites);
    tn__splits_free(study->splits);
    tn_net_free(study->net);
    tn_data_free(study->data);
    tn__free(study->given_up);
    tn__free(study->rates);
    tn__free(study->patch);
    tn__free(study->source);
    tn__free(study->model);
    tn__free(study->settings.owned);
    tn__free(study);
}

/* --- running --- */

double tn__study_margin(const tn_study *study)
{
    if (!study->results.lower) return study->options.margin;
    tn__paired base = tn__results_mean(&study->results, 0, 0, study->screen_seeds, study->options.confidence);
    return base.n ? study->options.margin * base.mean : 0;
}

/* A winner that the source cannot take in one place has no patch; the answer says its arm all the same. */
static tn_status write_patch(tn_study *study, tn_error *err)
{
    const tn__arm *arm = &study->arms.items[study->winner];
    tn_read_options options = read_options(study);
    tn_error why;
    tn__placement *placed = tn__alloc(2 * (size_t)study->sites.n + 1, sizeof *placed);
    tn__patch_change *changes = tn__alloc(2 * (size_t)study->sites.n + 1, sizeof *changes);
    tn_status status = placed && changes ? TN_OK : tn__no_memory(err, 2 * (uint64_t)study->sites.n * sizeof *placed);
    if (status == TN_OK) {
        int n = tn__sites_changes(&study->sites, study->net, arm->standing, arm->n, placed);
        for (int i = 0; i < n; i++)
            changes[i] = (tn__patch_change){placed[i].node, placed[i].value, placed[i].user, placed[i].kind, placed[i].p};
        status = tn__patch_write(&study->patch, NULL, NULL, study->model, &options, changes, n, &why);
        if (status == TN_UNSUPPORTED) {
            study->patch = NULL;
            snprintf(study->no_patch, sizeof study->no_patch, "%.500s", why.text);
            status = TN_OK;
        } else if (status != TN_OK && err) {
            *err = why;
        }
    }
    tn__free(placed);
    tn__free(changes);
    return status;
}

static tn_status save_in_folder(const tn_study *study, const char *name, const char *text, tn_error *err)
{
    tn__buf path = TN_BUF_INIT;
    tn__buf_printf(&path, "%s/%s", study->options.folder, name);
    tn_status status = tn__buf_ok(&path) ? tn__file_save(path.data, text, strlen(text), err) : tn__no_memory(err, path.length);
    tn__buf_release(&path);
    return status;
}

static tn_status write_files(const tn_study *study, tn_error *err)
{
    char *page;
    tn_status status = tn__report_text(&page, &study->answer, err);
    if (status != TN_OK) return status;
    status = save_in_folder(study, "report.html", page, err);
    tn__free(page);
    if (status == TN_OK && study->patch) status = save_in_folder(study, "best.patch", study->patch, err);
    return status == TN_OK ? tn__store_merge(study->store, err) : status;
}

static tn_status run_stages(tn__stage *stage, tn_error *err)
{
    tn_study *study = stage->study;
    if (!study->design->selects) return tn__study_compare(stage, err);
    tn_status status = tn__study_screen(stage, err);
    if (status == TN_OK) status = tn__study_confirm(stage, err);
    if (status != TN_OK || study->winner < 0) return status;
    status = write_patch(study, err);
    stage->name = "test data";
    return status == TN_OK ? tn__stage_test(stage, err) : status;
}

static tn_status run_study(tn_study *study, tn__stage *stage, tn_error *err)
{
    if (!study->store) return tn__fail(err, TN_BAD_ARGUMENT, "a study without a folder cannot be run");
    if (study->options.mpi && !study->handout && !stage->stored_only) {
        tn_status loaded = tn__handout_load(&study->handout, study->options.mpi, err);
        if (loaded != TN_OK) return loaded;
    }
    atomic_store(&study->runner.stop, false);
    memset(study->tests, 0, sizeof study->tests);
    memset(study->given_up, 0, (size_t)study->arms.n * sizeof *study->given_up);
    tn__free(study->patch);
    study->patch = NULL;
    study->no_patch[0] = 0;
    study->n_finalists = 0;
    study->winner = -1;
    tn_status status = run_stages(stage, err);
    study->was_stopped = status == TN_INTERRUPTED;
    if (status != TN_OK && status != TN_INTERRUPTED) return status;
    tn_status told = tn__study_make_answer(study, err);
    if (told == TN_OK && !stage->no_files) told = write_files(study, err);
    return told == TN_OK ? status : told;
}

tn_status tn_study_run(tn_study *study, tn_on_study progress, void *user, tn_error *err)
{
    tn__stage stage = {.study = study, .name = "screening", .progress = progress, .user = user, .started = tn__clock_seconds()};
    return run_study(study, &stage, err);
}

static tn_status look(tn_study *study, bool no_files, bool *whole, tn_error *err)
{
    tn__stage stage = {
        .study = study, .name = "screening", .started = tn__clock_seconds(), .stored_only = true, .no_files = no_files};
    tn_status status = run_study(study, &stage, err);
    if (whole) *whole = status == TN_OK;
    return status == TN_INTERRUPTED ? TN_OK : status;
}

tn_status tn_study_look(tn_study *study, bool *whole, tn_error *err)
{
    return look(study, false, whole, err);
}

tn_status tn_study_peek(tn_study *study, bool *whole, tn_error *err)
{
    return look(study, true, whole, err);
}

const tn_answer *tn_study_answer(const tn_study *study)
{
    return &study->answer;
}

int64_t tn_study_trials(const tn_study *study)
{
    return study->store ? tn__store_count(study->store) : 0;
}
