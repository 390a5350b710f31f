/* Tables behind a path: one text file, or a folder with train.csv and perhaps test.csv. */
#include <limits.h>
#include <string.h>

#include "format/bytes.h"
#include "format/data_format.h"

static bool in_folder(const char *folder, const char *const names[], char *out, size_t size)
{
    for (int i = 0; names[i]; i++)
        if (tn__path_join(out, size, folder, names[i]) && tn__file_exists(out)) return true;
    return false;
}

static const char *const train_names[] = {"train.csv", "train.csv.gz", "train.tsv", "train.tsv.gz", NULL};
static const char *const test_names[] = {"test.csv", "test.csv.gz", "test.tsv", "test.tsv.gz", NULL};

static bool named_as_table(const char *path)
{
    static const char *const endings[] = {".csv", ".tsv", ".csv.gz", ".tsv.gz"};
    size_t length = strlen(path);
    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++) {
        size_t n = strlen(endings[i]);
        if (length > n && strcmp(path + length - n, endings[i]) == 0) return true;
    }
    return false;
}

static bool finds(const char *path)
{
    char file[PATH_MAX];
    tn__bytes bytes;
    if (tn__file_is_folder(path)) return in_folder(path, train_names, file, sizeof file);
    if (tn__bytes_peek(&bytes, path, NULL) != TN_OK) return false;
    /* A table without numbers is refused best by its reader, which knows the place. */
    bool found = bytes.size > 0 && (named_as_table(path) || tn__csv_recognises(bytes.data, bytes.size));
    tn__bytes_close(&bytes);
    return found;
}

static tn_status read_file(const char *path, const tn__csv_options *options, tn__samples *out, tn_error *err)
{
    tn__bytes bytes;
    tn_status status = tn__bytes_open(&bytes, path, err);
    if (status != TN_OK) return status;
    status = tn__csv_parse(out, bytes.data, bytes.size, options, err);
    if (status != TN_OK) tn__at_file(err, path);
    tn__bytes_close(&bytes);
    return status;
}

static tn_status read(const char *path, const tn__csv_options *options, tn__samples *train, tn__samples *test, tn_error *err)
{
    char file[PATH_MAX];
    if (!tn__file_is_folder(path)) return read_file(path, options, train, err);
    if (!in_folder(path, train_names, file, sizeof file)) return tn__fail(err, TN_IO, "there is no train.csv in %s", path);
    tn_status status = read_file(file, options, train, err);
    if (status != TN_OK || !in_folder(path, test_names, file, sizeof file)) return status;
    status = read_file(file, options, test, err);
    return status == TN_OK ? tn__samples_check_alike(train, test, file, err) : status;
}

const tn__data_format tn__format_csv = {
    .name = "CSV", .summary = "a text file of columns, or a folder with train.csv and test.csv", .finds = finds, .read = read};
