/* Reading safetensors. JSON is jansson's work; everything about sizes and places is checked here. */
#include "format/safetensors.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

#define MAX_HEADER 100000000 /* as the reference implementation */

static const struct {
    const char *name;
    uint64_t bytes;
} dtypes[] = {
#define DTYPE(name, bytes) {#name, bytes},
    TN_SAFETENSORS_DTYPES(DTYPE)
#undef DTYPE
};

/* --- the header --- */

typedef struct parse {
    tn__safetensors *out;
    const uint8_t *bytes;
    uint64_t size, header; /* of the file, of the header */
    bool lenient;
    tn_error *err;
} parse;

static tn_status refuse(const parse *p, int64_t offset, const char *format, ...) TN_PRINTF(3, 4);
static tn_status refuse(const parse *p, int64_t offset, const char *format, ...)
{
    char text[600];
    va_list args;
    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    tn_status status = tn__fail(p->err, TN_BAD_FORMAT, "not a valid safetensors file: %s", text);
    tn__at_offset(p->err, offset);
    return status;
}

static tn_status read_length(parse *p)
{
    if (p->size < 8) return refuse(p, 0, "%llu bytes are too few for the header's length", (unsigned long long)p->size);
    p->header = 0;
    for (int i = 7; i >= 0; i--) p->header = p->header << 8 | p->bytes[i];
    if (p->header > MAX_HEADER) return refuse(p, 0, "a header of %llu bytes is over the limit of %d",
                                              (unsigned long long)p->header, MAX_HEADER);
    if (p->header > p->size - 8)
        return refuse(p, 0, "a header of %llu bytes does not fit into a file of %llu", (unsigned long long)p->header,
                      (unsigned long long)p->size);
    if (p->header == 0) return refuse(p, 8, "the header is empty");
    if (p->bytes[8] != '{' && !(p->lenient && strchr(" \t\r\n", p->bytes[8]) && p->bytes[8]))
        return refuse(p, 8, "the header must begin with '{'");
    return TN_OK;
}

static tn_status load_json(const parse *p, json_t **out)
{
    json_error_t error;
    size_t flags = JSON_DISABLE_EOF_CHECK | (p->lenient ? 0 : JSON_REJECT_DUPLICATES);
    json_t *root = json_loadb((const char *)p->bytes + 8, p->header, flags, &error);
    if (!root) return refuse(p, 8 + (error.position > 0 ? error.position : 0), "the header is no JSON: %s", error.text);
    uint64_t end = (uint64_t)error.position;
    while (end < p->header && (p->bytes[8 + end] == ' ' || (p->lenient && strchr("\t\r\n", p->bytes[8 + end]) && p->bytes[8 + end])))
        end++;
    if (end < p->header || !json_is_object(root)) {
        bool object = json_is_object(root);
        json_decref(root);
        return refuse(p, 8 + (int64_t)end, object ? "text follows the header's object" : "the header must be an object");
    }
    *out = root;
    return TN_OK;
}

/* --- metadata --- */

static tn_status read_metadata(parse *p, json_t *object)
{
    const char *key;
    json_t *value;
    if (!json_is_object(object)) return refuse(p, 8, "__metadata__ must be an object of texts");
    p->out->metadata = tn__alloc(json_object_size(object) + 1, sizeof *p->out->metadata);
    if (!p->out->metadata) return tn__no_memory(p->err, json_object_size(object));
    json_object_foreach(object, key, value)
    {
        if (!json_is_string(value)) return refuse(p, 8, "__metadata__ '%s' is not a text", key);
        tn__st_text *text = &p->out->metadata[p->out->n_metadata++];
        text->key = tn__strdup(key);
        text->value = tn__strdup(json_string_value(value));
        if (!text->key || !text->value) return tn__no_memory(p->err, json_string_length(value));
    }
    return TN_OK;
}

/* --- tensors --- */

static tn_status read_dtype(parse *p, tn__st_tensor *t, json_t *value, uint64_t *bytes)
{
    const char *name = json_string_value(value);
    for (size_t i = 0; name && i < sizeof dtypes / sizeof *dtypes; i++)
        if (strcmp(dtypes[i].name, name) == 0) {
            t->dtype = dtypes[i].name;
            *bytes = dtypes[i].bytes;
            return TN_OK;
        }
    return refuse(p, 8, "'%s' has an unknown dtype %s%s%s", t->name, name ? "'" : "", name ? name : "(not a text)", name ? "'" : "");
}

static tn_status read_shape(parse *p, tn__st_tensor *t, json_t *value, uint64_t *count)
{
    size_t i;
    json_t *size;
    *count = 1;
    t->shape.batch = -1;
    if (!json_is_array(value)) return refuse(p, 8, "'%s' has no shape", t->name);
    if (json_array_size(value) > TN_MAX_DIMS)
        return refuse(p, 8, "'%s' has %zu dimensions; thinnet reads up to %d", t->name, json_array_size(value), TN_MAX_DIMS);
    json_array_foreach(value, i, size)
    {
        if (!json_is_integer(size) || json_integer_value(size) < 0)
            return refuse(p, 8, "dimension %zu of '%s' is not a size", i, t->name);
        t->shape.dim[t->shape.rank++] = json_integer_value(size);
        if (__builtin_mul_overflow(*count, (uint64_t)json_integer_value(size), count) || *count > INT64_MAX)
            return refuse(p, 8, "the shape of '%s' overflows", t->name);
    }
    return TN_OK;
}

static tn_status read_offsets(parse *p, tn__st_tensor *t, json_t *value, uint64_t wanted)
{
    json_t *first = json_array_get(value, 0), *last = json_array_get(value, 1);
    if (!json_is_array(value) || json_array_size(value) != 2 || !json_is_integer(first) || !json_is_integer(last))
        return refuse(p, 8, "'%s' has no pair of data_offsets", t->name);
    json_int_t begin = json_integer_value(first), end = json_integer_value(last);
    uint64_t data = p->size - 8 - p->header;
    if (begin < 0 || end < begin || (uint64_t)end > data)
        return refuse(p, 8, "the data of '%s', bytes %lld to %lld, does not lie in the %llu bytes that there are", t->name,
                      (long long)begin, (long long)end, (unsigned long long)data);
    t->bytes = (uint64_t)(end - begin);
    t->data = p->bytes + 8 + p->header + begin;
    if (t->bytes != wanted)
        return refuse(p, 8 + (int64_t)p->header + begin, "'%s' has %llu bytes where its shape needs %llu", t->name,
                      (unsigned long long)t->bytes, (unsigned long long)wanted);
    return TN_OK;
}

static tn_status refuse_unknown_fields(const parse *p, const tn__st_tensor *t, json_t *object)
{
    const char *key;
    json_t *value;
    json_object_foreach(object, key, value)
    {
        if (strcmp(key, "dtype") && strcmp(key, "shape") && strcmp(key, "data_offsets"))
            return refuse(p, 8, "'%s' has an unknown field '%s'", t->name, key);
    }
    return TN_OK;
}

static tn_status read_tensor(parse *p, const char *name, json_t *object)
{
    uint64_t element = 0, count, wanted;
    tn__st_tensor *t = &p->out->tensors[p->out->n_tensors++];
    t->name = tn__strdup(name);
    if (!t->name) return tn__no_memory(p->err, strlen(name));
    if (!json_is_object(object)) return refuse(p, 8, "the entry of '%s' is not an object", name);
    tn_status status = p->lenient ? TN_OK : refuse_unknown_fields(p, t, object);
    if (status == TN_OK) status = read_dtype(p, t, json_object_get(object, "dtype"), &element);
    if (status == TN_OK) status = read_shape(p, t, json_object_get(object, "shape"), &count);
    if (status != TN_OK) return status;
    if (__builtin_mul_overflow(count, element, &wanted)) return refuse(p, 8, "the shape of '%s' overflows", name);
    return read_offsets(p, t, json_object_get(object, "data_offsets"), wanted);
}

/* --- holes and overlaps --- */

static int by_data(const void *a, const void *b)
{
    const tn__st_tensor *x = a, *y = b;
    if (x->data != y->data) return x->data < y->data ? -1 : 1;
    return (x->bytes > y->bytes) - (x->bytes < y->bytes);
}

static tn_status check_coverage(const parse *p)
{
    const uint8_t *next = p->bytes + 8 + p->header;
    for (size_t i = 0; i < p->out->n_tensors; i++) {
        const tn__st_tensor *t = &p->out->tensors[i];
        if (t->data != next)
            return refuse(p, next - p->bytes, t->data < next ? "the data of '%s' overlaps other data" : "a hole before the data of '%s'",
                          t->name);
        next += t->bytes;
    }
    if (next != p->bytes + p->size)
        return refuse(p, next - p->bytes, "%llu bytes follow the last tensor", (unsigned long long)(p->bytes + p->size - next));
    return TN_OK;
}

static tn_status read_entries(parse *p, json_t *root)
{
    const char *name;
    json_t *value;
    tn_status status = TN_OK;
    p->out->tensors = tn__alloc(json_object_size(root) + 1, sizeof *p->out->tensors);
    if (!p->out->tensors) return tn__no_memory(p->err, json_object_size(root) * sizeof *p->out->tensors);
    json_object_foreach(root, name, value)
    {
        status = strcmp(name, "__metadata__") == 0 ? read_metadata(p, value) : read_tensor(p, name, value);
        if (status != TN_OK) return status;
    }
    qsort(p->out->tensors, p->out->n_tensors, sizeof *p->out->tensors, by_data);
    return check_coverage(p);
}

tn_status tn__safetensors_parse(tn__safetensors *out, const uint8_t *bytes, size_t size, bool lenient, tn_error *err)
{
    parse p = {.out = out, .bytes = bytes, .size = size, .lenient = lenient, .err = err};
    json_t *root = NULL;
    *out = (tn__safetensors){0};
    tn_status status;
    TN_TRY(read_length(&p));
    TN_TRY(load_json(&p, &root));
    TN_TRY(read_entries(&p, root));
done:
    json_decref(root);
    if (status != TN_OK) tn__safetensors_close(out);
    return status;
}

tn_status tn__safetensors_open(tn__safetensors *out, const char *path, bool lenient, tn_error *err)
{
    tn__file_view view;
    *out = (tn__safetensors){0};
    tn_status status = tn__file_open(&view, path, UINT64_MAX >> 1, err);
    if (status != TN_OK) return status;
    status = tn__safetensors_parse(out, view.data, view.size, lenient, err);
    out->view = view;
    if (status == TN_OK) return TN_OK;
    tn__at_file(err, path);
    if (status == TN_BAD_FORMAT && err && !err->help[0])
        tn__help(err, "write the file again with thinnet train --save or safetensors.torch.save_file");
    tn__safetensors_close(out);
    return status;
}

void tn__safetensors_close(tn__safetensors *file)
{
    for (size_t i = 0; i < file->n_tensors; i++) tn__free(file->tensors[i].name);
    for (size_t i = 0; i < file->n_metadata; i++) {
        tn__free(file->metadata[i].key);
        tn__free(file->metadata[i].value);
    }
    tn__free(file->tensors);
    tn__free(file->metadata);
    tn__file_close(&file->view);
    *file = (tn__safetensors){0};
}

const tn__st_tensor *tn__safetensors_find(const tn__safetensors *file, const char *name)
{
    for (size_t i = 0; i < file->n_tensors; i++)
        if (strcmp(file->tensors[i].name, name) == 0) return &file->tensors[i];
    return NULL;
}

const char *tn__safetensors_text(const tn__safetensors *file, const char *key)
{
    for (size_t i = 0; i < file->n_metadata; i++)
        if (strcmp(file->metadata[i].key, key) == 0) return file->metadata[i].value;
    return NULL;
}
