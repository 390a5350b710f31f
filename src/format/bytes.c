#include "format/bytes.h"

#include <string.h>
#include <zlib.h>

#include "base/mem.h"

bool tn__is_gzip(const uint8_t *data, size_t size)
{
    return size >= 2 && data[0] == 0x1f && data[1] == 0x8b;
}

static tn_status make_room(uint8_t **data, size_t *capacity, size_t used, tn_error *err)
{
    if (used < *capacity) return TN_OK;
    size_t wanted = *capacity ? *capacity * 2 : 1 << 16;
    if (wanted > TN_BYTES_MAX)
        return tn__fail(err, TN_BAD_FORMAT, "the file unpacks to more than %llu bytes", (unsigned long long)TN_BYTES_MAX);
    uint8_t *larger = tn__resize(*data, wanted, 1);
    if (!larger) return tn__no_memory(err, wanted);
    *data = larger;
    *capacity = wanted;
    return TN_OK;
}

static tn_status gzip_error(const z_stream *z, int code, tn_error *err)
{
    if (code == Z_MEM_ERROR) return tn__no_memory(err, 1 << 16);
    const char *why = code == Z_BUF_ERROR ? "it is cut short" : z->msg ? z->msg : "damaged data";
    tn_status status = tn__fail(err, TN_BAD_FORMAT, "the gzip data cannot be unpacked: %s", why);
    tn__at_offset(err, (int64_t)z->total_in);
    tn__help(err, "fetch the file again");
    return status;
}

/* Unpacks until the end or, when `enough` is smaller, until so many bytes are there. */
static tn_status unpack(z_stream *z, size_t enough, uint8_t **data, size_t *used, tn_error *err)
{
    size_t capacity = 0;
    for (int code = Z_OK; *used < enough;) {
        if (code == Z_STREAM_END) {
            if (!tn__is_gzip(z->next_in, z->avail_in)) return TN_OK; /* anything else after the last member is padding */
            inflateReset(z);
        }
        tn_status status = make_room(data, &capacity, *used, err);
        if (status != TN_OK) return status;
        size_t room = capacity - *used < UINT32_MAX ? capacity - *used : UINT32_MAX;
        z->next_out = *data + *used;
        z->avail_out = (uInt)room;
        code = inflate(z, Z_NO_FLUSH);
        *used += room - z->avail_out;
        if (code != Z_OK && code != Z_STREAM_END) return gzip_error(z, code, err);
    }
    return TN_OK;
}

static tn_status gunzip(uint8_t **out, size_t *out_size, const uint8_t *data, size_t size, size_t enough, tn_error *err)
{
    z_stream z = {.next_in = (Bytef *)data, .avail_in = (uInt)size};
    uint8_t *unpacked = NULL;
    size_t used = 0;
    if (size > UINT32_MAX) return tn__fail(err, TN_BAD_FORMAT, "a gzip file of %zu bytes is too large", size);
    if (inflateInit2(&z, 15 + 16) != Z_OK) return tn__no_memory(err, 1 << 16);
    tn_status status = unpack(&z, enough, &unpacked, &used, err);
    inflateEnd(&z);
    if (status != TN_OK) {
        tn__free(unpacked);
        return status;
    }
    *out = unpacked;
    *out_size = used;
    return TN_OK;
}

tn_status tn__gunzip(uint8_t **out, size_t *out_size, const uint8_t *data, size_t size, tn_error *err)
{
    return gunzip(out, out_size, data, size, SIZE_MAX, err);
}

static tn_status open_bytes(tn__bytes *out, const char *path, size_t enough, tn_error *err)
{
    *out = (tn__bytes){0};
    tn_status status = tn__file_open(&out->view, path, TN_BYTES_MAX, err);
    if (status != TN_OK) return status;
    out->data = out->view.data;
    out->size = out->view.size;
    if (!tn__is_gzip(out->data, out->size)) return TN_OK;
    status = gunzip(&out->unpacked, &out->size, out->view.data, out->view.size, enough, err);
    out->data = out->unpacked;
    if (status == TN_OK) return TN_OK;
    tn__at_file(err, path);
    tn__bytes_close(out);
    return status;
}

tn_status tn__bytes_open(tn__bytes *out, const char *path, tn_error *err)
{
    return open_bytes(out, path, SIZE_MAX, err);
}

tn_status tn__bytes_peek(tn__bytes *out, const char *path, tn_error *err)
{
    return open_bytes(out, path, TN_BYTES_PEEK, err);
}

void tn__bytes_close(tn__bytes *bytes)
{
    tn__file_close(&bytes->view);
    tn__free(bytes->unpacked);
    *bytes = (tn__bytes){0};
}

uint8_t *tn__bytes_take(tn__bytes *bytes, size_t skip)
{
    size_t size = bytes->size - skip;
    uint8_t *block = bytes->unpacked;
    if (block) {
        memmove(block, block + skip, size);
        uint8_t *smaller = tn__resize(block, size + 1, 1);
        if (smaller) block = smaller; /* else the larger one will do */
        bytes->unpacked = NULL;
    } else {
        block = tn__alloc(size + 1, 1);
        if (block) memcpy(block, bytes->data + skip, size);
    }
    tn__bytes_close(bytes);
    return block;
}
