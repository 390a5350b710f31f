/* IDX behind a path: a folder with MNIST's four files, a folder or file of one *-images-idx3-ubyte with its labels.
 *
 *   PREFIX train- images-idx3-ubyte .gz     PREFIX: "" for MNIST, "emnist-letters-" and the like for its kin
 *   PREFIX t10k-  labels-idx1-ubyte         the test part is called t10k- or test-; some copies write images.idx3-ubyte */
#include <dirent.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>

#include "format/bytes.h"
#include "format/data_format.h"
#include "format/idx.h"

static const struct {
    const char *images, *labels;
} spellings[] = {{"images-idx3-ubyte", "labels-idx1-ubyte"}, {"images.idx3-ubyte", "labels.idx1-ubyte"}};

static const char *last_in(const char *text, const char *word)
{
    const char *found = NULL;
    for (const char *at = text; (at = strstr(at, word)); at++) found = at;
    return found;
}

/* Where "images..." begins in a path or name, and how it is spelt; NULL: this is no file of images. */
static const char *find_word(const char *text, int *spelling)
{
    for (*spelling = 0; *spelling < 2; ++*spelling) {
        const char *at = last_in(text, spellings[*spelling].images);
        const char *rest = at ? at + strlen(spellings[*spelling].images) : NULL;
        if (at && (!*rest || strcmp(rest, ".gz") == 0)) return at;
    }
    return NULL;
}

/* "STEM word" or "STEM word.gz", whichever there is. */
static bool find_file(int stem, const char *path, const char *kind, const char *word, char *out, size_t size)
{
    for (int packed = 0; packed < 2; packed++) {
        int length = snprintf(out, size, "%.*s%s%s%s", stem, path, kind, word, packed ? ".gz" : "");
        if (length > 0 && (size_t)length < size && tn__file_exists(out)) return true;
    }
    return false;
}

static bool labels_beside(const char *images, char *out, size_t size)
{
    int spelling;
    const char *at = find_word(images, &spelling);
    return at && find_file((int)(at - images), images, "", spellings[spelling].labels, out, size);
}

static bool ends_with(const char *text, size_t length, const char *ending)
{
    size_t n = strlen(ending);
    return length >= n && memcmp(text + length - n, ending, n) == 0;
}

/* Training images come before images of no known part, and these before test images. */
static int rank_of(const char *name)
{
    int spelling;
    const char *at = find_word(name, &spelling);
    if (!at) return 3;
    size_t stem = (size_t)(at - name);
    if (ends_with(name, stem, "train-")) return 0;
    return ends_with(name, stem, "t10k-") || ends_with(name, stem, "test-") ? 2 : 1;
}

/* The images file of a folder that is the training part: the first by rank, then in alphabetical order. */
static bool find_images(const char *folder, char *out, size_t size)
{
    char best[256] = "";
    int best_rank = 3;
    DIR *dir = opendir(folder);
    if (!dir) return false;
    for (struct dirent *e; (e = readdir(dir));) {
        int rank = rank_of(e->d_name);
        bool better = rank < best_rank || (rank == best_rank && rank < 3 && strcmp(e->d_name, best) < 0);
        if (!better || strlen(e->d_name) >= sizeof best) continue;
        best_rank = rank;
        strcpy(best, e->d_name);
    }
    closedir(dir);
    return best_rank < 3 && tn__path_join(out, size, folder, best);
}

/* The test images that belong to these training images. */
static bool find_test(const char *train, char *out, size_t size)
{
    int spelling;
    const char *at = find_word(train, &spelling);
    if (!at || !ends_with(train, (size_t)(at - train), "train-")) return false;
    int stem = (int)(at - train) - (int)strlen("train-");
    return find_file(stem, train, "t10k-", spellings[spelling].images, out, size) ||
           find_file(stem, train, "test-", spellings[spelling].images, out, size);
}

/* The training images behind path. */
static bool locate(const char *path, char *out, size_t size)
{
    int spelling;
    if (tn__file_is_folder(path)) return find_images(path, out, size);
    return find_word(path, &spelling) && tn__file_exists(path) && snprintf(out, size, "%s", path) < (int)size;
}

static bool finds(const char *path)
{
    char images[PATH_MAX];
    return locate(path, images, sizeof images);
}

static tn_status refuse_lone(const char *images, tn_error *err)
{
    tn_status status = tn__fail(err, TN_IO, "there are no labels beside %s", images);
    tn__at_file(err, images);
    tn__help(err, "its labels should be in a file of the same name with labels-idx1-ubyte in place of images-idx3-ubyte");
    return status;
}

static tn_status read_pair(const char *images, tn__samples *out, tn_error *err)
{
    char labels[PATH_MAX];
    tn__bytes image_bytes = {0}, label_bytes = {0};
    tn_status status;
    if (!labels_beside(images, labels, sizeof labels)) return refuse_lone(images, err);
    TN_TRY(tn__bytes_open(&image_bytes, images, err));
    TN_TRY(tn__bytes_open(&label_bytes, labels, err));
    /* Known before the images are handed over: which of the two a failure will be about. */
    tn_shape shape;
    const uint8_t *data;
    bool images_fine = tn__idx_header(image_bytes.data, image_bytes.size, &shape, &data, NULL) == TN_OK;
    status = tn__idx_take(out, &image_bytes, &label_bytes, err);
    if (status != TN_OK) tn__at_file(err, images_fine && status == TN_BAD_FORMAT ? labels : images);
done:
    tn__bytes_close(&image_bytes);
    tn__bytes_close(&label_bytes);
    return status;
}

static tn_status read(const char *path, const tn__csv_options *options, tn__samples *train, tn__samples *test, tn_error *err)
{
    char images[PATH_MAX], test_images[PATH_MAX];
    (void)options;
    if (!locate(path, images, sizeof images)) return tn__fail(err, TN_IO, "there are no IDX images in %s", path);
    tn_status status = read_pair(images, train, err);
    if (status == TN_OK && tn__file_is_folder(path) && find_test(images, test_images, sizeof test_images))
        status = read_pair(test_images, test, err);
    return status;
}

const tn__data_format tn__format_idx = {.name = "IDX",
                                        .summary = "a folder with MNIST's files, or one ...-images-idx3-ubyte, plain or .gz",
                                        .finds = finds,
                                        .read = read};
