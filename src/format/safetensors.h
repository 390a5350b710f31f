/* The safetensors weight format: an 8-byte little-endian header length, a JSON header, then the tensors' bytes.
 *
 *   +--------+----------------------------------------------------------+-----------------+
 *   | length | {"__metadata__": {"k": "v"}, "fc1.weight": {"dtype":      | bytes of all    |
 *   | u64    |  "F32", "shape": [50, 64], "data_offsets": [0, 12800]} } | tensors, no gap |
 *   +--------+----------------------------------------------------------+-----------------+
 *
 * The reader refuses what the format's description does: duplicate names, white space before the header, unknown fields, holes
 * and overlaps, trailing bytes, sizes that overflow or do not fit the shape. `lenient` lets pass what the reference loader 0.8.0
 * does: the first three (the last duplicate wins) and white space after the header. The file is mapped, and tensors point into
 * the map. */
#ifndef TN_FORMAT_SAFETENSORS_H
#define TN_FORMAT_SAFETENSORS_H

#include "base/file.h"
#include "tensor/shape.h"

/* X(name, bytes of an element): the dtypes of the format that a file may hold; those under a byte are not read. */
#define TN_SAFETENSORS_DTYPES(X)                                                                                                 \
    X(BOOL, 1)                                                                                                                   \
    X(U8, 1)                                                                                                                     \
    X(I8, 1)                                                                                                                     \
    X(F8_E5M2, 1)                                                                                                                \
    X(F8_E4M3, 1)                                                                                                                \
    X(F8_E8M0, 1)                                                                                                                \
    X(F8_E5M2FNUZ, 1)                                                                                                            \
    X(F8_E4M3FNUZ, 1)                                                                                                            \
    X(I16, 2)                                                                                                                    \
    X(U16, 2)                                                                                                                    \
    X(F16, 2)                                                                                                                    \
    X(BF16, 2)                                                                                                                   \
    X(I32, 4)                                                                                                                    \
    X(U32, 4)                                                                                                                    \
    X(F32, 4)                                                                                                                    \
    X(F64, 8)                                                                                                                    \
    X(I64, 8)                                                                                                                    \
    X(U64, 8)                                                                                                                    \
    X(C64, 8)

typedef struct tn__st_tensor {
    char *name;        /* owned by the file */
    const char *dtype; /* "F32"; static text */
    tn_shape shape;
    const uint8_t *data; /* into the map; may not be aligned */
    uint64_t bytes;
    uint64_t begin;  /* of its data, from the end of the header */
    uint64_t offset; /* of its entry, in the file */
} tn__st_tensor;

typedef struct tn__st_text {
    char *key, *value;
    uint64_t offset; /* in the file */
} tn__st_text;

typedef struct tn__safetensors {
    tn__file_view view;
    tn__st_tensor *tensors; /* in the order of their data */
    size_t n_tensors;
    tn__st_text *metadata; /* in the order of their keys */
    size_t n_metadata;
} tn__safetensors;

TN_NODISCARD tn_status tn__safetensors_open(tn__safetensors *out, const char *path, bool lenient, tn_error *err);
/* The same from memory, which must outlive `out`. */
TN_NODISCARD tn_status tn__safetensors_parse(tn__safetensors *out, const uint8_t *bytes, size_t size, bool lenient,
                                             tn_error *err);
void tn__safetensors_close(tn__safetensors *file);
const tn__st_tensor *tn__safetensors_find(const tn__safetensors *file, const char *name); /* NULL: none */
const char *tn__safetensors_text(const tn__safetensors *file, const char *key);           /* of the metadata; NULL: none */

/* What is to be written; all borrowed. */
typedef struct tn__st_entry {
    const char *name, *dtype;
    tn_shape shape;
    const void *data;
} tn__st_entry;
typedef struct tn__st_note {
    const char *key, *value;
} tn__st_note;
/* Replaces `path` atomically. Entries are laid out by the size of their elements, large ones first, else in
 * the order given; names must differ. */
TN_NODISCARD tn_status tn__safetensors_save(const char *path, const tn__st_entry *entries, size_t n_entries,
                                            const tn__st_note *notes, size_t n_notes, tn_error *err);

#endif
