#include "study/tensorboard.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "base/file.h"
#include "base/mem.h"
#include "study/crc32c.h"

#define RUN_NAME_MAX 200 /* bytes: file systems allow 255 */

/* Numbers of fields (event.proto, summary.proto of TensorBoard 2) and protobuf's wire types. */
enum {
    EVENT_WALL_TIME = 1,
    EVENT_STEP = 2,
    EVENT_FILE_VERSION = 3,
    EVENT_SUMMARY = 5,
    SUMMARY_VALUE = 1,
    VALUE_TAG = 1,
    VALUE_SIMPLE = 2
};
enum { WIRE_VARINT = 0, WIRE_64 = 1, WIRE_BYTES = 2, WIRE_32 = 5 };

/* --- protobuf --- */

static void add_little(tn__buf *out, uint64_t value, int bytes)
{
    for (int i = 0; i < bytes; i++) tn__buf_putc(out, (char)(value >> (8 * i)));
}

static void add_varint(tn__buf *out, uint64_t value)
{
    for (; value >= 128; value >>= 7) tn__buf_putc(out, (char)(value | 128));
    tn__buf_putc(out, (char)value);
}

static void add_key(tn__buf *out, int field, int wire)
{
    add_varint(out, (uint64_t)(field << 3 | wire));
}

static void add_double(tn__buf *out, int field, double value)
{
    uint64_t bits;
    memcpy(&bits, &value, sizeof bits);
    add_key(out, field, WIRE_64);
    add_little(out, bits, 8);
}

static void add_float(tn__buf *out, int field, float value)
{
    uint32_t bits;
    memcpy(&bits, &value, sizeof bits);
    add_key(out, field, WIRE_32);
    add_little(out, bits, 4);
}

static void add_bytes(tn__buf *out, int field, const void *bytes, size_t length)
{
    add_key(out, field, WIRE_BYTES);
    add_varint(out, length);
    tn__buf_add(out, bytes, length);
}

/* The message inside another one, which fails when the inner one did. */
static void add_message(tn__buf *out, int field, const tn__buf *inner)
{
    if (!tn__buf_ok(inner))
        out->failed = true;
    else
        add_bytes(out, field, inner->data, inner->length);
}

/* --- records --- */

/* Sums of data that holds sums are weak; hence the mask (TFRecord's definition). */
static uint32_t masked(const void *bytes, size_t length)
{
    uint32_t crc = tn__crc32c(bytes, length);
    return (crc >> 15 | crc << 17) + 0xA282EAD8u;
}

static void add_record(tn__buf *out, const tn__buf *event)
{
    if (!tn__buf_ok(event)) {
        out->failed = true;
        return;
    }
    uint8_t length[8];
    for (int i = 0; i < 8; i++) length[i] = (uint8_t)((uint64_t)event->length >> (8 * i));
    tn__buf_add(out, length, 8);
    add_little(out, masked(length, 8), 4);
    tn__buf_add(out, event->data, event->length);
    add_little(out, masked(event->data, event->length), 4);
}

void tn__events_begin(tn__buf *out, double wall_time)
{
    static const char version[] = "brain.Event:2";
    tn__buf event = TN_BUF_INIT;
    add_double(&event, EVENT_WALL_TIME, wall_time);
    add_bytes(&event, EVENT_FILE_VERSION, version, sizeof version - 1);
    add_record(out, &event);
    tn__buf_release(&event);
}

void tn__events_scalar(tn__buf *out, double wall_time, int64_t step, const char *tag, double value)
{
    tn__buf scalar = TN_BUF_INIT, summary = TN_BUF_INIT, event = TN_BUF_INIT;
    add_bytes(&scalar, VALUE_TAG, tag, strlen(tag));
    add_float(&scalar, VALUE_SIMPLE, (float)value);
    add_message(&summary, SUMMARY_VALUE, &scalar);
    add_double(&event, EVENT_WALL_TIME, wall_time);
    add_key(&event, EVENT_STEP, WIRE_VARINT);
    add_varint(&event, (uint64_t)step);
    add_message(&event, EVENT_SUMMARY, &summary);
    add_record(out, &event);
    tn__buf_release(&scalar);
    tn__buf_release(&summary);
    tn__buf_release(&event);
}

/* --- trials --- */

static void add_score(tn__buf *out, double wall_time, const tn__trial *trial, const char *part, const tn_score *score)
{
    char tag[64];
    if (score->n <= 0) return;
    snprintf(tag, sizeof tag, "final_loss/%s", part);
    tn__events_scalar(out, wall_time, trial->epochs, tag, score->loss);
    bool regression = isnan(score->accuracy);
    snprintf(tag, sizeof tag, "%s/%s", regression ? "final_rmse" : "final_accuracy", part);
    tn__events_scalar(out, wall_time, trial->epochs, tag, regression ? score->rmse : score->accuracy);
}

static void add_trial(tn__buf *out, const tn__trial *trial, double wall_time)
{
    tn__events_begin(out, wall_time);
    for (int i = 0; i < trial->n_curve; i++) {
        const tn__trial_point *point = &trial->curve[i];
        tn__events_scalar(out, wall_time, i + 1, "loss/train", point->train_loss);
        tn__events_scalar(out, wall_time, i + 1, "loss/validation", point->validation_loss);
        if (!isnan(trial->validation.accuracy))
            tn__events_scalar(out, wall_time, i + 1, "accuracy/validation", point->validation_accuracy);
    }
    add_score(out, wall_time, trial, "train", &trial->train);
    add_score(out, wall_time, trial, "validation", &trial->validation);
    add_score(out, wall_time, trial, "test", &trial->test);
}

/* Letters, digits and what Python names and calls hold stay. Long texts are cut and told apart by their checksum. */
static void add_run_name(tn__buf *out, const char *arm)
{
    size_t length = strlen(arm), kept = length < RUN_NAME_MAX ? length : RUN_NAME_MAX;
    for (size_t i = 0; i < kept; i++) {
        char c = arm[i];
        bool good = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || strchr("()=,;+-", c) ||
                    (c == '.' && i > 0);
        tn__buf_putc(out, good ? c : '_');
    }
    if (kept < length) tn__buf_printf(out, "-%08x", (unsigned)tn__crc32c(arm, length));
}

/* Every folder of `path` from byte `from` on. */
static tn_status make_folders(char *path, size_t from, tn_error *err)
{
    for (char *slash = path + from; (slash = strchr(slash, '/')); slash++) {
        *slash = 0;
        int error = mkdir(path, 0777) == 0 || errno == EEXIST ? 0 : errno;
        tn_status status = error ? tn__io_error(err, "make", path, error) : TN_OK;
        *slash = '/';
        if (status != TN_OK) return status;
    }
    return TN_OK;
}

tn_status tn__events_write_trial(const char *folder, const tn__trial *trial, double wall_time, tn_error *err)
{
    tn__buf path = TN_BUF_INIT, events = TN_BUF_INIT;
    tn_status status = TN_OK;
    tn__buf_printf(&path, "%s/", folder);
    add_run_name(&path, trial->arm);
    tn__buf_printf(&path, "/%llu/events.out.tfevents.0000000000.thinnet.%s", (unsigned long long)trial->seed, trial->id);
    add_trial(&events, trial, wall_time);
    if (!tn__buf_ok(&path) || !tn__buf_ok(&events)) status = tn__no_memory(err, events.length);
    if (status == TN_OK) status = make_folders(path.data, strlen(folder), err);
    if (status == TN_OK) status = tn__file_save(path.data, events.data, events.length, err);
    tn__buf_release(&path);
    tn__buf_release(&events);
    return status;
}
