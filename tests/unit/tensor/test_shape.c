/* Shapes with an open batch, and the values of arguments. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <string.h>

#include "tensor/shape.h"
#include "thinnet/value.h"

static const int64_t sizes[] = {3, 32, 30};

static void prints(tn_shape shape, const char *expected)
{
    char text[96];
    assert_string_equal(tn__shape_print(&shape, text, sizeof text), expected);
}

static void test_shape__prints_as_people_write_it(void **state)
{
    (void)state;
    prints(tn__shape(3, sizes), "[3, 32, 30]");
    prints(tn__shape_batched(3, sizes), "[N, 3, 32, 30]");
    prints(tn__shape(0, NULL), "[]");
    prints(tn__shape_of(2, (int64_t)TN_DIM_UNKNOWN, (int64_t)7), "[?, 7]");
    tn_shape folded = tn__shape_batched(1, sizes);
    folded.dim[0] = 4;
    prints(folded, "[4*N, 3]");
}

/* A text that is too short is cut, and nothing is written behind it. */
static void test_shape__print_stays_within_its_text(void **state)
{
    (void)state;
    const int64_t huge[] = {INT64_MAX, INT64_MAX, INT64_MAX};
    tn_shape shape = tn__shape_batched(3, huge);
    char whole[96];
    tn__shape_print(&shape, whole, sizeof whole);
    for (size_t size = 1; size <= strlen(whole) + 1; size++) {
        char text[96];
        memset(text, '#', sizeof text);
        tn__shape_print(&shape, text, size);
        assert_int_equal(strlen(text), size - 1);
        assert_memory_equal(text, whole, size - 1);
        assert_int_equal(text[size], '#');
    }
}

static void test_shape__counts_without_the_batch(void **state)
{
    (void)state;
    tn_shape plain = tn__shape(3, sizes), batched = tn__shape_batched(3, sizes), scalar = tn__shape(0, NULL);
    assert_int_equal(tn__shape_count(&plain), 2880);
    assert_int_equal(tn__shape_count(&batched), 2880);
    assert_int_equal(tn__shape_count(&scalar), 1);
    assert_int_equal(tn__shape_product(&plain, 1, 3), 960);
    assert_int_equal(tn__shape_product(&plain, 2, 2), 1);
    const int64_t empty[] = {5, 0};
    tn_shape none = tn__shape(2, empty);
    assert_int_equal(tn__shape_count(&none), 0);
}

static void test_shape__counts_no_unknown_and_no_overflow(void **state)
{
    (void)state;
    tn_shape unknown = tn__shape_of(2, (int64_t)TN_DIM_UNKNOWN, (int64_t)7);
    tn_shape large = tn__shape_of(3, (int64_t)1 << 31, (int64_t)1 << 31, (int64_t)2);
    assert_int_equal(tn__shape_count(&unknown), -1);
    assert_false(tn__shape_known(&unknown));
    assert_int_equal(tn__shape_product(&large, 0, 2), (int64_t)1 << 62);
    assert_int_equal(tn__shape_count(&large), -1);
    assert_true(tn__shape_known(&large));
}

static void test_shape__binds_the_batch(void **state)
{
    (void)state;
    tn_shape batched = tn__shape_batched(2, sizes), plain = tn__shape(2, sizes);
    tn_shape bound = tn__shape_bind(&batched, 64), same = tn__shape_bind(&plain, 64),
             expected = tn__shape_of(3, (int64_t)64, (int64_t)3, (int64_t)32);
    assert_true(tn__shape_equal(&bound, &expected));
    assert_true(tn__shape_equal(&same, &plain));
    batched.dim[0] = 4;
    bound = tn__shape_bind(&batched, 64);
    assert_int_equal(bound.dim[0], 256);
    /* Too large a product never wraps around to a size that could be allocated. */
    bound = tn__shape_bind(&batched, INT64_MAX / 2);
    assert_int_equal(bound.dim[0], INT64_MAX);
    assert_int_equal(tn__shape_count(&bound), -1);
    batched.dim[0] = TN_DIM_UNKNOWN;
    bound = tn__shape_bind(&batched, 64);
    assert_int_equal(bound.dim[0], TN_DIM_UNKNOWN);
}

static void test_shape__equal_looks_at_rank_batch_and_sizes(void **state)
{
    (void)state;
    tn_shape a = tn__shape(3, sizes), b = a, shorter = tn__shape(2, sizes), batched = tn__shape_batched(2, sizes + 1);
    tn_shape bound = tn__shape_bind(&batched, 1);
    assert_true(tn__shape_equal(&a, &b));
    b.dim[3] = 99; /* behind the rank nothing counts */
    assert_true(tn__shape_equal(&a, &b));
    b.dim[1]++;
    assert_false(tn__shape_equal(&a, &b));
    assert_false(tn__shape_equal(&a, &shorter));
    assert_false(tn__shape_equal(&batched, &bound));
}

static void test_dtype__sizes(void **state)
{
    (void)state;
    assert_int_equal(tn__dtype_size(TN_F32), 4);
    assert_int_equal(tn__dtype_size(TN_F64), 8);
    assert_int_equal(tn__dtype_size(TN_I64), 8);
    assert_int_equal(tn__dtype_size(TN_U8), 1);
}

static void test_value__holds_what_it_was_made_of(void **state)
{
    (void)state;
    const int64_t many[TN_MAX_DIMS + 2] = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10};
    tn_value pair = tn_ints(2, many), cut = tn_ints(TN_MAX_DIMS + 2, many);
    assert_int_equal(tn_none().type, TN_VALUE_NONE);
    assert_true(tn_bool(true).type == TN_VALUE_BOOL && tn_bool(true).ints[0] == 1 && tn_bool(false).ints[0] == 0);
    assert_true(tn_int(-7).type == TN_VALUE_INT && tn_int(-7).ints[0] == -7);
    assert_true(tn_float(0.5).type == TN_VALUE_FLOAT && tn_float(0.5).number == 0.5);
    assert_true(pair.type == TN_VALUE_INTS && pair.n_ints == 2 && pair.ints[1] == 2);
    assert_int_equal(cut.n_ints, TN_MAX_DIMS);
    assert_int_equal(cut.ints[TN_MAX_DIMS - 1], TN_MAX_DIMS);
}

static void test_value__text_is_cut_and_ended(void **state)
{
    (void)state;
    tn_value same = tn_text("same"), cut = tn_text("a text of more than twenty-three bytes");
    assert_int_equal(same.type, TN_VALUE_TEXT);
    assert_string_equal(same.text, "same");
    assert_string_equal(cut.text, "a text of more than twe");
    assert_int_equal(strlen(cut.text), sizeof cut.text - 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_shape__prints_as_people_write_it),
        cmocka_unit_test(test_shape__print_stays_within_its_text),
        cmocka_unit_test(test_shape__counts_without_the_batch),
        cmocka_unit_test(test_shape__counts_no_unknown_and_no_overflow),
        cmocka_unit_test(test_shape__binds_the_batch),
        cmocka_unit_test(test_shape__equal_looks_at_rank_batch_and_sizes),
        cmocka_unit_test(test_dtype__sizes),
        cmocka_unit_test(test_value__holds_what_it_was_made_of),
        cmocka_unit_test(test_value__text_is_cut_and_ended),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
