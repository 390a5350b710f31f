/* Data sets: parts, normalisation, gathering, and what a path may be. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"
#include "tensor/shape.h"
#include "thinnet/net.h"
#include "train/data.h"

static tn_data *open_data(const char *source, const tn_data_options *options)
{
    tn_data *data;
    tn_error err;
    if (tn_data_open(&data, source, options, &err)) fail_msg("%s: %s", source, err.text);
    return data;
}

static void test_digits__are_built_in(void **state)
{
    (void)state;
    tn_data *data = open_data("digits", NULL);
    tn_shape shape = tn_data_shape(data);
    assert_int_equal(tn_data_count(data, TN_TRAIN), 1397);
    assert_int_equal(tn_data_count(data, TN_TEST), 400);
    assert_int_equal(tn_data_count(data, TN_VALIDATION), 0);
    assert_int_equal(tn_data_classes(data), 10);
    assert_int_equal(shape.rank, 3);
    assert_int_equal(tn__shape_count(&shape), 64);
    assert_int_equal(tn_data_normalisation(data)->n, 1);
    tn_data_free(data);
}

/* Gathered, the training part has mean 0 and deviation 1. */
static void test_gather__normalises(void **state)
{
    (void)state;
    tn_data *data = open_data("digits", NULL);
    double sum = 0, squares = 0, n = 1397 * 64;
    float x[64];
    for (int64_t i = 0; i < 1397; i++) {
        int64_t label = -1;
        tn_data_gather(data, TN_TRAIN, &i, 1, x, &label, NULL);
        assert_true(label >= 0 && label < 10);
        for (int k = 0; k < 64; k++) sum += (double)x[k], squares += (double)x[k] * (double)x[k];
    }
    assert_true(fabs(sum / n) < 1e-5);
    assert_true(fabs(squares / n - 1) < 1e-5);
    tn_data_free(data);

    tn_data_options raw = tn_data_options_default();
    raw.normalise = false;
    data = open_data("digits", &raw);
    tn_data_gather(data, TN_TRAIN, &(int64_t){0}, 1, x, NULL, NULL);
    assert_true(x[2] == 5.0f / 16); /* the first digit's third pixel is 5 of 16 */
    tn_data_free(data);
}

static void test_validation__is_a_share_drawn_by_the_seed(void **state)
{
    (void)state;
    tn_data_options o = tn_data_options_default();
    o.validation_fraction = 0.25;
    tn_data *a = open_data("digits", &o), *b = open_data("digits", &o);
    o.split_seed = 1;
    tn_data *c = open_data("digits", &o);
    assert_int_equal(tn_data_count(a, TN_VALIDATION), 349);
    assert_int_equal(tn_data_count(a, TN_TRAIN), 1397 - 349);
    assert_true(tn_data_fingerprint(a) == tn_data_fingerprint(b));
    assert_true(tn_data_fingerprint(a) != tn_data_fingerprint(c));
    tn_data_free(a);
    tn_data_free(b);
    tn_data_free(c);
}

static void test_options__limit_and_impossible_shares(void **state)
{
    (void)state;
    tn_data_options o = tn_data_options_default();
    tn_data *data;
    tn_error err;
    o.limit = 100;
    data = open_data("digits", &o);
    assert_int_equal(tn_data_count(data, TN_TRAIN), 100);
    tn_data_free(data);
    o.validation_fraction = 0.999;
    assert_int_equal(tn_data_open(&data, "digits", &o, &err), TN_BAD_ARGUMENT);
    o.validation_fraction = -1;
    assert_int_equal(tn_data_open(&data, "digits", &o, &err), TN_BAD_ARGUMENT);
    o.validation_fraction = NAN;
    assert_int_equal(tn_data_open(&data, "digits", &o, &err), TN_BAD_ARGUMENT);
}

static void test_memory__parts_labels_and_values(void **state)
{
    (void)state;
    const float x[] = {1, 2, 3, 4, 5, 6, 7, 8}, values[] = {10, 20, 30, 40};
    const int64_t labels[] = {0, 2, 1, 0}, bad[] = {0, -1, 0, 0};
    tn_shape sample = tn__shape_of(1, (int64_t)2);
    tn_data *data;
    tn_error err;
    float row[2], value;
    int64_t index = 0;
    assert_int_equal(tn_data_from_memory(&data, x, labels, NULL, 3, 1, &sample, 1, NULL, &err), TN_OK);
    assert_int_equal(tn_data_classes(data), 3);
    assert_int_equal(tn_data_count(data, TN_TEST), 1);
    assert_int_equal(tn_data_normalisation(data)->n, 2); /* by column */
    assert_true(tn_data_normalisation(data)->mean[1] == 4);
    tn_data_free(data);
    assert_int_equal(tn_data_from_memory(&data, x, NULL, values, 3, 1, &sample, 1, NULL, &err), TN_OK);
    assert_int_equal(tn_data_classes(data), 0);
    tn_data_gather(data, TN_TEST, &index, 1, row, NULL, &value);
    assert_true(fabsf(value - (40 - 20) / sqrtf(200.0f / 3)) < 1e-5f);
    tn_data_free(data);
    assert_int_equal(tn_data_from_memory(&data, x, bad, NULL, 3, 1, &sample, 1, NULL, &err), TN_BAD_ARGUMENT);
    assert_non_null(strstr(err.text, "label -1 of sample 1"));
    assert_int_equal(tn_data_from_memory(&data, x, NULL, NULL, 3, 1, &sample, 1, NULL, &err), TN_BAD_ARGUMENT);
    const int64_t huge[] = {0, INT64_MAX, 0, 0};
    assert_int_equal(tn_data_from_memory(&data, x, huge, NULL, 3, 1, &sample, 1, NULL, &err), TN_BAD_ARGUMENT);
    assert_int_equal(tn_data_from_memory(&data, x, labels, NULL, INT64_MAX, 1, &sample, 1, NULL, &err), TN_BAD_ARGUMENT);
    assert_int_equal(tn_data_from_memory(&data, x, labels, NULL, INT64_MAX / 4, 0, &sample, 1, NULL, &err), TN_BAD_ARGUMENT);
    const float infinite[] = {1, INFINITY, 2, 3};
    assert_int_equal(tn_data_from_memory(&data, x, NULL, infinite, 3, 1, &sample, 1, NULL, &err), TN_BAD_ARGUMENT);
    const float hole[] = {1, NAN, 3, 4, 5, 6, 7, 8};
    assert_int_equal(tn_data_from_memory(&data, hole, labels, NULL, 3, 1, &sample, 1, NULL, &err), TN_BAD_ARGUMENT);
    assert_non_null(strstr(err.text, "sample 0"));
}

/* --- paths --- */

static char folder[64];

static int set_up(void **state)
{
    (void)state;
    strcpy(folder, "/tmp/thinnet-test-XXXXXX");
    return mkdtemp(folder) ? 0 : -1;
}

static int tear_down(void **state)
{
    char command[120];
    (void)state;
    snprintf(command, sizeof command, "rm -r %s", folder);
    return system(command);
}

static void write_file(const char *name, const void *bytes, size_t size)
{
    char path[160];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *f = fopen(path, "wb");
    assert_non_null(f);
    assert_int_equal(fwrite(bytes, 1, size, f), size);
    fclose(f);
}

static void test_folder__of_mnists_files(void **state)
{
    (void)state;
    const uint8_t images[] = {0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 1, 0, 0, 0, 2, 9, 8, 7, 6},
                  labels[] = {0, 0, 8, 1, 0, 0, 0, 2, 3, 1};
    tn_data *data;
    tn_error err;
    write_file("train-images-idx3-ubyte", images, sizeof images);
    assert_int_equal(tn_data_open(&data, folder, NULL, &err), TN_IO);
    assert_non_null(strstr(err.text, "no labels"));
    write_file("train-labels-idx1-ubyte", labels, sizeof labels);
    write_file("t10k-images-idx3-ubyte", images, sizeof images);
    write_file("t10k-labels-idx1-ubyte", labels, sizeof labels);
    data = open_data(folder, NULL);
    assert_string_equal(tn_data_format(data), "IDX");
    assert_int_equal(tn_data_count(data, TN_TRAIN), 2);
    assert_int_equal(tn_data_count(data, TN_TEST), 2);
    tn_data_free(data);
    write_file("t10k-labels-idx1-ubyte", labels, sizeof labels - 1);
    assert_int_equal(tn_data_open(&data, folder, NULL, &err), TN_BAD_FORMAT);
    assert_non_null(strstr(err.file, "t10k-labels"));
}

static void test_folder__of_cifar_batches(void **state)
{
    (void)state;
    uint8_t *batch = calloc(4, 3073);
    batch[3073] = 9;
    write_file("data_batch_1.bin", batch, 4 * 3073);
    write_file("test_batch.bin", batch, 3073);
    tn_data *data = open_data(folder, NULL);
    assert_string_equal(tn_data_format(data), "CIFAR-10");
    assert_int_equal(tn_data_count(data, TN_TRAIN), 4);
    assert_int_equal(tn_data_count(data, TN_TEST), 1);
    assert_int_equal(tn_data_normalisation(data)->n, 3);
    tn_data_free(data);
    batch[3073] = 200;
    write_file("data_batch_1.bin", batch, 4 * 3073);
    tn_error err;
    assert_int_equal(tn_data_open(&data, folder, NULL, &err), TN_BAD_FORMAT);
    assert_non_null(strstr(err.text, "label 200"));
    free(batch);
}

/* Sorted by class, as tables often are. */
static void write_sorted_table(char *path, size_t size)
{
    char text[2000] = "a,b,kind\n";
    for (int i = 0; i < 50; i++) sprintf(text + strlen(text), "%d,%d,%s\n", i, i * i, i < 25 ? "low" : "top");
    write_file("table.csv", text, strlen(text));
    snprintf(path, size, "%s/table.csv", folder);
}

static void gather_first(const tn_data *data, tn_part part, int64_t n, float *x, int64_t *labels)
{
    int64_t index[50];
    for (int i = 0; i < n; i++) index[i] = i;
    tn_data_gather(data, part, index, n, x, labels, NULL);
}

static void test_file__of_a_table_is_cut_at_random_for_testing(void **state)
{
    (void)state;
    char path[160];
    float x[2][20];
    int64_t labels[10], top = 0;
    write_sorted_table(path, sizeof path);
    for (int run = 0; run < 2; run++) {
        tn_data_options o = tn_data_options_default();
        o.normalise = false;
        o.split_seed = (uint64_t)run; /* draws the validation part, and must not move samples between test and training */
        tn_data *data = open_data(path, &o);
        assert_string_equal(tn_data_format(data), "CSV");
        assert_int_equal(tn_data_count(data, TN_TRAIN), 40);
        assert_int_equal(tn_data_count(data, TN_TEST), 10);
        assert_int_equal(tn_data_classes(data), 2);
        gather_first(data, TN_TEST, 10, x[run], labels);
        tn_data_free(data);
    }
    assert_memory_equal(x[0], x[1], sizeof x[0]);
    for (int i = 0; i < 10; i++) top += labels[i];
    assert_in_range(top, 1, 9);
}

static void test_file__read_whole_keeps_its_order(void **state)
{
    (void)state;
    char path[160];
    float x[100];
    int64_t labels[50];
    tn_data_options o = tn_data_options_default();
    o.normalise = false;
    o.whole = true;
    write_sorted_table(path, sizeof path);
    tn_data *data = open_data(path, &o);
    assert_int_equal(tn_data_count(data, TN_TEST), 0);
    gather_first(data, TN_TRAIN, 50, x, labels);
    for (int i = 0; i < 50; i++) {
        assert_true(x[2 * i] == (float)i);
        assert_int_equal(labels[i], i >= 25);
    }
    tn_data_free(data);
    data = open_data("digits", &o); /* has a test part, which joins the rest */
    assert_int_equal(tn_data_count(data, TN_TRAIN), 1797);
    tn_data_free(data);
}

/* The stem before train- and t10k- is the set's name; a set's test images must never be trained on. */
static void test_folder__of_mnists_kin(void **state)
{
    (void)state;
    uint8_t images[] = {0, 0, 8, 3, 0, 0, 0, 3, 0, 0, 0, 1, 0, 0, 0, 2, 9, 8, 7, 6, 5, 4},
            labels[] = {0, 0, 8, 1, 0, 0, 0, 3, 3, 1, 2};
    write_file("letters-test-images.idx3-ubyte", images, sizeof images);
    write_file("letters-test-labels.idx1-ubyte", labels, sizeof labels);
    tn_data *data = open_data(folder, NULL);
    assert_int_equal(tn_data_count(data, TN_TRAIN), 2); /* one part alone is cut */
    assert_int_equal(tn_data_count(data, TN_TEST), 1);
    tn_data_free(data);
    images[7] = labels[7] = 2;
    write_file("letters-train-images.idx3-ubyte", images, sizeof images - 2);
    write_file("letters-train-labels.idx1-ubyte", labels, sizeof labels - 1);
    data = open_data(folder, NULL);
    assert_int_equal(tn_data_count(data, TN_TRAIN), 2);
    assert_int_equal(tn_data_count(data, TN_TEST), 3);
    tn_data_free(data);
}

static void test_folder__of_tables_shares_classes(void **state)
{
    (void)state;
    static const char train[] = "a,kind\n1,ant\n2,bee\n3,cow\n4,ant\n", test[] = "a,kind\n1,cow\n2,ant\n";
    const int64_t both[] = {0, 1};
    int64_t labels[2];
    float x[2];
    write_file("train.csv", train, sizeof train - 1);
    write_file("test.csv", test, sizeof test - 1);
    tn_data *data = open_data(folder, NULL);
    assert_int_equal(tn_data_classes(data), 3);
    tn_data_gather(data, TN_TEST, both, 2, x, labels, NULL);
    assert_int_equal(labels[0], 2);
    assert_int_equal(labels[1], 0);
    tn_data_free(data);
    static const char other[] = "b,kind\n1,cow\n";
    tn_error err;
    write_file("test.csv", other, sizeof other - 1);
    assert_int_equal(tn_data_open(&data, folder, NULL, &err), TN_MISMATCH);
    assert_non_null(strstr(err.text, "test.csv"));
}

/* A validation set of its own: its classes are numbered with the others', and pixels of another scale are refused. */
static void test_validation__from_a_path_must_be_alike(void **state)
{
    (void)state;
    static const char table[] = "1,a\n2,b\n3,c\n4,a\n5,b\n", few[] = "1,c\n";
    char path[160], validation[160];
    int64_t label;
    float x;
    tn_data *data;
    tn_error err;
    write_file("table.csv", table, sizeof table - 1);
    write_file("few.csv", few, sizeof few - 1);
    snprintf(path, sizeof path, "%s/table.csv", folder);
    snprintf(validation, sizeof validation, "%s/few.csv", folder);
    tn_data_options o = tn_data_options_default();
    o.validation = validation;
    data = open_data(path, &o);
    tn_data_gather(data, TN_VALIDATION, &(int64_t){0}, 1, &x, &label, NULL);
    assert_int_equal(label, 2);
    tn_data_free(data);

    uint8_t images[16 + 64] = {0, 0, 8, 3, 0, 0, 0, 1, 0, 0, 0, 8, 0, 0, 0, 8}, labels[] = {0, 0, 8, 1, 0, 0, 0, 1, 3};
    float pixels[128] = {1};
    tn_shape sample = tn__shape_of(3, (int64_t)1, (int64_t)8, (int64_t)8);
    write_file("v-images-idx3-ubyte", images, sizeof images);
    write_file("v-labels-idx1-ubyte", labels, sizeof labels);
    snprintf(validation, sizeof validation, "%s/v-images-idx3-ubyte", folder);
    assert_int_equal(tn_data_open(&data, "digits", &o, &err), TN_MISMATCH);
    assert_int_equal(tn_data_from_memory(&data, pixels, (int64_t[]){0, 1}, NULL, 2, 0, &sample, 1, &o, &err), TN_MISMATCH);
    o.validation = "/nonexistent";
    assert_int_equal(tn_data_open(&data, "digits", &o, &err), TN_IO);
}

/* A weights file with one text in its header. */
static void write_weights(char *path, size_t size, const char *key, const char *value)
{
    const tn_arg arguments[] = {{"in_features", tn_int(1)}, {"out_features", tn_int(3)}};
    const tn_metadata metadata[] = {{key, value}};
    const int64_t input[] = {1};
    tn_net *net;
    tn_error err;
    snprintf(path, size, "%s/weights", folder);
    assert_int_equal(tn_net_new(&net, input, 1, &err), TN_OK);
    assert_int_equal(tn_net_add(net, NULL, "Linear", "fc", arguments, 2, NULL, 0, &err), TN_OK);
    assert_int_equal(tn_net_init(net, 0, &err), TN_OK);
    if (tn_net_save(net, path, metadata, 1, &err)) fail_msg("%s", err.text);
    tn_net_free(net);
}

static void test_weights__their_normalisation_is_used_or_refused(void **state)
{
    (void)state;
    static const char *const damaged[] = {"",
                                          "x",
                                          "-1 0 1",
                                          "999999999 1 1 1",
                                          "1 0.5 2 0",
                                          "1 0.5 0 0 1",
                                          "1 0.5 -1 0 1",
                                          "1 nan 1 0 1",
                                          "1 0.5 inf 0 1",
                                          "1 0.5 1 0 nan"};
    char weights[160];
    float x[64];
    tn_error err;
    tn_data *data = open_data("digits", NULL);
    write_weights(weights, sizeof weights, "thinnet.normalisation", "1 0x1p-2 0x1p+1 0x0p+0 0x1p+0");
    if (tn_data_use_weights(data, weights, false, &err)) fail_msg("%s", err.text);
    for (size_t i = 0; i < sizeof damaged / sizeof *damaged; i++) {
        write_weights(weights, sizeof weights, "thinnet.normalisation", damaged[i]);
        if (tn_data_use_weights(data, weights, false, &err) == TN_OK) fail_msg("accepted: '%s'", damaged[i]);
        assert_string_equal(err.file, weights);
    }
    write_weights(weights, sizeof weights, "thinnet.normalisation", "3 0 0 0 1 1 1 0 1");
    assert_int_equal(tn_data_use_weights(data, weights, false, &err), TN_MISMATCH);
    tn_data_gather(data, TN_TRAIN, &(int64_t){0}, 1, x, NULL, NULL);
    assert_true(x[0] == (0 - 0.25f) / 2); /* what was refused has changed nothing */
    tn_data_free(data);
}

/* Weights remember their classes: with other data, in which some are missing, labels keep their meaning. */
static void test_weights__number_the_classes(void **state)
{
    (void)state;
    static const char all[] = "1,ant\n2,bee\n3,cow\n4,ant\n5,bee\n", few[] = "1,cow\n2,bee\n3,cow\n",
                      other[] = "1,cow\n2,dog\n3,cow\n";
    char path[160], weights[160];
    const int64_t both[] = {0, 1};
    int64_t labels[2];
    float x[2];
    char *text;
    tn_error err;
    write_file("all.csv", all, sizeof all - 1);
    snprintf(path, sizeof path, "%s/all.csv", folder);
    tn_data *data = open_data(path, NULL);
    assert_int_equal(tn__data_print_classes(data, &text, &err), TN_OK);
    assert_string_equal(text, "ant bee cow");
    tn_data_free(data);

    write_weights(weights, sizeof weights, "thinnet.classes", text);
    tn__free(text);

    write_file("few.csv", few, sizeof few - 1);
    snprintf(path, sizeof path, "%s/few.csv", folder);
    tn_data_options whole = tn_data_options_default();
    whole.whole = true;
    data = open_data(path, &whole);
    assert_int_equal(tn_data_classes(data), 2);
    if (tn_data_use_weights(data, weights, false, &err)) fail_msg("%s", err.text);
    assert_int_equal(tn_data_classes(data), 3);
    tn_data_gather(data, TN_TRAIN, both, 2, x, labels, NULL);
    assert_int_equal(labels[0], 2);
    assert_int_equal(labels[1], 1);
    tn_data_free(data);

    write_file("few.csv", other, sizeof other - 1);
    data = open_data(path, NULL);
    assert_int_equal(tn_data_use_weights(data, weights, false, &err), TN_MISMATCH);
    assert_non_null(strstr(err.text, "'dog'"));
    tn_data_free(data);
    data = open_data("digits", NULL); /* whose labels are numbers: nothing to number */
    assert_int_equal(tn_data_use_weights(data, weights, false, &err), TN_OK);
    assert_int_equal(tn_data_classes(data), 10);
    assert_int_equal(tn__data_print_classes(data, &text, &err), TN_OK);
    assert_null(text);
    tn_data_free(data);
}

static void refuses_file(const char *name, const void *bytes, size_t size, const char *reason)
{
    char path[160];
    tn_data *data;
    tn_error err;
    write_file(name, bytes, size);
    snprintf(path, sizeof path, "%s/%s", folder, name);
    assert_int_equal(tn_data_open(&data, path, NULL, &err), TN_BAD_FORMAT);
    if (!strstr(err.text, reason)) fail_msg("'%s' should say '%s'", err.text, reason);
    assert_string_equal(err.file, path);
    assert_true(err.help[0]);
}

static void test_open__says_what_is_wrong_with_a_file(void **state)
{
    (void)state;
    static const uint8_t cut[] = {0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3, 0x4b},
                         idx[] = {0, 0, 8, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0};
    refuses_file("empty.csv", "", 0, "is empty");
    refuses_file("cut.csv.gz", cut, sizeof cut, "cut short");
    refuses_file("images.idx", idx, sizeof idx, "IDX file, but its name");
    refuses_file("words.csv", "no,words\nbut,these\n", 19, "'but' is not a number");
}

static void test_open__what_is_no_data_is_refused(void **state)
{
    (void)state;
    tn_data *data;
    tn_error err;
    char path[160];
    assert_int_equal(tn_data_open(&data, "/nonexistent", NULL, &err), TN_IO);
    assert_string_equal(err.file, "/nonexistent");
    assert_non_null(strstr(err.help, "digits"));
    assert_int_equal(tn_data_open(&data, folder, NULL, &err), TN_BAD_FORMAT);
    write_file("empty", "", 0);
    snprintf(path, sizeof path, "%s/empty", folder);
    assert_int_equal(tn_data_open(&data, path, NULL, &err), TN_BAD_FORMAT);
}

static void test_normalisation__can_be_replaced(void **state)
{
    (void)state;
    tn_data *data = open_data("digits", NULL);
    float mean = 0.25f, std = 2, x[64], two[2] = {0, 0};
    tn_error err;
    tn_normalisation n = {.n = 1, .mean = &mean, .std = &std, .target_std = 1}, wrong = {.n = 2, .mean = two, .std = two};
    assert_int_equal(tn_data_set_normalisation(data, &n, &err), TN_OK);
    tn_data_gather(data, TN_TRAIN, &(int64_t){0}, 1, x, NULL, NULL);
    assert_true(x[0] == (0 - 0.25f) / 2);
    assert_int_equal(tn_data_set_normalisation(data, &wrong, &err), TN_MISMATCH);
    std = NAN;
    assert_int_equal(tn_data_set_normalisation(data, &n, &err), TN_BAD_ARGUMENT);
    std = -1;
    assert_int_equal(tn_data_set_normalisation(data, &n, &err), TN_BAD_ARGUMENT);
    /* Its own one is a fine argument, and a deviation of zero counts as 1. */
    assert_int_equal(tn_data_set_normalisation(data, tn_data_normalisation(data), &err), TN_OK);
    tn_data_gather(data, TN_TRAIN, &(int64_t){0}, 1, x, NULL, NULL);
    assert_true(x[0] == (0 - 0.25f) / 2);
    std = 0;
    assert_int_equal(tn_data_set_normalisation(data, &n, &err), TN_OK);
    tn_data_gather(data, TN_TRAIN, &(int64_t){0}, 1, x, NULL, NULL);
    assert_true(x[0] == 0 - 0.25f);
    tn_data_free(data);
}

/* Small parts are kept normalised and large ones are not: nobody can tell. */
static void test_gather__is_the_same_to_the_bit_for_small_and_large_parts(void **state)
{
    (void)state;
    enum { COLUMNS = 64, SMALL = 100, LARGE = (1 << 20) / COLUMNS + 1 };
    float *x = tn__alloc(LARGE * COLUMNS, sizeof *x), a[COLUMNS], b[COLUMNS];
    int64_t *labels = tn__alloc(LARGE, sizeof *labels);
    tn_shape sample = {.rank = 1, .dim = {COLUMNS}, .batch = -1};
    tn_data *small, *large;
    tn_error err;
    assert_non_null(x);
    assert_non_null(labels);
    for (int i = 0; i < LARGE * COLUMNS; i++) x[i] = (float)(i % 1009) / 7 - (float)(i % 13);
    assert_int_equal(tn_data_from_memory(&small, x, labels, NULL, SMALL, 0, &sample, 1, NULL, &err), TN_OK);
    assert_int_equal(tn_data_from_memory(&large, x, labels, NULL, LARGE, 0, &sample, 1, NULL, &err), TN_OK);
    assert_int_equal(tn_data_set_normalisation(large, tn_data_normalisation(small), &err), TN_OK);
    for (int64_t i = 0; i < SMALL; i++) {
        tn_data_gather(small, TN_TRAIN, &i, 1, a, NULL, NULL);
        tn_data_gather(large, TN_TRAIN, &i, 1, b, NULL, NULL);
        assert_memory_equal(a, b, sizeof a);
    }
    tn_data_free(small);
    tn_data_free(large);
    tn__free(labels);
    tn__free(x);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_digits__are_built_in),
        cmocka_unit_test(test_gather__normalises),
        cmocka_unit_test(test_validation__is_a_share_drawn_by_the_seed),
        cmocka_unit_test(test_options__limit_and_impossible_shares),
        cmocka_unit_test(test_memory__parts_labels_and_values),
        cmocka_unit_test_setup_teardown(test_folder__of_mnists_files, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_folder__of_cifar_batches, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_file__of_a_table_is_cut_at_random_for_testing, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_file__read_whole_keeps_its_order, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_folder__of_mnists_kin, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_folder__of_tables_shares_classes, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_validation__from_a_path_must_be_alike, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_weights__their_normalisation_is_used_or_refused, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_weights__number_the_classes, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_open__says_what_is_wrong_with_a_file, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_open__what_is_no_data_is_refused, set_up, tear_down),
        cmocka_unit_test(test_normalisation__can_be_replaced),
        cmocka_unit_test(test_gather__is_the_same_to_the_bit_for_small_and_large_parts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
