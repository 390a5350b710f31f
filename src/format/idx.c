#include "format/idx.h"

#include <string.h>

#include "base/mem.h"

static uint32_t big_endian(const uint8_t *p)
{
    return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];
}

bool tn__idx_recognises(const uint8_t *data, size_t size)
{
    return size >= 4 && data[0] == 0 && data[1] == 0 && data[2] >= 8 && data[2] <= 14 && data[3] >= 1 && data[3] <= 4;
}

static tn_status refuse(tn_error *err, int64_t offset, tn_status status)
{
    tn__at_offset(err, offset);
    tn__help(err, "fetch the file again, or give a folder with MNIST's four files");
    return status;
}

tn_status tn__idx_header(const uint8_t *bytes, size_t size, tn_shape *shape, const uint8_t **data, tn_error *err)
{
    if (size < 4) return refuse(err, 0, tn__fail(err, TN_BAD_FORMAT, "%zu bytes are too few for an IDX file", size));
    if (!tn__idx_recognises(bytes, size))
        return refuse(err, 0, tn__fail(err, TN_BAD_FORMAT, "not an IDX file: its magic number is 0x%08x", big_endian(bytes)));
    if (bytes[2] != 8)
        return refuse(err, 2,
                      tn__fail(err, TN_UNSUPPORTED, "an IDX file of type 0x%02x; thinnet reads unsigned bytes (0x08)", bytes[2]));
    size_t header = 4 + 4 * (size_t)bytes[3];
    if (size < header) return refuse(err, 4, tn__fail(err, TN_BAD_FORMAT, "the IDX header is cut short"));
    *shape = (tn_shape){.rank = bytes[3], .batch = -1};
    for (int d = 0; d < shape->rank; d++) shape->dim[d] = big_endian(bytes + 4 + 4 * d);
    int64_t count = tn__shape_count(shape);
    if (count < 0 || (uint64_t)count != size - header) {
        char text[96];
        return refuse(err, 4,
                      tn__fail(err, TN_BAD_FORMAT, "the IDX header announces %s bytes, but %zu follow",
                               tn__shape_print(shape, text, sizeof text), size - header));
    }
    *data = bytes + header;
    return TN_OK;
}

static tn_status check_pair(const tn_shape *images, const tn_shape *labels, tn_error *err)
{
    if (labels->rank != 1) return tn__fail(err, TN_BAD_FORMAT, "the IDX labels have %d dimensions instead of 1", labels->rank);
    if (images->rank < 2)
        return tn__fail(err, TN_BAD_FORMAT, "the IDX images have %d dimensions; at least 2 are needed", images->rank);
    if (images->dim[0] != labels->dim[0])
        return tn__fail(err, TN_MISMATCH, "%lld images, but %lld labels", (long long)images->dim[0], (long long)labels->dim[0]);
    if (images->dim[0] == 0 || tn__shape_product(images, 1, images->rank) == 0)
        return tn__fail(err, TN_BAD_FORMAT, "the IDX file holds no samples");
    return TN_OK;
}

static tn_status take(tn__samples *out, tn__bytes *images, const tn__bytes *labels, tn_error *err)
{
    tn_shape image_shape, label_shape;
    const uint8_t *pixels, *classes;
    tn_status status = tn__idx_header(images->data, images->size, &image_shape, &pixels, err);
    if (status == TN_OK) status = tn__idx_header(labels->data, labels->size, &label_shape, &classes, err);
    if (status == TN_OK) status = check_pair(&image_shape, &label_shape, err);
    if (status != TN_OK) return status;
    int64_t n = image_shape.dim[0], count = tn__shape_count(&image_shape);
    out->bytes = tn__bytes_take(images, (size_t)(pixels - images->data));
    out->labels = tn__alloc((size_t)n, sizeof *out->labels);
    if (!out->bytes || !out->labels) {
        tn__samples_release(out);
        return tn__no_memory(err, (uint64_t)count);
    }
    out->n = n;
    out->byte_scale = 1.0f / 255;
    out->shape = (tn_shape){.rank = image_shape.rank == 3 ? 3 : image_shape.rank - 1, .batch = -1};
    if (image_shape.rank == 3) out->shape.dim[0] = 1; /* grey images have one channel */
    for (int d = 1; d < image_shape.rank; d++) out->shape.dim[out->shape.rank - image_shape.rank + d] = image_shape.dim[d];
    for (int64_t i = 0; i < n; i++) {
        out->labels[i] = classes[i];
        if (classes[i] >= out->classes) out->classes = classes[i] + 1;
    }
    return TN_OK;
}

tn_status tn__idx_take(tn__samples *out, tn__bytes *images, const tn__bytes *labels, tn_error *err)
{
    *out = (tn__samples){0};
    tn_status status = take(out, images, labels, err);
    tn__bytes_close(images);
    return status;
}

tn_status tn__idx_parse(tn__samples *out, const uint8_t *images, size_t images_size, const uint8_t *labels, size_t labels_size,
                        tn_error *err)
{
    tn__bytes image_bytes = {.data = images, .size = images_size}, label_bytes = {.data = labels, .size = labels_size};
    return tn__idx_take(out, &image_bytes, &label_bytes, err);
}
