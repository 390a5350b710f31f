/* A file's bytes, gunzipped where its content says so. */
#ifndef TN_FORMAT_BYTES_H
#define TN_FORMAT_BYTES_H

#include "base/file.h"

typedef struct tn__bytes {
    const uint8_t *data;
    size_t size;
    tn__file_view view; /* behind data, or what was unpacked */
    uint8_t *unpacked;  /* owned; NULL when the file is plain */
} tn__bytes;

#define TN_BYTES_MAX ((uint64_t)4 << 30) /* of either form */

TN_NODISCARD tn_status tn__bytes_open(tn__bytes *out, const char *path, tn_error *err);
/* The first bytes only, at least TN_BYTES_PEEK where there are so many: enough to recognise a format. */
#define TN_BYTES_PEEK ((size_t)1 << 16)
TN_NODISCARD tn_status tn__bytes_peek(tn__bytes *out, const char *path, tn_error *err);
void tn__bytes_close(tn__bytes *bytes);
/* The bytes from `skip` on as a block of the caller's own (tn__free), and closes them: what was unpacked is handed over, not
 * copied. NULL on lack of memory. */
uint8_t *tn__bytes_take(tn__bytes *bytes, size_t skip);
bool tn__is_gzip(const uint8_t *data, size_t size);
/* Unpacks gzip members; *out is owned (tn__free). Memory grows with what really comes out, never by what a header claims. */
TN_NODISCARD tn_status tn__gunzip(uint8_t **out, size_t *out_size, const uint8_t *data, size_t size, tn_error *err);

#endif
