/* The weight format: what is read back, and everything that must be refused. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/mem.h"
#include "format/safetensors.h"

/* A file in memory: header text and data bytes. */
static uint8_t *make_file(const char *header, size_t data, size_t *size)
{
    size_t length = strlen(header);
    uint8_t *file = calloc(1, 8 + length + data + 1);
    assert_non_null(file);
    for (int i = 0; i < 8; i++) file[i] = (uint8_t)(length >> (8 * i));
    memcpy(file + 8, header, length);
    *size = 8 + length + data;
    return file;
}

static tn_status parse(const char *header, size_t data, bool lenient, tn_error *err)
{
    size_t size;
    tn__safetensors st;
    uint8_t *file = make_file(header, data, &size);
    tn_status status = tn__safetensors_parse(&st, file, size, lenient, err);
    if (status == TN_OK) tn__safetensors_close(&st);
    free(file);
    return status;
}

#define ENTRY(name, shape, begin, end)                                                                                           \
    "\"" name "\":{\"dtype\":\"F32\",\"shape\":" shape ",\"data_offsets\":[" #begin "," #end "]}"

static void refuses(const char *header, size_t data, const char *reason, bool lenient_too)
{
    tn_error err = {0};
    tn_status status = parse(header, data, false, &err);
    if (status != TN_BAD_FORMAT) fail_msg("accepted: %s", header);
    if (!strstr(err.text, reason)) fail_msg("'%s' should say '%s'", err.text, reason);
    assert_true(err.offset >= 0);
    status = parse(header, data, true, &err);
    if ((status != TN_OK) != lenient_too) fail_msg("--lenient on %s: %s", header, err.text);
}

static void test_parse__reads_tensors_and_metadata(void **state)
{
    (void)state;
    size_t size;
    tn__safetensors st;
    tn_error err;
    uint8_t *file = make_file("{\"__metadata__\":{\"k\":\"v\"}," ENTRY("b", "[2]", 4, 12) "," ENTRY("a", "[]", 0, 4) "}  ", 12,
                              &size);
    float value = 2.5f;
    memcpy(file + size - 4, &value, 4);
    if (tn__safetensors_parse(&st, file, size, false, &err)) fail_msg("%s", err.text);
    assert_int_equal(st.n_tensors, 2);
    assert_string_equal(st.tensors[0].name, "a"); /* in the order of the data */
    assert_int_equal(st.tensors[0].shape.rank, 0);
    assert_string_equal(tn__safetensors_text(&st, "k"), "v");
    assert_null(tn__safetensors_text(&st, "other"));
    const tn__st_tensor *b = tn__safetensors_find(&st, "b");
    float last;
    memcpy(&last, b->data + 4, 4);
    assert_true(last == 2.5f);
    assert_null(tn__safetensors_find(&st, "c"));
    tn__safetensors_close(&st);
    free(file);
}

static void test_parse__refuses_what_the_format_forbids(void **state)
{
    (void)state;
    refuses("{" ENTRY("a", "[1]", 0, 4) "," ENTRY("a", "[1]", 0, 4) "}", 4, "duplicate", false);
    refuses(" {" ENTRY("a", "[1]", 0, 4) "}", 4, "must begin with '{'", false);
    refuses("{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4],\"extra\":1}}", 4, "unknown field 'extra'", false);
    refuses("{" ENTRY("a", "[1]", 0, 4) "}", 8, "follow the last tensor", true);
    refuses("{" ENTRY("a", "[1]", 4, 8) "}", 8, "a hole before", true);
    refuses("{" ENTRY("a", "[2]", 0, 8) "," ENTRY("b", "[1]", 4, 8) "}", 8, "overlaps", true);
    refuses("{" ENTRY("a", "[2]", 0, 4) "}", 4, "where its shape needs 8", true);
    refuses("{" ENTRY("a", "[1]", 0, 40) "}", 4, "does not lie in", true);
    refuses("{" ENTRY("a", "[1]", 4, 0) "}", 4, "does not lie in", true);
    refuses("{" ENTRY("a", "[4294967296,4294967296]", 0, 4) "}", 4, "overflows", true);
    refuses("{" ENTRY("a", "[3037000500,3037000500]", 0, 4) "}", 4, "overflows", true);
    refuses("{" ENTRY("a", "[-1]", 0, 4) "}", 4, "is not a size", true);
    refuses("{" ENTRY("a", "[1.5]", 0, 4) "}", 4, "is not a size", true);
    refuses("{\"a\":{\"dtype\":\"F33\",\"shape\":[1],\"data_offsets\":[0,4]}}", 4, "unknown dtype 'F33'", true);
    refuses("{\"a\":{\"dtype\":\"F32\",\"shape\":[1]}}", 4, "no pair of data_offsets", true);
    refuses("{\"a\":{\"dtype\":\"F32\",\"data_offsets\":[0,4]}}", 4, "no shape", true);
    refuses("{\"a\":5}", 0, "not an object", true);
    refuses("{\"__metadata__\":{\"k\":5}}", 0, "not a text", true);
    refuses("{\"a\":", 0, "no JSON", true);
    refuses("{}x", 0, "text follows", true);
    refuses("[]", 0, "must begin with '{'", true);
}

/* The place is that of the entry at fault, or of the text that is no JSON. */
static void fails_at(const char *header, size_t data, bool lenient, const char *reason, const char *place)
{
    tn_error err = {0};
    assert_int_equal(parse(header, data, lenient, &err), TN_BAD_FORMAT);
    if (!strstr(err.text, reason)) fail_msg("'%s' should say '%s'", err.text, reason);
    assert_int_equal(err.offset, 8 + (strstr(header, place) - header));
}

static void test_parse__says_where(void **state)
{
    (void)state;
    fails_at("{" ENTRY("a", "[1]", 0, 4) "," ENTRY("wrong", "[2]", 4, 8) "}", 8, false, "'wrong' has 4 bytes", "\"wrong\"");
    fails_at("{" ENTRY("a", "[1]", 0, 4) ",  \"wrong\":5}", 4, false, "'wrong' is not an object", "\"wrong\"");
    fails_at("{" ENTRY("a", "[1]", 0, 4) " \"b\":{}}", 4, false, "',' or '}' is missing", "\"b\"");
    fails_at("{" ENTRY("a", "[1]", 0, 4) ",b}", 4, false, "name in quotes", "b}");
    fails_at("{\"a\" {}}", 4, false, "':' is missing", "{}}");
    fails_at("{\"__metadata__\":{\"one\":\"1\",\"two\":2}}", 0, false, "'two' is not a text", "\"two\"");
    fails_at("{" ENTRY("a", "[1]", 0, 4) ",\"b\":{\"dtype\":\"F32\",] }", 4, false, "no JSON",
             " }"); /* jansson points behind what it could not use */
    fails_at("{" ENTRY("a", "[1]", 0, 4) "}\n", 4, false, "text follows", "\n");
}

/* What the reference loader 0.8.0 does, tried with it. */
static void test_parse__lenient_goes_no_further_than_the_reference(void **state)
{
    (void)state;
    tn_error err;
    fails_at("{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"shape\":[2],\"data_offsets\":[0,4]}}", 4, true, "duplicate", ":[2]");
    fails_at("{\"__metadata__\":{}, \"__metadata__\" :{}}", 0, true, "duplicate of __metadata__", "\"__metadata__\" ");
    fails_at("{\"__metadata__\":{\"k\":1}}", 0, true, "not a text", "\"k\"");
    assert_int_equal(parse("{\"__metadata__\":null," ENTRY("a", "[1]", 0, 4) "}\r\n", 4, true, &err), TN_OK);
    assert_int_equal(parse("{\"__metadata__\":null," ENTRY("a", "[1]", 0, 4) "}", 4, false, &err), TN_BAD_FORMAT);
}

static void test_parse__lenient_the_last_duplicate_wins(void **state)
{
    (void)state;
    static const char header[] = "{\"__metadata__\":{\"k\":\"first\",\"j\":\"\",\"k\":\"last\"}," ENTRY(
        "a", "[9]", 4, 40) "," ENTRY("b", "[1]", 0, 4) "," ENTRY("a", "[1]", 4, 8) "}";
    size_t size;
    tn__safetensors st;
    tn_error err;
    uint8_t *file = make_file(header, 8, &size);
    if (tn__safetensors_parse(&st, file, size, true, &err)) fail_msg("%s", err.text);
    assert_int_equal(st.n_tensors, 2);
    assert_int_equal(tn__safetensors_find(&st, "a")->bytes, 4);
    assert_int_equal(st.n_metadata, 2);
    assert_string_equal(tn__safetensors_text(&st, "k"), "last");
    tn__safetensors_close(&st);
    free(file);
}

/* A long list costs what it says only where it may be long: in what is skipped or refused, memory must stay small. */
static void test_parse__refuses_an_endless_entry(void **state)
{
    (void)state;
    size_t length = 4000000;
    char *header = malloc(length + 64);
    tn_error err = {0};
    uint64_t before = tn__mem_count();
    strcpy(header, "{\"a\":{\"shape\":[");
    size_t start = strlen(header);
    for (size_t i = 0; i < length; i += 2) memcpy(header + start + i, "0,", 2);
    strcpy(header + start + length, "0]}}");
    assert_int_equal(parse(header, 0, true, &err), TN_BAD_FORMAT);
    assert_non_null(strstr(err.text, "more than 65536 bytes"));
    assert_true(tn__mem_count() - before < 10);
    free(header);
}

static void test_parse__refuses_impossible_lengths(void **state)
{
    (void)state;
    tn__safetensors st;
    tn_error err;
    uint8_t huge[16] = {0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f, '{', '}'};
    uint8_t empty[8] = {0}, longer[10] = {3, 0, 0, 0, 0, 0, 0, 0, '{', '}'};
    assert_int_equal(tn__safetensors_parse(&st, huge, sizeof huge, false, &err), TN_BAD_FORMAT);
    assert_non_null(strstr(err.text, "limit"));
    assert_int_equal(tn__safetensors_parse(&st, empty, sizeof empty, false, &err), TN_BAD_FORMAT);
    assert_int_equal(tn__safetensors_parse(&st, longer, sizeof longer, false, &err), TN_BAD_FORMAT);
    assert_int_equal(tn__safetensors_parse(&st, longer, 7, false, &err), TN_BAD_FORMAT);
    assert_int_equal(tn__safetensors_parse(&st, NULL, 0, false, &err), TN_BAD_FORMAT);
}

static void test_parse__deep_nesting_is_refused(void **state)
{
    (void)state;
    size_t depth = 100000;
    char *header = malloc(depth + 16);
    tn_error err;
    strcpy(header, "{\"a\":");
    memset(header + 5, '[', depth);
    header[5 + depth] = '\0';
    assert_int_equal(parse(header, 0, false, &err), TN_BAD_FORMAT);
    free(header);
}

static void test_open__names_the_file(void **state)
{
    (void)state;
    tn__safetensors st;
    tn_error err;
    assert_int_equal(tn__safetensors_open(&st, "/nonexistent/weights.safetensors", false, &err), TN_IO);
    assert_string_equal(err.file, "/nonexistent/weights.safetensors");
    assert_int_equal(tn__safetensors_open(&st, "/dev/null", false, &err), TN_BAD_FORMAT);
    assert_string_equal(err.file, "/dev/null");
}

/* --- saving --- */

static const float numbers[6] = {1, -2, 3.5f, 0, -0.0f, 1e-30f};

static tn_status save(const char *path, tn_error *err)
{
    const int64_t matrix[] = {2, 3}, six[] = {6};
    tn__st_entry entries[] = {{"m", "F32", tn__shape(2, matrix), numbers}, {"v", "F32", tn__shape(1, six), numbers}};
    tn__st_note notes[] = {{"who", "a \"quoted\" \xc3\xa9"}};
    return tn__safetensors_save(path, entries, 2, notes, 1, err);
}

static void test_save__is_read_back_and_aligned(void **state)
{
    (void)state;
    char path[] = "/tmp/thinnet-test-XXXXXX";
    tn__safetensors st;
    tn_error err;
    close(mkstemp(path));
    if (save(path, &err) || tn__safetensors_open(&st, path, false, &err)) fail_msg("%s", err.text);
    const tn__st_tensor *m = tn__safetensors_find(&st, "m");
    assert_int_equal(m->shape.dim[1], 3);
    assert_memory_equal(m->data, numbers, sizeof numbers);
    assert_int_equal((m->data - st.view.data) % 8, 0);
    assert_string_equal(tn__safetensors_text(&st, "who"), "a \"quoted\" \xc3\xa9");
    tn__safetensors_close(&st);
    unlink(path);
}

/* An I64 after a single F32 would lie at an offset that no I64 may have. */
static void test_save__aligns_every_tensor(void **state)
{
    (void)state;
    char path[] = "/tmp/thinnet-test-XXXXXX";
    const int64_t one[] = {1}, count = 7;
    const uint8_t byte = 3;
    tn__st_entry entries[] = {{"u", "U8", tn__shape(1, one), &byte},
                              {"w", "F32", tn__shape(1, one), numbers},
                              {"n", "I64", tn__shape(0, NULL), &count}};
    tn__safetensors st;
    tn_error err;
    close(mkstemp(path));
    if (tn__safetensors_save(path, entries, 3, NULL, 0, &err) || tn__safetensors_open(&st, path, false, &err))
        fail_msg("%s", err.text);
    for (size_t i = 0; i < 3; i++) {
        const tn__st_tensor *t = tn__safetensors_find(&st, entries[i].name);
        assert_int_equal((uintptr_t)t->data % t->bytes, 0);
        assert_memory_equal(t->data, entries[i].data, t->bytes);
    }
    tn__safetensors_close(&st);
    unlink(path);
}

/* A disk that is full: the old file stays as it was, and no other is left. */
static void test_save__a_full_disk_leaves_the_old_file(void **state)
{
    (void)state;
    char folder[] = "/tmp/thinnet-test-XXXXXX", path[64], command[128];
    assert_non_null(mkdtemp(folder));
    snprintf(path, sizeof path, "%s/w", folder);
    FILE *f = fopen(path, "w");
    fputs("old", f);
    fclose(f);
    pid_t child = fork();
    if (child == 0) {
        struct rlimit limit = {20, 20};
        tn_error err = {0};
        signal(SIGXFSZ, SIG_IGN);
        setrlimit(RLIMIT_FSIZE, &limit);
        tn_status status = save(path, &err);
        _exit(status == TN_IO && strstr(err.text, path) ? 0 : 1);
    }
    int code;
    waitpid(child, &code, 0);
    assert_int_equal(code, 0);
    char text[8] = "";
    f = fopen(path, "r");
    assert_non_null(fgets(text, sizeof text, f));
    fclose(f);
    assert_string_equal(text, "old");
    snprintf(command, sizeof command, "test \"$(ls %s)\" = w", folder);
    assert_int_equal(system(command), 0);
    unlink(path);
    rmdir(folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_parse__reads_tensors_and_metadata),
        cmocka_unit_test(test_parse__refuses_what_the_format_forbids),
        cmocka_unit_test(test_parse__says_where),
        cmocka_unit_test(test_parse__lenient_goes_no_further_than_the_reference),
        cmocka_unit_test(test_parse__lenient_the_last_duplicate_wins),
        cmocka_unit_test(test_parse__refuses_an_endless_entry),
        cmocka_unit_test(test_parse__refuses_impossible_lengths),
        cmocka_unit_test(test_parse__deep_nesting_is_refused),
        cmocka_unit_test(test_open__names_the_file),
        cmocka_unit_test(test_save__is_read_back_and_aligned),
        cmocka_unit_test(test_save__aligns_every_tensor),
        cmocka_unit_test(test_save__a_full_disk_leaves_the_old_file),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
