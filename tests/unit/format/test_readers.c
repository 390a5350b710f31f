/* IDX, CIFAR-10, tables and gzip: what is read, and what is refused, with its place. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <locale.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include "base/mem.h"
#include "format/bytes.h"
#include "format/cifar.h"
#include "format/class_names.h"
#include "format/csv.h"
#include "format/idx.h"

/* --- IDX --- */

static const uint8_t images[] = {0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 2, 0, 0, 0, 3, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12};
static const uint8_t labels[] = {0, 0, 8, 1, 0, 0, 0, 2, 3, 1};

static void test_idx__reads_images_and_labels(void **state)
{
    (void)state;
    tn__samples s;
    tn_error err;
    if (tn__idx_parse(&s, images, sizeof images, labels, sizeof labels, &err)) fail_msg("%s", err.text);
    assert_int_equal(s.n, 2);
    assert_int_equal(s.shape.rank, 3);
    assert_int_equal(s.shape.dim[0], 1);
    assert_int_equal(s.shape.dim[2], 3);
    assert_int_equal(s.bytes[7], 8);
    assert_int_equal(s.labels[0], 3);
    assert_int_equal(s.classes, 4);
    tn__samples_release(&s);
}

/* images with one byte changed, or cut. */
static void idx_refuses(size_t at, uint8_t value, size_t size, tn_status expected, const char *reason)
{
    uint8_t copy[sizeof images];
    tn__samples s;
    tn_error err = {0};
    memcpy(copy, images, sizeof images);
    copy[at] = value;
    assert_int_equal(tn__idx_parse(&s, copy, size, labels, sizeof labels, &err), expected);
    if (!strstr(err.text, reason)) fail_msg("'%s' should say '%s'", err.text, reason);
}

static void test_idx__refuses_damaged_files(void **state)
{
    (void)state;
    idx_refuses(0, 1, sizeof images, TN_BAD_FORMAT, "magic");
    idx_refuses(2, 0x0d, sizeof images, TN_UNSUPPORTED, "0x0d");
    idx_refuses(0, 0, 3, TN_BAD_FORMAT, "too few");
    idx_refuses(0, 0, 0, TN_BAD_FORMAT, "too few");
    idx_refuses(0, 0, 12, TN_BAD_FORMAT, "cut short");
    idx_refuses(0, 0, sizeof images - 1, TN_BAD_FORMAT, "announces");
    idx_refuses(4, 0xff, sizeof images, TN_BAD_FORMAT, "announces"); /* an absurd size is no reason to allocate */
    idx_refuses(7, 1, sizeof images - 6, TN_MISMATCH, "1 images, but 2 labels");
}

/* --- CIFAR-10 --- */

static void test_cifar__reads_and_refuses(void **state)
{
    (void)state;
    uint8_t *file = calloc(2, 3073);
    tn__samples s;
    tn_error err;
    file[0] = 7, file[3073] = 9, file[3074] = 200;
    assert_true(tn__cifar_recognises(file, 2 * 3073));
    if (tn__cifar_parse(&s, file, 2 * 3073, &err)) fail_msg("%s", err.text);
    assert_int_equal(s.labels[1], 9);
    assert_int_equal(s.bytes[3072], 200);
    tn__samples_release(&s);
    assert_int_equal(tn__cifar_parse(&s, file, 3074, &err), TN_BAD_FORMAT);
    assert_int_equal(tn__cifar_parse(&s, file, 0, &err), TN_BAD_FORMAT);
    file[3073] = 10;
    assert_int_equal(tn__cifar_parse(&s, file, 2 * 3073, &err), TN_BAD_FORMAT);
    assert_non_null(strstr(err.text, "record 1 has label 10"));
    assert_int_equal(err.offset, 3073);
    free(file);
}

/* --- tables --- */

static tn_status parse_csv(const char *text, const char *target, bool regression, tn__samples *s, tn_error *err)
{
    tn__csv_options options = {target, regression};
    return tn__csv_parse(s, (const uint8_t *)text, strlen(text), &options, err);
}

static void csv_is(const char *text, const char *target, int64_t n, int64_t columns, int64_t classes, float first,
                   int64_t last_label)
{
    tn__samples s;
    tn_error err;
    if (parse_csv(text, target, false, &s, &err)) fail_msg("%s: %s", text, err.text);
    assert_int_equal(s.n, n);
    assert_int_equal(s.shape.dim[0], columns);
    assert_int_equal(s.classes, classes);
    assert_true(s.numbers[0] == first);
    assert_int_equal(s.labels[n - 1], last_label);
    tn__samples_release(&s);
}

static void test_csv__reads_its_many_forms(void **state)
{
    (void)state;
    csv_is("1.5,2,a\n3,4,b\n", NULL, 2, 2, 2, 1.5f, 1);
    csv_is("x,y,class\n1.5,2,b\n3,4,a", NULL, 2, 2, 2, 1.5f, 0);
    csv_is("\xef\xbb\xbfx;y;class\r\n1.5;2;10\r\n3;4;9\r\n\r\n", NULL, 2, 2, 2, 1.5f, 0); /* by number: 9 before 10 */
    csv_is("class\tx\ty\nred\t1.5\t2\nblue\t3\t4\n", "class", 2, 2, 2, 1.5f, 0);
    csv_is("  1.5   2 1\n 3 4   0\n", NULL, 2, 2, 2, 1.5f, 0);
    csv_is("1.5,\"a, b\"\n2,\"c\"\n", NULL, 2, 1, 2, 1.5f, 1);
    csv_is("7,1.5,2\n8,3,4\n", "0", 2, 2, 2, 1.5f, 1);
    csv_is("\"a, b\";class\n1.5;2\n2;3\n", NULL, 2, 1, 2, 1.5f, 1);
    csv_is("x,k\n1.5,5\" pipe\n2,3\" pipe\n", NULL, 2, 1, 2, 1.5f, 0);
    csv_is("1.5,\"say \"\"a, b\"\"\"\n2,c\n", NULL, 2, 1, 2, 1.5f, 0);
    csv_is("1.5,2\r2.5,1\r", NULL, 2, 1, 2, 1.5f, 0);
    csv_is("a,k\n1.5,2\n2,2.0\n3,10\n", NULL, 3, 1, 2, 1.5f, 1); /* 2 and 2.0 are one class */
    csv_is("a,k\n1.5,2\n2,2.5\n3,10\n", NULL, 3, 1, 3, 1.5f, 0); /* no integers: by text */
}

/* n samples of that many columns, all with target 0. */
static void unlabelled_is(const char *text, bool regression, int64_t n, int64_t columns, float first)
{
    tn__csv_options options = {.unlabelled = true, .regression = regression};
    tn__samples s;
    tn_error err;
    if (tn__csv_parse(&s, (const uint8_t *)text, strlen(text), &options, &err)) fail_msg("%s: %s", text, err.text);
    assert_int_equal(s.n, n);
    assert_int_equal(s.shape.dim[0], columns);
    assert_true(s.numbers[0] == first);
    for (int64_t i = 0; i < n; i++) assert_true(regression ? s.values[i] == 0 : s.labels[i] == 0);
    tn__samples_release(&s);
}

static void test_csv__may_be_without_targets(void **state)
{
    (void)state;
    unlabelled_is("1.5,2\n3,4\n5,6\n", false, 3, 2, 1.5f);
    unlabelled_is("x,y\n1.5,2\n3,4\n", true, 2, 2, 1.5f);
    unlabelled_is("1.5\n3\n", false, 2, 1, 1.5f);
    unlabelled_is("x\n1.5\n3\n", true, 2, 1, 1.5f);
    tn__csv_options options = {.unlabelled = true};
    tn__samples s;
    tn_error err;
    const char *word = "1,2\n3,long\n";
    assert_int_equal(tn__csv_parse(&s, (const uint8_t *)word, strlen(word), &options, &err), TN_BAD_FORMAT);
    assert_non_null(strstr(err.text, "'long' is not a number"));
}

static void test_csv__a_number_as_target_is_an_index(void **state)
{
    (void)state;
    csv_is("5,3,1\n1,2,0\n7,1,1\n", "1", 3, 2, 3, 5, 0); /* the field 1 of the first row is no name */
    csv_is("0,3,1\n1,2,0\n", "2", 2, 2, 2, 0, 0);
    csv_is("a,b,1\n4,2,0\n5,3,1\n", "1", 2, 2, 2, 4, 1); /* but it is one of a header */
    csv_is("a,b,c\n4,2,0\n5,3,1\n", "1", 2, 2, 2, 4, 1);
}

static void test_csv__the_first_row_is_a_header_or_a_sample(void **state)
{
    (void)state;
    csv_is("3,2,red,green\n1,2,0\n3,4,1\n5,6,1\n", NULL, 3, 2, 2, 1, 1); /* scikit-learn's counts and names */
    csv_is("2,3,a,b,c,d\n1,2,3,0\n3,4,4,1\n", NULL, 2, 3, 2, 1, 1);
    csv_is("1.5,2,a\n3,4,b\n5,6,b\n", NULL, 3, 2, 2, 1.5f, 1);     /* a sample that resembles it */
    csv_is("a,2020,b,c\n1,2,3,0\n4,5,6,1\n", NULL, 2, 3, 2, 1, 1); /* words outnumber numbers */
}

/* The comma of a German locale is no decimal point here, and the point is. */
static void test_csv__numbers_do_not_follow_the_locale(void **state)
{
    (void)state;
    static const char *const locales[] = {"de_DE.UTF-8", "de_DE.utf8", "fr_FR.UTF-8", "fr_FR.utf8"};
    const char *set = NULL;
    for (size_t i = 0; !set && i < sizeof locales / sizeof *locales; i++) set = setlocale(LC_NUMERIC, locales[i]);
    csv_is("1.5,2\n2.5,3\n", NULL, 2, 1, 2, 1.5f, 1);
    setlocale(LC_NUMERIC, "C");
    if (!set) skip();
}

static void share(const char *one, const char *two, int64_t *expected, int64_t classes)
{
    tn__samples parts[3] = {{0}};
    tn_error err;
    assert_int_equal(parse_csv(one, NULL, false, &parts[0], &err), TN_OK);
    assert_int_equal(parse_csv(two, NULL, false, &parts[2], &err), TN_OK);
    if (tn__classes_share(parts, 3, &err)) fail_msg("%s", err.text);
    for (int p = 0; p < 3; p += 2) {
        assert_int_equal(parts[p].classes, classes);
        for (int64_t i = 0; i < parts[p].n; i++) assert_int_equal(parts[p].labels[i], *expected++);
    }
    for (int64_t c = 0; c < classes; c++) assert_string_equal(parts[0].class_names[c], parts[2].class_names[c]);
    for (int p = 0; p < 3; p++) tn__samples_release(&parts[p]);
}

/* What is missing in one part must not shift the labels of the others. */
static void test_classes__mean_the_same_in_all_parts(void **state)
{
    (void)state;
    share("1,a\n2,b\n3,c\n", "1,c\n2,a\n", (int64_t[]){0, 1, 2, 2, 0}, 3);
    share("1,b\n2,d\n", "1,a\n2,c\n", (int64_t[]){1, 3, 0, 2}, 4);
    share("1,10\n2,9\n", "1,100\n2,9.0\n", (int64_t[]){1, 0, 2, 0}, 3);
    share("1,10\n2,9\n", "1,none\n2,9\n", (int64_t[]){0, 1, 2, 1}, 3); /* by text once one is no number */
}

static void test_classes__are_printed_and_parsed(void **state)
{
    (void)state;
    tn__samples s, again = {0};
    tn_error err;
    char *text;
    assert_int_equal(parse_csv("1,\"a b\"\n2,50%\n3,\xc3\xa9\xff\n4,plain\n", NULL, false, &s, &err), TN_OK);
    assert_int_equal(tn__classes_print(&s, &text, &err), TN_OK);
    assert_string_equal(text, "50%25 a%20b plain %C3%A9%FF");
    assert_int_equal(tn__classes_parse(&again, text, &err), TN_OK);
    assert_int_equal(again.classes, s.classes);
    for (int64_t c = 0; c < s.classes; c++) assert_string_equal(again.class_names[c], s.class_names[c]);
    tn__samples_release(&again);
    tn__samples_release(&s);
    tn__free(text);
    static const char *const damaged[] = {"", "a  b", " a", "a%", "a%4", "%4g", "%00", "a %"};
    for (size_t i = 0; i < sizeof damaged / sizeof *damaged; i++) {
        if (tn__classes_parse(&again, damaged[i], &err) != TN_BAD_FORMAT) fail_msg("accepted: '%s'", damaged[i]);
        tn__samples_release(&again);
    }
}

static void test_check_alike__refuses_what_means_something_else(void **state)
{
    (void)state;
    tn__samples a, b, c, d;
    tn_error err;
    assert_int_equal(parse_csv("x,y,k\n1,2,a\n", NULL, false, &a, &err), TN_OK);
    assert_int_equal(parse_csv("y,x,k\n1,2,a\n", NULL, false, &b, &err), TN_OK);
    assert_int_equal(parse_csv("1,2,5\n", NULL, true, &c, &err), TN_OK);
    assert_int_equal(parse_csv("1,a\n", NULL, false, &d, &err), TN_OK);
    assert_int_equal(tn__samples_check_alike(&a, &a, "t.csv", &err), TN_OK);
    assert_int_equal(tn__samples_check_alike(&a, &b, "t.csv", &err), TN_MISMATCH);
    assert_non_null(strstr(err.text, "header of t.csv"));
    assert_int_equal(tn__samples_check_alike(&a, &c, "t.csv", &err), TN_MISMATCH);
    assert_non_null(strstr(err.text, "targets of t.csv"));
    assert_int_equal(tn__samples_check_alike(&a, &d, "t.csv", &err), TN_MISMATCH);
    assert_non_null(strstr(err.text, "shape [1]"));
    tn__samples_release(&a);
    tn__samples_release(&b);
    tn__samples_release(&c);
    tn__samples_release(&d);
}

static void test_csv__regression(void **state)
{
    (void)state;
    tn__samples s;
    tn_error err;
    if (parse_csv("a,b\n1,2.5\n3,-4\n", "a", true, &s, &err)) fail_msg("%s", err.text);
    assert_true(s.values[1] == 3 && s.numbers[1] == -4);
    assert_null(s.labels);
    tn__samples_release(&s);
    assert_int_equal(parse_csv("1,red\n2,blue\n", NULL, true, &s, &err), TN_BAD_FORMAT);
    assert_non_null(strstr(err.text, "red"));
}

static void csv_refuses(const char *text, const char *target, const char *reason, int64_t line, int64_t column)
{
    tn__samples s;
    tn_error err = {0};
    assert_int_not_equal(parse_csv(text, target, false, &s, &err), TN_OK);
    if (!strstr(err.text, reason)) fail_msg("'%s' should say '%s'", err.text, reason);
    assert_int_equal(err.line, line);
    assert_int_equal(err.column, column);
}

/* A zero byte would end a C text early: 2 NUL x must not pass for 2. */
static void test_csv__refuses_zero_bytes(void **state)
{
    (void)state;
    static const char text[] = "1,2,a\n3,4\0x,b\n";
    tn__csv_options options = {NULL, false};
    tn__samples s;
    tn_error err = {0};
    assert_int_equal(tn__csv_parse(&s, (const uint8_t *)text, sizeof text - 1, &options, &err), TN_BAD_FORMAT);
    assert_int_equal(err.line, 2);
    assert_int_equal(err.column, 4);
}

static void test_csv__refuses_with_line_and_column(void **state)
{
    (void)state;
    csv_refuses("", NULL, "the table is empty", 0, 0);
    csv_refuses("\n \n", NULL, "the table is empty", 0, 0);
    csv_refuses("a,b\n", NULL, "no rows", 0, 0);
    csv_refuses("1\n2\n", NULL, "at least two columns", 1, 1);
    csv_refuses("1,2,a\n3,b\n", NULL, "2 fields, where the lines before have 3", 2, 1);
    csv_refuses("1,2,a\n3,x,b\n", NULL, "'x' is not a number", 2, 3);
    csv_refuses("1,2,a\n3,nan,b\n", NULL, "not a finite number", 2, 3);
    csv_refuses("1,2,a\n3,1e999,b\n", NULL, "not a finite number", 2, 3);
    csv_refuses("1,2,a\n3,,b\n", NULL, "'' is not a number", 2, 3);
    csv_refuses("x,y,c\n1,2,a\n", "z", "no column 'z'", 1, 1);
    csv_refuses("1,2,a\n3,4,\n", NULL, "target is empty", 2, 5);
    csv_refuses("1,x,0\n2,5,1\n", NULL, "'x' is not a number", 1, 3); /* a sample in the first row is not passed over */
    csv_refuses("x,y,k\n1,2,a\n1, 2x,a\n", NULL, "'2x' is not a number", 3, 4);
    csv_refuses("x,k\n1,\"a\nb\"\n", NULL, "does not close", 2, 3);
    csv_refuses("1,2,a\n", "7", "no column '7'", 1, 1);
    csv_refuses("1,2,a\n", "-1", "no column '-1'", 1, 1);
    csv_refuses("x;k\n1,5;a\n", NULL, "'1,5' is not a number", 2, 1);
}

/* --- gzip --- */

static size_t pack(const void *data, size_t size, uint8_t *out, size_t room)
{
    z_stream z = {.next_in = (Bytef *)data, .avail_in = (uInt)size, .next_out = out, .avail_out = (uInt)room};
    assert_int_equal(deflateInit2(&z, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY), Z_OK);
    assert_int_equal(deflate(&z, Z_FINISH), Z_STREAM_END);
    deflateEnd(&z);
    return z.total_out;
}

static void test_gunzip__unpacks_members_and_refuses_damage(void **state)
{
    (void)state;
    uint8_t packed[400], *out;
    size_t one = pack("hello ", 6, packed, 200), two = pack("world", 5, packed + one, 200), size;
    tn_error err;
    if (tn__gunzip(&out, &size, packed, one + two, &err)) fail_msg("%s", err.text);
    assert_int_equal(size, 11);
    assert_memory_equal(out, "hello world", 11);
    tn__free(out);
    assert_int_equal(tn__gunzip(&out, &size, packed, one - 4, &err), TN_BAD_FORMAT);
    assert_non_null(strstr(err.text, "cut short"));
    packed[one / 2] ^= 0x55;
    assert_int_equal(tn__gunzip(&out, &size, packed, one, &err), TN_BAD_FORMAT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_idx__reads_images_and_labels),
        cmocka_unit_test(test_idx__refuses_damaged_files),
        cmocka_unit_test(test_cifar__reads_and_refuses),
        cmocka_unit_test(test_csv__reads_its_many_forms),
        cmocka_unit_test(test_csv__may_be_without_targets),
        cmocka_unit_test(test_csv__a_number_as_target_is_an_index),
        cmocka_unit_test(test_csv__the_first_row_is_a_header_or_a_sample),
        cmocka_unit_test(test_csv__numbers_do_not_follow_the_locale),
        cmocka_unit_test(test_classes__mean_the_same_in_all_parts),
        cmocka_unit_test(test_classes__are_printed_and_parsed),
        cmocka_unit_test(test_check_alike__refuses_what_means_something_else),
        cmocka_unit_test(test_csv__regression),
        cmocka_unit_test(test_csv__refuses_zero_bytes),
        cmocka_unit_test(test_csv__refuses_with_line_and_column),
        cmocka_unit_test(test_gunzip__unpacks_members_and_refuses_damage),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
