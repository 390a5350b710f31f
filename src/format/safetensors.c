/* Reading safetensors. The values of the header are jansson's work, one at a time; their order, and everything about sizes and
 * places, is checked here. */
#include "format/safetensors.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

#define MAX_HEADER 100000000 /* as the reference implementation */
#define MAX_ENTRY 65536      /* of a name, and of what is said of one tensor */

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
    uint64_t at;           /* the next byte of the file to be read, within the header */
    size_t tensors_capacity, metadata_capacity;
    bool lenient, has_metadata;
    tn_error *err;
} parse;

static tn_status refuse(const parse *p, uint64_t offset, const char *format, ...) TN_PRINTF(3, 4);
static tn_status refuse(const parse *p, uint64_t offset, const char *format, ...)
{
    char text[600];
    va_list args;
    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    tn_status status = tn__fail(p->err, TN_BAD_FORMAT, "not a valid safetensors file: %s", text);
    tn__at_offset(p->err, (int64_t)offset);
    return status;
}

static bool is_space(uint8_t c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

static uint64_t header_end(const parse *p)
{
    return 8 + p->header;
}

static void skip_space(parse *p)
{
    while (p->at < header_end(p) && is_space(p->bytes[p->at])) p->at++;
}

/* Whether the next byte is c; it is then passed over. */
static bool take(parse *p, char c)
{
    skip_space(p);
    bool is = p->at < header_end(p) && p->bytes[p->at] == (uint8_t)c;
    p->at += is;
    return is;
}

static tn_status read_length(parse *p)
{
    if (p->size < 8) return refuse(p, 0, "%llu bytes are too few for the header's length", (unsigned long long)p->size);
    for (int i = 7; i >= 0; i--) p->header = p->header << 8 | p->bytes[i];
    if (p->header > MAX_HEADER)
        return refuse(p, 0, "a header of %llu bytes is over the limit of %d", (unsigned long long)p->header, MAX_HEADER);
    if (p->header > p->size - 8)
        return refuse(p, 0, "a header of %llu bytes does not fit into a file of %llu", (unsigned long long)p->header,
                      (unsigned long long)p->size);
    p->at = 8;
    if (p->header == 0) return refuse(p, 8, "the header is empty");
    if (p->lenient) skip_space(p);
    if (p->at == header_end(p) || p->bytes[p->at] != '{') return refuse(p, p->at, "the header must begin with '{'");
    return TN_OK;
}

/* One JSON value of at most `longest` bytes. Values are read one by one, so that what a header costs stays near its own size. */
static tn_status read_json(parse *p, uint64_t longest, json_t **out)
{
    json_error_t error;
    skip_space(p);
    uint64_t left = header_end(p) - p->at, window = left < longest ? left : longest;
    *out = json_loadb((const char *)p->bytes + p->at, window, JSON_DECODE_ANY | JSON_DISABLE_EOF_CHECK | JSON_REJECT_DUPLICATES,
                      &error);
    if (*out) {
        p->at += (uint64_t)error.position;
        return TN_OK;
    }
    enum json_error_code code = json_error_code(&error);
    if (code == json_error_out_of_memory) return tn__no_memory(p->err, window);
    if (code == json_error_premature_end_of_input && window < left)
        return refuse(p, p->at, "a name or an entry of more than %llu bytes", (unsigned long long)longest);
    uint64_t place = error.position > 0 ? (uint64_t)error.position : 0;
    return refuse(p, p->at + place, "the header is no JSON: %s", error.text);
}

/* A member's name and the colon after it; *name is owned. */
static tn_status read_name(parse *p, char **name, uint64_t *place)
{
    json_t *text;
    *name = NULL;
    skip_space(p);
    *place = p->at;
    if (p->at == header_end(p) || p->bytes[p->at] != '"')
        return refuse(p, p->at, "the header is no JSON: a name in quotes is missing");
    tn_status status = read_json(p, MAX_ENTRY, &text);
    if (status != TN_OK) return status;
    *name = tn__strdup(json_string_value(text));
    if (!*name)
        status = tn__no_memory(p->err, json_string_length(text));
    else if (!take(p, ':'))
        status = refuse(p, p->at, "the header is no JSON: ':' is missing after a name");
    json_decref(text);
    if (status != TN_OK) tn__free(*name);
    return status;
}

/* Calls member, which takes the name over, at the value of each member. */
static tn_status read_object(parse *p, tn_status (*member)(parse *p, char *name, uint64_t place))
{
    if (!take(p, '{')) return refuse(p, p->at, "the header is no JSON: '{' is missing");
    if (take(p, '}')) return TN_OK;
    for (;;) {
        char *name;
        uint64_t place;
        tn_status status = read_name(p, &name, &place);
        if (status == TN_OK) status = member(p, name, place);
        if (status != TN_OK) return status;
        if (take(p, '}')) return TN_OK;
        if (!take(p, ',')) return refuse(p, p->at, "the header is no JSON: ',' or '}' is missing");
    }
}

/* --- metadata --- */

static tn_status read_text(parse *p, char *key, uint64_t place)
{
    json_t *value;
    tn__safetensors *out = p->out;
    if (!tn__grow((void **)&out->metadata, &p->metadata_capacity, out->n_metadata, sizeof *out->metadata)) {
        tn__free(key);
        return tn__no_memory(p->err, 2 * out->n_metadata * sizeof *out->metadata);
    }
    tn__st_text *text = &out->metadata[out->n_metadata++];
    *text = (tn__st_text){.key = key, .offset = place};
    tn_status status = read_json(p, UINT64_MAX, &value);
    if (status != TN_OK) return status;
    if (!json_is_string(value))
        status = refuse(p, place, "__metadata__ '%s' is not a text", key);
    else if (!(text->value = tn__strdup(json_string_value(value))))
        status = tn__no_memory(p->err, json_string_length(value));
    json_decref(value);
    return status;
}

static tn_status read_metadata(parse *p, uint64_t place)
{
    if (p->has_metadata) return refuse(p, place, "a duplicate of __metadata__");
    p->has_metadata = true;
    skip_space(p);
    bool null = header_end(p) - p->at >= 4 && memcmp(p->bytes + p->at, "null", 4) == 0;
    if (p->lenient && null) {
        p->at += 4;
        return TN_OK;
    }
    if (p->at == header_end(p) || p->bytes[p->at] != '{') return refuse(p, p->at, "__metadata__ must be an object of texts");
    return read_object(p, read_text);
}

/* --- tensors --- */

static tn_status read_dtype(parse *p, tn__st_tensor *t, json_t *value)
{
    const char *name = json_string_value(value);
    for (size_t i = 0; name && i < sizeof dtypes / sizeof *dtypes; i++)
        if (strcmp(dtypes[i].name, name) == 0) t->dtype = dtypes[i].name;
    if (t->dtype) return TN_OK;
    if (!name) return refuse(p, t->offset, "'%s' has no dtype", t->name);
    return refuse(p, t->offset, "'%s' has an unknown dtype '%s'", t->name, name);
}

static tn_status read_shape(parse *p, tn__st_tensor *t, json_t *value)
{
    size_t i;
    json_t *size;
    t->shape.batch = -1;
    if (!json_is_array(value)) return refuse(p, t->offset, "'%s' has no shape", t->name);
    if (json_array_size(value) > TN_MAX_DIMS)
        return refuse(p, t->offset, "'%s' has %zu dimensions; thinnet reads up to %d", t->name, json_array_size(value),
                      TN_MAX_DIMS);
    json_array_foreach(value, i, size)
    {
        if (!json_is_integer(size) || json_integer_value(size) < 0)
            return refuse(p, t->offset, "dimension %zu of '%s' is not a size", i, t->name);
        t->shape.dim[t->shape.rank++] = json_integer_value(size);
    }
    return TN_OK;
}

static tn_status read_offsets(parse *p, tn__st_tensor *t, json_t *value)
{
    json_t *first = json_array_get(value, 0), *last = json_array_get(value, 1);
    if (!json_is_array(value) || json_array_size(value) != 2 || !json_is_integer(first) || !json_is_integer(last))
        return refuse(p, t->offset, "'%s' has no pair of data_offsets", t->name);
    json_int_t begin = json_integer_value(first), end = json_integer_value(last);
    if (begin < 0 || end < begin)
        return refuse(p, t->offset, "the data of '%s', bytes %lld to %lld, does not lie in the file", t->name, (long long)begin,
                      (long long)end);
    t->begin = (uint64_t)begin;
    t->bytes = (uint64_t)(end - begin);
    return TN_OK;
}

static tn_status refuse_unknown_fields(const parse *p, const tn__st_tensor *t, json_t *object)
{
    const char *key;
    json_t *value;
    json_object_foreach(object, key, value)
    {
        if (strcmp(key, "dtype") && strcmp(key, "shape") && strcmp(key, "data_offsets"))
            return refuse(p, t->offset, "'%s' has an unknown field '%s'", t->name, key);
    }
    return TN_OK;
}

static tn_status read_tensor(parse *p, char *name, uint64_t place)
{
    json_t *object;
    tn__safetensors *out = p->out;
    if (!tn__grow((void **)&out->tensors, &p->tensors_capacity, out->n_tensors, sizeof *out->tensors)) {
        tn__free(name);
        return tn__no_memory(p->err, 2 * out->n_tensors * sizeof *out->tensors);
    }
    tn__st_tensor *t = &out->tensors[out->n_tensors++];
    *t = (tn__st_tensor){.name = name, .offset = place};
    tn_status status = read_json(p, MAX_ENTRY, &object);
    if (status != TN_OK) return status;
    if (!json_is_object(object)) status = refuse(p, place, "the entry of '%s' is not an object", name);
    if (status == TN_OK && !p->lenient) status = refuse_unknown_fields(p, t, object);
    if (status == TN_OK) status = read_dtype(p, t, json_object_get(object, "dtype"));
    if (status == TN_OK) status = read_shape(p, t, json_object_get(object, "shape"));
    if (status == TN_OK) status = read_offsets(p, t, json_object_get(object, "data_offsets"));
    json_decref(object);
    return status;
}

static tn_status read_member(parse *p, char *name, uint64_t place)
{
    if (strcmp(name, "__metadata__") != 0) return read_tensor(p, name, place);
    tn__free(name);
    return read_metadata(p, place);
}

static tn_status read_header(parse *p)
{
    tn_status status = read_object(p, read_member);
    if (status != TN_OK) return status;
    while (p->at < header_end(p) && (p->bytes[p->at] == ' ' || (p->lenient && is_space(p->bytes[p->at])))) p->at++;
    return p->at == header_end(p) ? TN_OK : refuse(p, p->at, "text follows the header's object");
}

/* --- duplicates --- */

static int by_name(const void *a, const void *b)
{
    const tn__st_tensor *x = a, *y = b;
    int order = strcmp(x->name, y->name);
    return order ? order : (x->offset > y->offset) - (x->offset < y->offset);
}

static int by_key(const void *a, const void *b)
{
    const tn__st_text *x = a, *y = b;
    int order = strcmp(x->key, y->key);
    return order ? order : (x->offset > y->offset) - (x->offset < y->offset);
}

/* The last of each name wins where duplicates may pass. */
static tn_status settle_tensors(parse *p)
{
    tn__st_tensor *t = p->out->tensors;
    size_t n = p->out->n_tensors, kept = 0;
    if (n > 1) qsort(t, n, sizeof *t, by_name);
    for (size_t i = 0; i + 1 < n && !p->lenient; i++)
        if (strcmp(t[i].name, t[i + 1].name) == 0) return refuse(p, t[i + 1].offset, "a duplicate of '%s'", t[i].name);
    for (size_t i = 0; i < n; i++) {
        if (i + 1 < n && strcmp(t[i].name, t[i + 1].name) == 0)
            tn__free(t[i].name);
        else
            t[kept++] = t[i];
    }
    p->out->n_tensors = kept;
    return TN_OK;
}

static tn_status settle_metadata(parse *p)
{
    tn__st_text *t = p->out->metadata;
    size_t n = p->out->n_metadata, kept = 0;
    if (n > 1) qsort(t, n, sizeof *t, by_key);
    for (size_t i = 0; i + 1 < n && !p->lenient; i++)
        if (strcmp(t[i].key, t[i + 1].key) == 0) return refuse(p, t[i + 1].offset, "a duplicate of __metadata__ '%s'", t[i].key);
    for (size_t i = 0; i < n; i++) {
        if (i + 1 < n && strcmp(t[i].key, t[i + 1].key) == 0) {
            tn__free(t[i].key);
            tn__free(t[i].value);
        } else {
            t[kept++] = t[i];
        }
    }
    p->out->n_metadata = kept;
    return TN_OK;
}

/* --- places: sizes, holes and overlaps --- */

static uint64_t element_bytes(const char *dtype)
{
    for (size_t i = 0; i < sizeof dtypes / sizeof *dtypes; i++)
        if (dtypes[i].name == dtype) return dtypes[i].bytes;
    return 0;
}

static tn_status place_tensor(const parse *p, tn__st_tensor *t)
{
    uint64_t data = p->size - header_end(p), wanted;
    int64_t count = tn__shape_count(&t->shape);
    if (count < 0 || __builtin_mul_overflow((uint64_t)count, element_bytes(t->dtype), &wanted))
        return refuse(p, t->offset, "the shape of '%s' overflows", t->name);
    if (t->begin > data || t->bytes > data - t->begin)
        return refuse(p, t->offset, "the data of '%s', bytes %llu to %llu, does not lie in the %llu bytes that there are",
                      t->name, (unsigned long long)t->begin, (unsigned long long)(t->begin + t->bytes), (unsigned long long)data);
    if (t->bytes != wanted)
        return refuse(p, t->offset, "'%s' has %llu bytes where its shape needs %llu", t->name, (unsigned long long)t->bytes,
                      (unsigned long long)wanted);
    t->data = p->bytes + header_end(p) + t->begin;
    return TN_OK;
}

static int by_data(const void *a, const void *b)
{
    const tn__st_tensor *x = a, *y = b;
    if (x->begin != y->begin) return x->begin < y->begin ? -1 : 1;
    return (x->bytes > y->bytes) - (x->bytes < y->bytes);
}

static tn_status check_coverage(const parse *p)
{
    uint64_t next = 0, data = p->size - header_end(p);
    for (size_t i = 0; i < p->out->n_tensors; i++) {
        const tn__st_tensor *t = &p->out->tensors[i];
        if (t->begin != next)
            return refuse(p, header_end(p) + next,
                          t->begin < next ? "the data of '%s' overlaps other data" : "a hole before the data of '%s'", t->name);
        next += t->bytes;
    }
    if (next != data)
        return refuse(p, header_end(p) + next, "%llu bytes follow the last tensor", (unsigned long long)(data - next));
    return TN_OK;
}

static tn_status place_tensors(parse *p)
{
    tn_status status = TN_OK;
    for (size_t i = 0; status == TN_OK && i < p->out->n_tensors; i++) status = place_tensor(p, &p->out->tensors[i]);
    if (status != TN_OK) return status;
    if (p->out->n_tensors > 1) qsort(p->out->tensors, p->out->n_tensors, sizeof *p->out->tensors, by_data);
    return check_coverage(p);
}

tn_status tn__safetensors_parse(tn__safetensors *out, const uint8_t *bytes, size_t size, bool lenient, tn_error *err)
{
    parse p = {.out = out, .bytes = bytes, .size = size, .lenient = lenient, .err = err};
    *out = (tn__safetensors){0};
    tn_status status;
    TN_TRY(read_length(&p));
    TN_TRY(read_header(&p));
    TN_TRY(settle_tensors(&p));
    TN_TRY(settle_metadata(&p));
    TN_TRY(place_tensors(&p));
done:
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
