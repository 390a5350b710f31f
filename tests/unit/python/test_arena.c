/* Going back to what an arena held. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/mem.h"
#include "python/arena.h"

#define MANY 5000 /* blocks of 100 bytes: several chunks */

static void fill(char **blocks, tn__arena *arena, char letter)
{
    for (int i = 0; i < MANY; i++) {
        blocks[i] = tn__arena_take(arena, 100, 1);
        assert_non_null(blocks[i]);
        memset(blocks[i], letter + i % 20, 100);
    }
}

static void test_arena__goes_back_to_what_it_held(void **state)
{
    static char *first[MANY], *later[MANY];
    tn__arena arena = {0};
    tn__arena_copy copy = {0};
    (void)state;
    fill(first, &arena, 'a');
    size_t total = arena.total;
    assert_true(tn__arena_keep(&copy, &arena));
    for (int round = 0; round < 3; round++) {
        fill(later, &arena, 'A');
        for (int i = 0; i < MANY; i++) {
            memset(first[i], '?', 100);
        }
        if (round == 1) {
            tn__arena_leave(&arena, &copy);
        }
        tn__arena_return(&arena, &copy);
        assert_int_equal(arena.total, total);
        for (int i = 0; i < MANY; i++) {
            assert_int_equal(first[i][0], 'a' + i % 20);
            assert_int_equal(first[i][99], 'a' + i % 20);
        }
    }
    fill(later, &arena, 'A');
    assert_true(tn__arena_keep(&copy, &arena)); /* the later moment in place of the first */
    memset(later[MANY - 1], '?', 100);
    tn__arena_return(&arena, &copy);
    assert_int_equal(later[MANY - 1][50], 'A' + (MANY - 1) % 20);
    tn__arena_copy_release(&copy);
    tn__arena_release(&arena);
}

static void test_arena__goes_back_to_nothing(void **state)
{
    tn__arena arena = {.limit = (size_t)1 << 20};
    tn__arena_copy copy = {0};
    (void)state;
    assert_true(tn__arena_keep(&copy, &arena));
    assert_null(tn__arena_take(&arena, 2, (size_t)1 << 20));
    assert_non_null(tn__arena_text(&arena, "text", 4));
    tn__arena_return(&arena, &copy);
    assert_false(arena.over_limit);
    assert_int_equal(arena.total, 0);
    assert_non_null(tn__arena_text(&arena, "text", 4));
    tn__mem_fail_at(1);
    assert_false(tn__arena_keep(&copy, &arena));
    tn__mem_fail_at(0);
    tn__arena_copy_release(&copy);
    tn__arena_release(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_arena__goes_back_to_what_it_held),
        cmocka_unit_test(test_arena__goes_back_to_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
