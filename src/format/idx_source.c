/* IDX behind a path: a folder with MNIST's four files, a folder or file of one *-images-idx3-ubyte with its labels. */
#include <dirent.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>

#include "format/bytes.h"
#include "format/data_format.h"
#include "format/idx.h"

#define IMAGES "images-idx3-ubyte"
#define LABELS "labels-idx1-ubyte"

/* The labels' path for an images' path: packed or not, as it lies there. */
static bool labels_beside(const char *images, char *out, size_t size)
{
    const char *at = strstr(images, IMAGES), *later;
    while (at && (later = strstr(at + 1, IMAGES))) at = later;
    if (!at) return false;
    for (int packed = 0; packed < 2; packed++) {
        int length = snprintf(out, size, "%.*s" LABELS "%s", (int)(at - images), images, packed ? ".gz" : "");
        if (length > 0 && (size_t)length < size && tn__file_exists(out)) return true;
    }
    return false;
}

/* The first images file of a folder whose name begins with `prefix`, in alphabetical order. */
static bool find_images(const char *folder, const char *prefix, char *out, size_t size)
{
    char best[256] = "";
    DIR *dir = opendir(folder);
    if (!dir) return false;
    for (struct dirent *e; (e = readdir(dir));) {
        bool fits = strncmp(e->d_name, prefix, strlen(prefix)) == 0 && strstr(e->d_name, IMAGES);
        if (fits && strlen(e->d_name) < sizeof best && (!*best || strcmp(e->d_name, best) < 0)) strcpy(best, e->d_name);
    }
    closedir(dir);
    return *best && tn__path_join(out, size, folder, best);
}

/* The training images behind path. */
static bool locate(const char *path, char *out, size_t size)
{
    if (tn__file_is_folder(path)) return find_images(path, "train-", out, size) || find_images(path, "", out, size);
    return strstr(path, IMAGES) && tn__file_exists(path) && snprintf(out, size, "%s", path) < (int)size;
}

static bool finds(const char *path)
{
    char images[PATH_MAX];
    return locate(path, images, sizeof images);
}

static tn_status read_pair(const char *images, tn__samples *out, tn_error *err)
{
    char labels[PATH_MAX];
    tn__bytes image_bytes = {0}, label_bytes = {0};
    tn_status status;
    if (!labels_beside(images, labels, sizeof labels)) {
        status = tn__fail(err, TN_IO, "there are no labels beside %s", images);
        tn__at_file(err, images);
        tn__help(err, "its labels should be in a file named ..." LABELS " or ..." LABELS ".gz");
        return status;
    }
    TN_TRY(tn__bytes_open(&image_bytes, images, err));
    TN_TRY(tn__bytes_open(&label_bytes, labels, err));
    status = tn__idx_parse(out, image_bytes.data, image_bytes.size, label_bytes.data, label_bytes.size, err);
    if (status != TN_OK) {
        /* Say which of the two it was: parse the images alone. */
        tn_shape shape;
        const uint8_t *data;
        bool images_fine = tn__idx_header(image_bytes.data, image_bytes.size, &shape, &data, NULL) == TN_OK;
        tn__at_file(err, images_fine && status == TN_BAD_FORMAT ? labels : images);
    }
done:
    tn__bytes_close(&image_bytes);
    tn__bytes_close(&label_bytes);
    return status;
}

static tn_status read(const char *path, const tn__csv_options *options, tn__samples *train, tn__samples *test, tn_error *err)
{
    char images[PATH_MAX];
    (void)options;
    if (!locate(path, images, sizeof images)) return tn__fail(err, TN_IO, "there are no IDX images in %s", path);
    tn_status status = read_pair(images, train, err);
    if (status != TN_OK || !tn__file_is_folder(path)) return status;
    if (find_images(path, "t10k-", images, sizeof images) || find_images(path, "test-", images, sizeof images))
        status = read_pair(images, test, err);
    return status;
}

const tn__data_format tn__format_idx = {
    .name = "IDX", .summary = "a folder with MNIST's files, or one ...-images-idx3-ubyte, plain or .gz", .finds = finds, .read = read};
