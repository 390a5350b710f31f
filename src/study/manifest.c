#include "study/manifest.h"

#include <errno.h>
#include <fcntl.h>
#include <jansson.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/file.h"
#include "base/mem.h"

#define MAX_BYTES ((uint64_t)64 << 20)
#define MAX_ATTEMPTS 1000
#define SHOWN 120 /* bytes of a line that differs */

static const char *const keys[4] = {"thinnet", "model", "data", "settings"};

static const char *text_of(const tn__manifest *manifest, int i)
{
    const char *texts[4] = {manifest->version, manifest->model, manifest->data, manifest->settings};
    return texts[i];
}

/* --- writing --- */

/* Bytes that are no UTF-8 (a model in Latin-1) stand as U+0080..U+00FF, so that every text can be told from every other that
 * differs in UTF-8 or in such bytes. */
static void add_json_text(tn__buf *out, const char *text)
{
    tn__buf_putc(out, '"');
    for (const char *c = text; *c; c++) {
        unsigned char byte = (unsigned char)*c;
        if (byte == '"' || byte == '\\')
            tn__buf_printf(out, "\\%c", byte);
        else if (byte < 32 || byte >= 127)
            tn__buf_printf(out, "\\u%04x", byte);
        else
            tn__buf_putc(out, *c);
    }
    tn__buf_putc(out, '"');
}

/* Reading undoes add_json_text: code points below 256 are bytes. */
static char *bytes_of(const char *utf8)
{
    char *out = tn__strdup(utf8), *end = out;
    if (!out) return NULL;
    for (const unsigned char *c = (const unsigned char *)utf8; *c; c++) {
        if ((*c & 0xFC) == 0xC0 && c[1]) {
            *end++ = (char)((*c & 3) << 6 | (c[1] & 63));
            c++;
        } else {
            *end++ = (char)*c;
        }
    }
    *end = 0;
    return out;
}

static void build(tn__buf *out, const tn__manifest *manifest)
{
    tn__buf_printf(out, "{\n  \"format\": %d", TN__STORE_FORMAT);
    for (int i = 0; i < 4; i++) {
        tn__buf_printf(out, ",\n  \"%s\": ", keys[i]);
        add_json_text(out, text_of(manifest, i));
    }
    tn__buf_puts(out, "\n}\n");
}

/* A file of our own beside `path` with these bytes, synced; its name in `name`. */
static tn_status write_beside(tn__buf *name, const char *path, const tn__buf *bytes, tn_error *err)
{
    int fd = -1, error = 0;
    for (int i = 0; i < MAX_ATTEMPTS && fd < 0; i++) {
        tn__buf_clear(name);
        tn__buf_printf(name, "%s.%ld.%d", path, (long)getpid(), i);
        if (!tn__buf_ok(name)) return tn__no_memory(err, strlen(path) + 32);
        fd = open(name->data, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
        if (fd < 0 && errno != EEXIST) break;
    }
    if (fd < 0) return tn__io_error(err, "write", path, errno);
    ssize_t put = write(fd, bytes->data, bytes->length);
    if (put < 0)
        error = errno;
    else if ((size_t)put < bytes->length)
        error = ENOSPC;
    else if (fsync(fd) != 0)
        error = errno;
    if (close(fd) != 0 && !error) error = errno;
    if (!error) return TN_OK;
    unlink(name->data);
    return tn__io_error(err, "write", path, error);
}

/* A hard link fails where the name is taken, also on NFS; where there are no hard links, a rename after a last look. */
static tn_status put_in_place(const char *name, const char *path, tn_error *err)
{
    int error = link(name, path) == 0 ? 0 : errno;
    if (error == EPERM || error == ENOTSUP || error == ENOSYS || error == EMLINK) {
        if (tn__file_exists(path))
            error = EEXIST;
        else
            error = rename(name, path) == 0 ? 0 : errno;
    }
    unlink(name);
    return error == 0 || error == EEXIST ? TN_OK : tn__io_error(err, "make", path, error);
}

tn_status tn__manifest_write(const char *path, const tn__manifest *manifest, tn_error *err)
{
    tn__buf bytes = TN_BUF_INIT, name = TN_BUF_INIT;
    tn_status status = TN_OK;
    if (tn__file_exists(path)) return TN_OK;
    build(&bytes, manifest);
    if (!tn__buf_ok(&bytes)) status = tn__no_memory(err, strlen(manifest->model));
    if (status == TN_OK) status = write_beside(&name, path, &bytes, err);
    if (status == TN_OK) status = put_in_place(name.data, path, err);
    tn__buf_release(&bytes);
    tn__buf_release(&name);
    return status;
}

/* --- reading --- */

void tn__manifest_release(tn__manifest_copy *manifest)
{
    for (int i = 0; i < 4; i++) tn__free(manifest->owned[i]);
    *manifest = (tn__manifest_copy){0};
}

static tn_status not_a_manifest(const char *path, const char *why, int line, tn_error *err)
{
    tn_status status = tn__fail(err, TN_BAD_FORMAT, "%s is not the study.json of a study: %s", path, why);
    tn__at_file(err, path);
    if (line > 0) tn__at_line(err, line, 0);
    return status;
}

static tn_status check_format(const json_t *root, const char *path, tn_error *err)
{
    const json_t *format = json_object_get(root, "format");
    if (!json_is_integer(format)) return not_a_manifest(path, "it has no \"format\"", 0, err);
    if (json_integer_value(format) == TN__STORE_FORMAT) return TN_OK;
    const char *version = json_string_value(json_object_get(root, "thinnet"));
    tn_status status = tn__fail(err, TN_MISMATCH, "%s: the study has format %lld (thinnet %s); this thinnet reads format %d",
                                path, (long long)json_integer_value(format), version ? version : "of unknown version",
                                TN__STORE_FORMAT);
    tn__help(err, "use the thinnet that made it, or another folder");
    return status;
}

static tn_status fill(tn__manifest_copy *out, const json_t *root, const char *path, tn_error *err)
{
    tn_status status = check_format(root, path, err);
    for (int i = 0; i < 4 && status == TN_OK; i++) {
        const char *text = json_string_value(json_object_get(root, keys[i]));
        char why[64];
        snprintf(why, sizeof why, "it has no text \"%s\"", keys[i]);
        if (!text)
            status = not_a_manifest(path, why, 0, err);
        else if (!(out->owned[i] = bytes_of(text)))
            status = tn__no_memory(err, strlen(text) + 1);
    }
    out->texts = (tn__manifest){out->owned[0], out->owned[1], out->owned[2], out->owned[3]};
    return status;
}

tn_status tn__manifest_read(tn__manifest_copy *out, const char *path, tn_error *err)
{
    tn__file_view file;
    tn__manifest_copy manifest = {0};
    json_error_t why;
    tn_status status = tn__file_open(&file, path, MAX_BYTES, err);
    if (status != TN_OK) return status;
    json_t *root = json_loadb((const char *)file.data, file.size, JSON_REJECT_DUPLICATES, &why);
    tn__file_close(&file);
    if (!root) return not_a_manifest(path, why.text, why.line, err);
    status = fill(&manifest, root, path, err);
    json_decref(root);
    if (status == TN_OK)
        *out = manifest;
    else
        tn__manifest_release(&manifest);
    return status;
}

/* --- comparing --- */

/* The first line that differs, counted from 1; the lines' beginnings in *a and *b. */
static int first_difference(const char **a, const char **b)
{
    for (int line = 1;; line++) {
        size_t la = strcspn(*a, "\n"), lb = strcspn(*b, "\n");
        if (la != lb || memcmp(*a, *b, la) != 0 || (*a)[la] != (*b)[lb]) return line;
        *a += la + 1;
        *b += lb + 1;
    }
}

static int shown(const char *line)
{
    size_t length = strcspn(line, "\n");
    return (int)(length < SHOWN ? length : SHOWN);
}

tn_status tn__manifest_compare(const tn__manifest *stored, const tn__manifest *wanted, const char *folder, tn_error *err)
{
    static const char *const what[4] = {"by another thinnet version", "of another model", "of other data", "with other settings"};
    for (int i = 0; i < 4; i++) {
        const char *a = text_of(stored, i), *b = text_of(wanted, i);
        if (strcmp(a, b) == 0) continue;
        bool many = strchr(a, '\n') || strchr(b, '\n');
        char place[32] = "";
        int line = first_difference(&a, &b);
        if (many) snprintf(place, sizeof place, ", line %d", line);
        tn_status status = tn__fail(err, TN_MISMATCH, "%s holds another study, %s%s: stored '%.*s', now '%.*s'", folder, what[i],
                                    place, shown(a), a, shown(b), b);
        tn__help(err, "give this study a folder of its own, or repeat the command that began the one in %s", folder);
        return status;
    }
    return TN_OK;
}
