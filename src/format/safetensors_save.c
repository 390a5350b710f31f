/* Writing safetensors. */
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "format/safetensors.h"

static uint64_t element_bytes(const char *dtype)
{
#define DTYPE(name, bytes)                                                                                                       \
    if (strcmp(dtype, #name) == 0) return bytes;
    TN_SAFETENSORS_DTYPES(DTYPE)
#undef DTYPE
    return 0;
}

/* Entries with larger elements come first, so that all data is aligned; the reference does the same. */
static const uint64_t layout[] = {8, 4, 2, 1};
#define LAYOUT_SIZES (sizeof layout / sizeof *layout)

static uint64_t entry_bytes(const tn__st_entry *e)
{
    return (uint64_t)tn__shape_count(&e->shape) * element_bytes(e->dtype);
}

/* Adds value under key and takes it over; false on lack of memory or a text that is not UTF-8. */
static bool put(json_t *object, const char *key, json_t *value)
{
    return value && json_object_set_new(object, key, value) == 0;
}

static json_t *describe(const tn__st_entry *e, uint64_t begin)
{
    json_t *object = json_object(), *shape = json_array(), *offsets = json_array();
    bool ok = object && shape && offsets;
    for (int d = 0; ok && d < e->shape.rank; d++) ok = json_array_append_new(shape, json_integer(e->shape.dim[d])) == 0;
    ok = ok && json_array_append_new(offsets, json_integer((json_int_t)begin)) == 0 &&
         json_array_append_new(offsets, json_integer((json_int_t)(begin + entry_bytes(e)))) == 0 &&
         put(object, "dtype", json_string(e->dtype));
    /* put takes its value over even when it fails. */
    ok = ok && put(object, "shape", json_incref(shape)) && put(object, "data_offsets", json_incref(offsets));
    json_decref(shape);
    json_decref(offsets);
    if (ok) return object;
    json_decref(object);
    return NULL;
}

static json_t *make_header(const tn__st_entry *entries, size_t n_entries, const tn__st_note *notes, size_t n_notes)
{
    json_t *root = json_object(), *metadata = json_object();
    uint64_t begin = 0;
    bool ok = root && metadata;
    for (size_t i = 0; ok && i < n_notes; i++) ok = put(metadata, notes[i].key, json_string(notes[i].value));
    if (ok && n_notes) ok = put(root, "__metadata__", json_incref(metadata));
    for (size_t s = 0; s < LAYOUT_SIZES; s++)
        for (size_t i = 0; ok && i < n_entries; i++) {
            if (element_bytes(entries[i].dtype) != layout[s]) continue;
            ok = put(root, entries[i].name, describe(&entries[i], begin));
            begin += entry_bytes(&entries[i]);
        }
    json_decref(metadata);
    if (ok) return root;
    json_decref(root);
    return NULL;
}

/* The 8 length bytes and the header, padded with spaces so that the data is aligned to 8. */
static tn_status write_header(tn__file_replace *file, const char *text, tn_error *err)
{
    static const char spaces[] = "       ";
    size_t length = strlen(text), padding = (8 - length % 8) % 8;
    uint8_t prefix[8];
    for (int i = 0; i < 8; i++) prefix[i] = (uint8_t)((length + padding) >> (8 * i));
    tn_status status = tn__file_replace_write(file, prefix, sizeof prefix, err);
    if (status == TN_OK) status = tn__file_replace_write(file, text, length, err);
    if (status == TN_OK) status = tn__file_replace_write(file, spaces, padding, err);
    return status;
}

tn_status tn__safetensors_save(const char *path, const tn__st_entry *entries, size_t n_entries, const tn__st_note *notes,
                               size_t n_notes, tn_error *err)
{
    tn__file_replace file = TN_FILE_REPLACE_INIT;
    json_t *root = make_header(entries, n_entries, notes, n_notes);
    char *text = root ? json_dumps(root, JSON_COMPACT) : NULL;
    tn_status status = TN_OK;
    if (!text) TN_TRY(tn__fail(err, TN_NO_MEMORY, "cannot describe the weights: out of memory, or a name that is not UTF-8"));
    TN_TRY(tn__file_replace_open(&file, path, err));
    TN_TRY(write_header(&file, text, err));
    for (size_t s = 0; s < LAYOUT_SIZES; s++)
        for (size_t i = 0; i < n_entries; i++)
            if (element_bytes(entries[i].dtype) == layout[s])
                TN_TRY(tn__file_replace_write(&file, entries[i].data, entry_bytes(&entries[i]), err));
    TN_TRY(tn__file_replace_commit(&file, err));
done:
    tn__file_replace_abandon(&file);
    free(text);
    json_decref(root);
    return status;
}
