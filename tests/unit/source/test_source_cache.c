/* The cache of parsed files within its bound: what it drops, in which order, and what it must keep. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>

#include "base/mem.h"
#include "source/source_cache.h"

#define FILE_BYTES 3000 /* of each file; the bound has room for three with what is kept beside their bytes */
#define BOUND 10000

static tn_source_cache *cache;

static int open_cache(void **state)
{
    tn_error err;
    (void)state;
    return tn_source_cache_new(&cache, BOUND, &err) == TN_OK ? 0 : -1;
}

static int close_cache(void **state)
{
    (void)state;
    tn_source_cache_free(cache);
    return 0;
}

static tn__source_file *make(const char *path, size_t bytes)
{
    tn__source_file *file = tn__alloc(1, sizeof *file);
    assert_non_null(file);
    file->path = tn__strdup(path);
    assert_non_null(file->path);
    file->n_bytes = bytes;
    return file;
}

/* Hands it over, and gives it back unless `holds`. */
static tn__source_file *put(const char *path, bool holds)
{
    tn__source_file *file = tn__cache_take(cache, make(path, FILE_BYTES));
    assert_non_null(file);
    if (!holds) {
        tn__cache_release(cache, file);
    }
    return file;
}

static bool has(const char *path)
{
    tn__source_file *file = tn__cache_find(cache, path);
    if (file) {
        assert_string_equal(file->path, path);
        tn__cache_release(cache, file);
    }
    return file != NULL;
}

static void test_cache__drops_the_longest_unused(void **state)
{
    (void)state;
    put("a", false);
    put("b", false);
    put("c", false);
    assert_true(has("a")); /* and so it is the newest */
    put("d", false);
    assert_false(has("b"));
    assert_true(has("c") && has("a") && has("d"));
    put("e", false);
    put("f", false);
    assert_false(has("c") || has("a"));
    assert_true(has("d") && has("e") && has("f"));
}

static void test_cache__keeps_what_is_used(void **state)
{
    (void)state;
    tn__source_file *a = put("a", true), *b = put("b", true), *found = tn__cache_find(cache, "a");
    assert_ptr_equal(found, a);
    put("c", false);
    put("d", false); /* in place of c, though a and b are older */
    assert_false(has("c"));
    tn__cache_release(cache, found);
    put("e", false); /* a has still one user */
    assert_true(has("a") && has("b") && has("e"));
    tn__cache_release(cache, a);
    tn__cache_release(cache, b);
    assert_true(has("b") && has("e"));
    put("f", false);
    assert_false(has("a"));
}

static void test_cache__takes_nothing_without_room(void **state)
{
    (void)state;
    tn__source_file *used[] = {put("a", true), put("b", true), put("c", true)};
    tn__source_file *own = make("d", FILE_BYTES);
    assert_null(tn__cache_take(cache, own));
    assert_false(has("d"));
    tn__source_file_free(own);
    for (int i = 0; i < 3; i++) {
        tn__cache_release(cache, used[i]);
    }
    own = make("large", BOUND);
    assert_null(tn__cache_take(cache, own));
    assert_true(has("a") && has("b") && has("c")); /* dropping them would not have helped */
    tn__source_file_free(own);
}

static void test_cache__has_a_path_once(void **state)
{
    (void)state;
    tn__source_file *first = put("a", true);
    assert_ptr_equal(put("a", true), first);
    tn__cache_release(cache, first);
    put("b", false);
    put("c", false);
    put("d", false);
    assert_true(has("a")); /* its other user is there */
    tn__cache_release(cache, first);
}

/* Many files of one chain and of others, far beyond the bound. */
static void test_cache__stays_within_its_bound(void **state)
{
    char path[24];
    int kept = 0;
    (void)state;
    for (int i = 0; i < 20000; i++) {
        snprintf(path, sizeof path, "file%d", i);
        put(path, false);
        assert_true(has(path));
    }
    for (int i = 0; i < 20000; i++) {
        snprintf(path, sizeof path, "file%d", i);
        kept += has(path);
    }
    assert_int_equal(kept, 3);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_cache__drops_the_longest_unused, open_cache, close_cache),
        cmocka_unit_test_setup_teardown(test_cache__keeps_what_is_used, open_cache, close_cache),
        cmocka_unit_test_setup_teardown(test_cache__takes_nothing_without_room, open_cache, close_cache),
        cmocka_unit_test_setup_teardown(test_cache__has_a_path_once, open_cache, close_cache),
        cmocka_unit_test_setup_teardown(test_cache__stays_within_its_bound, open_cache, close_cache),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
