#include "format/data_format.h"

#include <stdio.h>

#include "format/bytes.h"
#include "format/idx.h"

const tn__data_format *tn__data_format_find(const char *path)
{
    static const tn__data_format *const formats[] = {
#define FORMAT(name) &tn__format_##name,
#include "format/formats.def"
#undef FORMAT
    };
    for (size_t i = 0; i < sizeof formats / sizeof *formats; i++)
        if (formats[i]->finds(path)) return formats[i];
    return NULL;
}

static tn_status refuse_content(const tn__bytes *bytes, const char *path, tn_error *err)
{
    tn_status status;
    if (bytes->size == 0) {
        status = tn__fail(err, TN_BAD_FORMAT, "%s is empty", path);
        tn__help(err, "fetch or write the file again");
    } else if (tn__idx_recognises(bytes->data, bytes->size)) {
        status = tn__fail(err, TN_BAD_FORMAT, "%s is an IDX file, but its name does not say where its labels are", path);
        tn__help(err, "name the two files ...-images-idx3-ubyte and ...-labels-idx1-ubyte, in one folder");
    } else {
        status = tn__fail(err, TN_BAD_FORMAT, "%s is no data that thinnet knows", path);
    }
    return status;
}

tn_status tn__data_format_refuse(const char *path, tn_error *err)
{
    tn__bytes bytes;
    tn_status status;
    if (tn__data_format_find(path)) {
        status = tn__no_memory(err, TN_BYTES_PEEK); /* only for want of memory was it not found before */
    } else if (!tn__file_exists(path)) {
        status = tn__fail(err, TN_IO, "there is no file or folder %s", path);
    } else if (tn__file_is_folder(path)) {
        status = tn__fail(err, TN_BAD_FORMAT, "the folder %s holds no data that thinnet knows", path);
    } else {
        status = tn__bytes_open(&bytes, path, err);
        if (status == TN_OK) status = refuse_content(&bytes, path, err);
        tn__bytes_close(&bytes);
    }
    tn__at_file(err, path);
    if (err && !err->help[0])
        tn__help(err, "give digits (built in), a folder with MNIST's IDX files, CIFAR-10's .bin files, or a CSV file");
    return status;
}

bool tn__path_join(char *out, size_t size, const char *folder, const char *name)
{
    int length = snprintf(out, size, "%s/%s", folder, name);
    return length >= 0 && (size_t)length < size;
}
