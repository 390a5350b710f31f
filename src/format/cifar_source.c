/* CIFAR-10 behind a path: a folder with data_batch_*.bin and test_batch.bin, or one file of records. */
#include <dirent.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>

#include "format/bytes.h"
#include "format/cifar.h"
#include "format/data_format.h"

static bool has_batch(const char *folder)
{
    bool found = false;
    DIR *dir = opendir(folder);
    if (!dir) return false;
    for (struct dirent *e; !found && (e = readdir(dir));) found = strncmp(e->d_name, "data_batch_", 11) == 0;
    closedir(dir);
    return found;
}

static bool finds(const char *path)
{
    if (tn__file_is_folder(path)) return has_batch(path);
    size_t length = strlen(path);
    bool named = (length > 4 && strcmp(path + length - 4, ".bin") == 0) ||
                 (length > 7 && strcmp(path + length - 7, ".bin.gz") == 0);
    if (named) return tn__file_exists(path);
    tn__bytes bytes;
    if (tn__bytes_peek(&bytes, path, NULL) != TN_OK) return false;
    /* Of a packed file only the beginning is known here, and whether records are whole only at the end. */
    bool found = !bytes.unpacked && tn__cifar_recognises(bytes.data, bytes.size);
    tn__bytes_close(&bytes);
    return found;
}

static tn_status add_file(const char *path, tn__samples *to, tn_error *err)
{
    tn__bytes bytes;
    tn__samples one = {0};
    tn_status status = tn__bytes_open(&bytes, path, err);
    if (status != TN_OK) return status;
    status = tn__cifar_parse(&one, bytes.data, bytes.size, err);
    if (status == TN_OK && to->n == 0) {
        *to = one;
        one = (tn__samples){0};
    } else if (status == TN_OK) {
        status = tn__samples_append(to, &one, err);
    }
    if (status != TN_OK) tn__at_file(err, path);
    tn__samples_release(&one);
    tn__bytes_close(&bytes);
    return status;
}

static tn_status read(const char *path, const tn__csv_options *options, tn__samples *train, tn__samples *test, tn_error *err)
{
    char file[PATH_MAX], name[40];
    tn_status status = TN_OK;
    (void)options;
    if (!tn__file_is_folder(path)) return add_file(path, train, err);
    for (int i = 1; status == TN_OK && i <= 9; i++) {
        snprintf(name, sizeof name, "data_batch_%d.bin", i);
        if (tn__path_join(file, sizeof file, path, name) && tn__file_exists(file)) status = add_file(file, train, err);
    }
    if (status == TN_OK && train->n == 0) {
        status = tn__fail(err, TN_IO, "there is no data_batch_1.bin in %s", path);
        tn__at_file(err, path);
        tn__help(err, "thinnet reads the binary version of CIFAR-10, files of the form data_batch_1.bin");
    }
    if (status == TN_OK && tn__path_join(file, sizeof file, path, "test_batch.bin") && tn__file_exists(file))
        status = add_file(file, test, err);
    return status;
}

const tn__data_format tn__format_cifar = {
    .name = "CIFAR-10", .summary = "a folder with data_batch_*.bin, or one such file", .finds = finds, .read = read};
