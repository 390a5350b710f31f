/* Loading the MPI module: what is none is refused with a word. tests/mpi has the module itself. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>

#include "study/handout.h"

static void test_load__a_file_that_is_not_there_is_told(void **state)
{
    const tn__handout *handout = NULL;
    tn_error err = {0};
    (void)state;
    assert_int_equal(tn__handout_load(&handout, "/no/such/mpi.so", &err), TN_UNSUPPORTED);
    assert_null(handout);
    assert_non_null(strstr(err.text, "/no/such/mpi.so"));
    assert_non_null(strstr(err.help, "thinnet study worker"));
}

static void test_load__another_library_is_no_module(void **state)
{
    const tn__handout *handout = NULL;
    tn_error err = {0};
    (void)state;
    assert_int_equal(tn__handout_load(&handout, "libz.so.1", &err), TN_MISMATCH);
    assert_null(handout);
    assert_non_null(strstr(err.text, "is no MPI module"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_load__a_file_that_is_not_there_is_told),
        cmocka_unit_test(test_load__another_library_is_no_module),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
