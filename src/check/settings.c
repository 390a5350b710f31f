#include "thinnet/settings.h"

#include <fnmatch.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/file.h"
#include "base/mem.h"
#include "check/filter.h"
#include "check/report.h"
#include "check/toml.h"

#define MAX_BYTES ((size_t)4 << 20)

typedef struct pattern {
    char *text;  /* owned */
    char *codes; /* of per-file-ignores, parted by commas; NULL for exclude; owned */
} pattern;

struct tn_settings {
    char *file;   /* owned */
    char *folder; /* its folder, absolute; owned */
    char *select, *ignore;
    pattern *patterns;
    size_t n, capacity;
};

/* --- reading --- */

/* *list becomes "old,more". */
static tn_status add_code(char **list, const char *code, tn_error *err)
{
    tn__buf joined = TN_BUF_INIT;
    tn__buf_printf(&joined, "%s%s%s", *list ? *list : "", *list ? "," : "", code);
    char *text = tn__buf_take(&joined);
    if (!text) {
        return tn__no_memory(err, strlen(code));
    }
    tn__free(*list);
    *list = text;
    return TN_OK;
}

static pattern *find_pattern(tn_settings *s, const char *text, bool with_codes)
{
    for (size_t i = 0; i < s->n; i++) {
        if (strcmp(s->patterns[i].text, text) == 0 && (s->patterns[i].codes != NULL) == with_codes) {
            return &s->patterns[i];
        }
    }
    return NULL;
}

static tn_status add_pattern(tn_settings *s, const char *text, const char *code, tn_error *err)
{
    pattern *one = find_pattern(s, text, code != NULL);
    if (one) {
        return code ? add_code(&one->codes, code, err) : TN_OK;
    }
    if (!tn__grow((void **)&s->patterns, &s->capacity, s->n, sizeof *s->patterns)) {
        return tn__no_memory(err, s->n * sizeof *s->patterns);
    }
    one = &s->patterns[s->n];
    *one = (pattern){.text = tn__strdup(text), .codes = code ? tn__strdup(code) : NULL};
    s->n++;
    size_t length = strlen(text);
    if (one->text && length > 1 && text[length - 1] == '/') { // "build/" is "build"
        one->text[length - 1] = '\0';
    }
    return one->text && (!code || one->codes) ? TN_OK : tn__no_memory(err, strlen(text));
}

static tn_status refuse(const tn__toml_leaf *leaf, tn_error *err, const char *what, const char *help)
{
    tn_status status = tn__fail(err, TN_BAD_FORMAT, "[tool.thinnet] %s: %s", leaf->n_keys > 2 ? leaf->keys[2] : "", what);
    tn__at_line(err, leaf->line, leaf->column);
    tn__help(err, "%s", help);
    return status;
}

typedef struct reading {
    tn_settings *settings;
    bool found;
} reading;

/* Of select, ignore and per-file-ignores. */
static tn_status take_codes(tn_settings *s, const tn__toml_leaf *leaf, tn_error *err)
{
    tn_error why;
    if (tn_codes_check(leaf->text, &why) != TN_OK) {
        return refuse(leaf, err, why.text, why.help);
    }
    if (leaf->n_keys == 4) {
        return add_pattern(s, leaf->keys[3], leaf->text, err);
    }
    return add_code(strcmp(leaf->keys[2], "select") == 0 ? &s->select : &s->ignore, leaf->text, err);
}

static tn_status take(const tn__toml_leaf *leaf, void *user, tn_error *err)
{
    reading *r = user;
    if (leaf->n_keys < 2 || strcmp(leaf->keys[0], "tool") != 0 || strcmp(leaf->keys[1], "thinnet") != 0) {
        return TN_OK;
    }
    r->found = true;
    const char *key = leaf->n_keys > 2 ? leaf->keys[2] : "";
    bool list = strcmp(key, "select") == 0 || strcmp(key, "ignore") == 0 || strcmp(key, "exclude") == 0;
    bool files = strcmp(key, "per-file-ignores") == 0;
    if (!list && !files) {
        return refuse(leaf, err, "there is no such setting", "there are select, ignore, exclude and per-file-ignores");
    }
    if (!leaf->text || leaf->n_keys != (files ? 4 : 3)) {
        return refuse(leaf, err, "this is no list of texts",
                      files ? "write \"tests/*\" = [\"TN401\"]" : "write it as [\"TN202\", \"TN3\"]");
    }
    if (strcmp(key, "exclude") == 0) {
        return add_pattern(r->settings, leaf->text, NULL, err);
    }
    return take_codes(r->settings, leaf, err);
}

static bool mentions(const tn__file_view *view, const char *word)
{
    return view->size > 0 && memmem(view->data, view->size, word, strlen(word)) != NULL;
}

/* The folder of a file, which need not be there itself, as an absolute path without links; NULL when there is none. Of realpath:
 * free. */
static char *absolute_folder(const char *file)
{
    const char *slash = strrchr(file, '/');
    char *part = slash ? tn__strndup(file, slash == file ? 1 : (size_t)(slash - file)) : tn__strdup(".");
    char *folder = part ? realpath(part, NULL) : NULL;
    tn__free(part);
    return folder;
}

static tn_status read_view(tn_settings **out, const char *file, const tn__file_view *view, tn_error *err)
{
    tn_status status = TN_OK;
    tn_settings *s = tn__alloc(1, sizeof *s);
    reading r = {s, false};
    char *folder = NULL;
    if (!s) {
        return tn__no_memory(err, sizeof *s);
    }
    s->file = tn__strdup(file);
    folder = absolute_folder(file);
    s->folder = folder ? tn__strdup(folder) : NULL;
    if (!s->file || !s->folder) {
        TN_TRY(tn__no_memory(err, strlen(file)));
    }
    TN_TRY(tn__toml_each((const char *)view->data, view->size, take, &r, err));
    if (r.found) {
        *out = s;
        s = NULL;
    }
done:
    free(folder);
    tn_settings_free(s);
    return status;
}

tn_status tn_settings_read(tn_settings **out, const char *file, tn_error *err)
{
    tn__file_view view;
    tn_status status = tn__file_open(&view, file, MAX_BYTES, err);
    *out = NULL;
    if (status != TN_OK) {
        return status;
    }
    if (mentions(&view, "thinnet")) { // most files have nothing to say here
        status = read_view(out, file, &view, err);
    }
    tn__file_close(&view);
    if (status != TN_OK) {
        tn__at_file(err, file);
    }
    return status;
}

static tn_status read_in(tn_settings **out, const char *folder, tn_error *err)
{
    tn__buf path = TN_BUF_INIT;
    tn__buf_printf(&path, "%s/pyproject.toml", strcmp(folder, "/") == 0 ? "" : folder);
    tn_status status = tn__buf_ok(&path) ? TN_OK : tn__no_memory(err, strlen(folder));
    if (status == TN_OK && tn__file_exists(path.data) && !tn__file_is_folder(path.data)) {
        status = tn_settings_read(out, path.data, err);
    }
    tn__buf_release(&path);
    return status;
}

tn_status tn_settings_find(tn_settings **out, const char *path, tn_error *err)
{
    *out = NULL;
    char *at = tn__file_is_folder(path) ? realpath(path, NULL) : absolute_folder(path);
    tn_status status = TN_OK;
    while (at && status == TN_OK && !*out) {
        status = read_in(out, at, err);
        char *slash = strrchr(at, '/');
        if (!slash || !at[1]) {
            break;
        }
        slash[slash == at] = '\0';
    }
    free(at);
    return status;
}

void tn_settings_free(tn_settings *settings)
{
    if (!settings) {
        return;
    }
    for (size_t i = 0; i < settings->n; i++) {
        tn__free(settings->patterns[i].text);
        tn__free(settings->patterns[i].codes);
    }
    tn__free(settings->patterns);
    tn__free(settings->select);
    tn__free(settings->ignore);
    tn__free(settings->folder);
    tn__free(settings->file);
    tn__free(settings);
}

const char *tn_settings_file(const tn_settings *settings)
{
    return settings->file;
}

/* --- patterns --- */

/* The whole path, one of the folders above it, or any part of it. */
static bool fits_as_written(const char *one, char *path)
{
    if (fnmatch(one, path, 0) == 0) {
        return true;
    }
    for (char *at = path; at;) {
        char *slash = strchr(at, '/');
        if (slash) {
            *slash = '\0';
        }
        bool found = fnmatch(one, at, 0) == 0 || fnmatch(one, path, 0) == 0;
        if (slash) {
            *slash = '/';
        }
        if (found) {
            return true;
        }
        at = slash ? slash + 1 : NULL;
    }
    return false;
}

/* Two stars and a slash also stand for no folder at all. */
static bool fits(const char *one, char *path)
{
    while (!fits_as_written(one, path)) {
        if (strncmp(one, "**/", 3) != 0) {
            return false;
        }
        one += 3;
    }
    return true;
}

/* The path from the settings' folder on; NULL when it is elsewhere. Owned. */
static char *path_below(const tn_settings *s, const char *path)
{
    const char *slash = strrchr(path, '/'), *name = slash ? slash + 1 : path;
    char *folder = absolute_folder(path), *below = NULL;
    size_t length = strcmp(s->folder, "/") == 0 ? 0 : strlen(s->folder);
    if (folder && strncmp(folder, s->folder, length) == 0 && (folder[length] == '/' || !folder[length])) {
        const char *rest = folder + length + (folder[length] == '/');
        tn__buf whole = TN_BUF_INIT;
        tn__buf_printf(&whole, "%s%s%s", rest, *rest ? "/" : "", name);
        below = tn__buf_take(&whole);
    }
    free(folder);
    return below;
}

static bool excludes(const tn_settings *s, char *path)
{
    for (size_t i = 0; i < s->n; i++) {
        if (!s->patterns[i].codes && fits(s->patterns[i].text, path)) {
            return true;
        }
    }
    return false;
}

bool tn_settings_exclude(const tn_settings *settings, const char *path)
{
    char *below = settings ? path_below(settings, path) : NULL;
    bool found = below && excludes(settings, below);
    tn__free(below);
    return found;
}

static tn_status filter_by_file(tn_report *report, const tn_settings *s, tn_error *err)
{
    tn_status status = TN_OK;
    char *below = path_below(s, report->reading.file);
    for (size_t i = 0; below && i < s->n && status == TN_OK; i++) {
        if (s->patterns[i].codes && fits(s->patterns[i].text, below)) {
            status = tn_report_filter(report, NULL, s->patterns[i].codes, err);
        }
    }
    tn__free(below);
    return status;
}

tn_status tn_report_configure(tn_report *report, const tn_settings *settings, const char *select, const char *ignore,
                              tn_error *err)
{
    tn_status status = settings ? filter_by_file(report, settings, err) : TN_OK;
    if (status == TN_OK && settings) {
        status = tn_report_filter(report, select ? NULL : settings->select, ignore ? NULL : settings->ignore, err);
    }
    if (status != TN_OK) {
        tn__at_file(err, settings->file);
        return status;
    }
    status = tn_report_filter(report, select, ignore, err);
    if (status == TN_OK && !select && !(settings && settings->select)) {
        tn__report_drop_gaps(report);
    }
    return status;
}
