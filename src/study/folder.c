/* A store as others see it: plain data, rows and event files. */
#include <stdio.h>
#include <string.h>

#include "base/file.h"
#include "base/mem.h"
#include "study/store.h"
#include "study/tensorboard.h"
#include "study/trial_record.h"
#include "study/trial_text.h"
#include "thinnet/study_folder.h"

struct tn_study_folder {
    tn__store *store;
    char *model, *data;               /* first lines; owned */
    const char *source, *fingerprint; /* what follows them; borrowed from the store */
};

static char *first_line(const char *text, const char **rest)
{
    size_t length = strcspn(text, "\n");
    *rest = text[length] ? text + length + 1 : text + length;
    return tn__strndup(text, length);
}

tn_status tn_study_folder_open(tn_study_folder **out, const char *path, tn_error *err)
{
    tn_study_folder *folder = tn__alloc(1, sizeof *folder);
    if (!folder) return tn__no_memory(err, sizeof *folder);
    tn_status status = tn__store_open(&folder->store, path, NULL, err);
    if (status == TN_OK) {
        const tn__manifest *manifest = tn__store_manifest(folder->store);
        folder->model = first_line(manifest->model, &folder->source);
        folder->data = first_line(manifest->data, &folder->fingerprint);
        if (!folder->model || !folder->data) status = tn__no_memory(err, strlen(manifest->model));
    }
    if (status == TN_OK)
        *out = folder;
    else
        tn_study_folder_close(folder);
    return status;
}

void tn_study_folder_close(tn_study_folder *folder)
{
    if (!folder) return;
    tn__store_close(folder->store);
    tn__free(folder->model);
    tn__free(folder->data);
    tn__free(folder);
}

bool tn_study_folder_is(const char *path)
{
    tn__buf name = TN_BUF_INIT;
    tn__buf_printf(&name, "%s/study.json", path);
    bool there = tn__buf_ok(&name) && tn__file_exists(name.data);
    tn__buf_release(&name);
    return there;
}

tn_study_about tn_study_folder_about(tn_study_folder *folder)
{
    const tn__manifest *manifest = tn__store_manifest(folder->store);
    tn_study_about about = {.version = manifest->version,
                            .model = folder->model,
                            .source = folder->source,
                            .data = folder->data,
                            .fingerprint = folder->fingerprint,
                            .settings = manifest->settings,
                            .trials = tn__store_count(folder->store),
                            .torn = tn__store_torn(folder->store),
                            .changed = tn__store_changed(folder->store)};
    if (sscanf(manifest->settings, "design %31s", about.design) != 1) strcpy(about.design, "?");
    return about;
}

/* --- visiting --- */

typedef struct visitor {
    tn_visit_trial visit;
    void *user;
} visitor;

static tn_answer_point *copy_curve(const tn__trial *trial)
{
    tn_answer_point *curve = tn__alloc((size_t)trial->n_curve + 1, sizeof *curve);
    for (int i = 0; curve && i < trial->n_curve; i++)
        curve[i] = (tn_answer_point){trial->curve[i].train_loss, trial->curve[i].validation_loss,
                                     trial->curve[i].validation_accuracy};
    return curve;
}

static tn_status visit_one(void *user, const tn__trial *trial, tn_error *err)
{
    const visitor *to = user;
    tn_answer_point *curve = copy_curve(trial);
    if (!curve) return tn__no_memory(err, (uint64_t)trial->n_curve * sizeof *curve);
    const tn_study_trial shown = {.id = trial->id,
                                  .arm = trial->arm,
                                  .state = tn__trial_state_name(trial->state),
                                  .seed = trial->seed,
                                  .epochs = trial->epochs,
                                  .train_loss = trial->train_loss,
                                  .train_accuracy = trial->train_accuracy,
                                  .train = trial->train,
                                  .validation = trial->validation,
                                  .test = trial->test,
                                  .seconds = trial->seconds,
                                  .curve = curve,
                                  .n_curve = trial->n_curve};
    tn_status status = to->visit(to->user, &shown, err);
    tn__free(curve);
    return status;
}

tn_status tn_study_folder_each(tn_study_folder *folder, tn_visit_trial visit, void *user, tn_error *err)
{
    visitor to = {visit, user};
    return tn__store_each(folder->store, visit_one, &to, err);
}

/* --- rows --- */

typedef struct writer {
    tn__trial_format format;
    bool seconds;
    tn_write_text write;
    void *user;
    tn__buf row;
} writer;

static tn_status write_row(writer *to, tn_error *err)
{
    if (!tn__buf_ok(&to->row)) return tn__no_memory(err, to->row.capacity);
    if (to->row.length == 0 || to->write(to->user, to->row.data, to->row.length)) return TN_OK;
    return tn__fail(err, TN_INTERRUPTED, "the export was ended");
}

static tn_status export_one(void *user, const tn__trial *trial, tn_error *err)
{
    writer *to = user;
    tn__buf_clear(&to->row);
    tn__trial_text_row(&to->row, to->format, trial, to->seconds);
    return write_row(to, err);
}

tn_status tn_study_folder_export(tn_study_folder *folder, tn_trial_format format, bool seconds, tn_write_text write, void *user,
                                 tn_error *err)
{
    writer to = {.format = format == TN_TRIALS_CSV ? TN__TRIAL_CSV : TN__TRIAL_JSONL,
                 .seconds = seconds,
                 .write = write,
                 .user = user,
                 .row = TN_BUF_INIT};
    tn__trial_text_head(&to.row, to.format, seconds);
    tn_status status = write_row(&to, err);
    if (status == TN_OK) status = tn__store_each(folder->store, export_one, &to, err);
    tn__buf_release(&to.row);
    return status;
}

/* --- event files --- */

typedef struct event_writer {
    const char *log_dir;
    double time;
} event_writer;

static tn_status write_events(void *user, const tn__trial *trial, tn_error *err)
{
    const event_writer *to = user;
    return tn__events_write_trial(to->log_dir, trial, to->time, err);
}

tn_status tn_study_folder_events(tn_study_folder *folder, const char *log_dir, tn_error *err)
{
    event_writer to = {log_dir, tn__store_changed(folder->store)};
    return tn__store_each(folder->store, write_events, &to, err);
}
