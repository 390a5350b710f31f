/* The language server without a client library: framing, positions, and answers to what no good client sends. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/lsp_frames.h"
#include "cli/lsp_server.h"
#include "cli/lsp_text.h"

/* --- framing --- */

static void test_frames__come_in_any_pieces(void **state)
{
    static const char stream[] =
        "Content-Length: 4\r\n\r\nabcdcontent-length:\t2 \r\nContent-Type: x\r\n\r\nefContent-Length: 0\r\n\r\n";
    (void)state;
    for (size_t step = 1; step < sizeof stream; step++) {
        lsp_frames frames = {0};
        char got[32] = "";
        const char *body;
        size_t length;
        for (size_t i = 0; i < sizeof stream - 1; i += step) {
            size_t n = sizeof stream - 1 - i < step ? sizeof stream - 1 - i : step;
            assert_true(lsp_frames_add(&frames, stream + i, n));
            while (lsp_frames_next(&frames, &body, &length) == LSP_MESSAGE) {
                strncat(got, body, length);
                strcat(got, "|");
            }
        }
        assert_string_equal(got, "abcd|ef||");
        assert_int_equal(lsp_frames_next(&frames, &body, &length), LSP_MORE);
        lsp_frames_release(&frames);
    }
}

static void test_frames__refuse_what_is_no_header(void **state)
{
    static const char *const streams[] = {
        "Content-Length: 17000000\r\n\r\n", "Content-Length: 99999999999999999999999999\r\n\r\n",
        "Content-Length: -1\r\n\r\n",       "Content-Length:\r\n\r\n",
        "Content-Length: 1 2\r\n\r\n{}",    "Content-Length: 2\r\nContent-Length: 2\r\n\r\n{}",
        "Content-Type: x\r\n\r\n",          "\r\n\r\n",
    };
    char long_one[LSP_MAX_HEADERS + 8];
    (void)state;
    memset(long_one, 'x', sizeof long_one);
    for (size_t i = 0; i <= sizeof streams / sizeof *streams; i++) {
        bool last = i == sizeof streams / sizeof *streams;
        lsp_frames frames = {0};
        const char *body;
        size_t length;
        assert_true(lsp_frames_add(&frames, last ? long_one : streams[i], last ? sizeof long_one : strlen(streams[i])));
        assert_int_equal(lsp_frames_next(&frames, &body, &length), LSP_BROKEN);
        assert_true(lsp_frames_add(&frames, "Content-Length: 1\r\n\r\n1", 22));
        assert_int_equal(lsp_frames_next(&frames, &body, &length), LSP_BROKEN);
        assert_true(frames.capacity < 4 * LSP_MAX_HEADERS); /* nothing was reserved for what was only announced */
        lsp_frames_release(&frames);
    }
}

/* --- positions --- */

static void assert_position(const lsp_document *document, lsp_encoding encoding, int line, int column, int at_line, int character)
{
    lsp_options options = {.encoding = encoding};
    tn_span span = {line, column, line, column};
    int back_line, back_column;
    json_t *range = lsp_range(document, &options, &span), *start = json_object_get(range, "start");
    assert_int_equal(json_integer_value(json_object_get(start, "line")), at_line);
    assert_int_equal(json_integer_value(json_object_get(start, "character")), character);
    assert_true(lsp_place(document, &options, start, &back_line, &back_column));
    assert_int_equal(back_line, line);
    assert_int_equal(back_column, column);
    json_decref(range);
}

static void test_text__counts_in_each_encoding(void **state)
{
    /* e with acute (2 bytes, 1 unit), an emoji (4 bytes, 2 units) */
    static const char text[] = "a\r\n\xC3\xA9\xF0\x9F\x98\x80x\rb\n";
    lsp_document *document = lsp_document_new("file:///a%20b/%C3%A9.py");
    (void)state;
    assert_non_null(document);
    assert_string_equal(document->path, "/a b/\xC3\xA9.py");
    assert_true(lsp_document_set_text(document, text, sizeof text - 1));
    assert_position(document, LSP_UTF16, 2, 7, 1, 3);
    assert_position(document, LSP_UTF8, 2, 7, 1, 6);
    assert_position(document, LSP_UTF32, 2, 7, 1, 2);
    assert_position(document, LSP_UTF16, 3, 2, 2, 1);
    assert_position(document, LSP_UTF16, 4, 1, 3, 0); /* the empty line at the end */
    size_t length;
    assert_null(lsp_line(document, 5, &length));
    lsp_document_free(document);
}

static void test_path__of_strange_uris(void **state)
{
    static const char *const cases[][2] = {{"untitled:1", "untitled.py"},
                                           {"file://host/x.py", "/x.py"},
                                           {"file:///%", "/%"},
                                           {"file:///a%0", "/a%0"},
                                           {"file:///a%00b", "/a%00b"},
                                           {"file://", "untitled.py"},
                                           {"file:///a%2fb%zz", "/a/b%zz"},
                                           {"", "untitled.py"}};
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char *path = lsp_path(cases[i][0]);
        assert_string_equal(path, cases[i][1]);
        free(path);
    }
}

/* --- messages --- */

static void keep(const json_t *message, void *user)
{
    json_t **last = user;
    json_decref(*last);
    *last = json_deep_copy(message);
}

typedef struct session {
    lsp_server server;
    json_t *last; /* what the server sent last */
} session;

static json_int_t error_code(session *s, const char *message)
{
    json_decref(s->last);
    s->last = NULL;
    lsp_server_take(&s->server, message, strlen(message));
    lsp_server_check(&s->server);
    return json_integer_value(json_object_get(json_object_get(s->last, "error"), "code"));
}

static void test_server__keeps_the_order_of_a_session(void **state)
{
    session s = {.server = {.send = keep, .user = &s.last}};
    (void)state;
    assert_int_equal(error_code(&s, "{\"id\":1,\"method\":\"textDocument/hover\"}"), -32002);
    assert_int_equal(
        error_code(&s, "{\"method\":\"textDocument/didOpen\",\"params\":{\"textDocument\":{\"uri\":\"a\",\"text\":\"\"}}}"), 0);
    assert_null(s.last); /* too early: nothing is opened */
    assert_int_equal(error_code(&s, "{\"id\":1,\"method\":\"initialize\",\"params\":{}}"), 0);
    const char *encoding = json_string_value(
        json_object_get(json_object_get(json_object_get(s.last, "result"), "capabilities"), "positionEncoding"));
    assert_string_equal(encoding, "utf-16");
    assert_int_equal(error_code(&s, "{\"id\":\"x\",\"method\":\"textDocument/rename\"}"), -32601);
    assert_string_equal(json_string_value(json_object_get(s.last, "id")), "x");
    assert_int_equal(error_code(&s, "{\"id\":2,\"method\":\"shutdown\"}"), 0);
    assert_true(json_is_null(json_object_get(s.last, "result")));
    assert_int_equal(error_code(&s, "{\"id\":3,\"method\":\"textDocument/hover\"}"), -32600);
    assert_false(s.server.ended);
    error_code(&s, "{\"method\":\"exit\"}");
    assert_true(s.server.ended && s.server.shut_down);
    lsp_server_release(&s.server);
    json_decref(s.last);
}

static void test_server__agrees_on_an_encoding(void **state)
{
    /* LSP 3.17: UTF-16 is there even where a client does not name it. */
    static const char *const cases[][2] = {{"[]", "utf-16"},
                                           {"[\"utf-16\"]", "utf-16"},
                                           {"[\"utf-32\",\"utf-16\"]", "utf-16"},
                                           {"[\"utf-32\"]", "utf-32"},
                                           {"[\"utf-32\",\"utf-8\"]", "utf-8"},
                                           {"[\"utf-8\"]", "utf-8"},
                                           {"[\"utf-7\",3]", "utf-16"},
                                           {"\"utf-8\"", "utf-16"}};
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        session s = {.server = {.send = keep, .user = &s.last}};
        char message[256];
        snprintf(message, sizeof message,
                 "{\"id\":1,\"method\":\"initialize\",\"params\":{\"capabilities\":{\"general\":{\"positionEncodings\":%s}}}}",
                 cases[i][0]);
        assert_int_equal(error_code(&s, message), 0);
        const json_t *capabilities = json_object_get(json_object_get(s.last, "result"), "capabilities");
        assert_string_equal(json_string_value(json_object_get(capabilities, "positionEncoding")), cases[i][1]);
        assert_int_equal(error_code(&s, message), -32600); /* once */
        lsp_server_release(&s.server);
        json_decref(s.last);
    }
}

/* The second mismatch shows itself when the first is repaired. */
static void test_server__repairs_in_rounds(void **state)
{
    static const char open[] =
        "{\"method\":\"textDocument/didOpen\",\"params\":{\"textDocument\":{\"uri\":\"untitled:a\",\"version\":1,\"text\":"
        "\"from torch import nn\\nclass Net(nn.Module):\\n    def __init__(self):\\n        super().__init__()\\n"
        "        self.net = nn.Sequential(nn.Linear(8, 6), nn.Linear(5, 4), nn.Linear(3, 2))\\n"
        "    def forward(self, x):\\n        return self.net(x)\\n\"}}}";
    static const char ask[] =
        "{\"id\":2,\"method\":\"textDocument/codeAction\",\"params\":{\"textDocument\":{\"uri\":\"untitled:a\"},\"range\":"
        "{\"start\":{\"line\":0,\"character\":0},\"end\":{\"line\":9,\"character\":0}},"
        "\"context\":{\"diagnostics\":[],\"only\":[\"source.fixAll\"]}}}";
    session s = {.server = {.send = keep, .user = &s.last}};
    (void)state;
    assert_int_equal(error_code(&s, "{\"id\":1,\"method\":\"initialize\"}"), 0);
    lsp_server_take(&s.server, open, strlen(open));
    assert_int_equal(error_code(&s, ask), 0);
    const json_t *action = json_array_get(json_object_get(s.last, "result"), 0);
    const json_t *edits = json_object_get(json_object_get(json_object_get(action, "edit"), "changes"), "untitled:a");
    const char *text = json_string_value(json_object_get(json_array_get(edits, 0), "newText"));
    assert_non_null(text);
    assert_non_null(strstr(text, "nn.Linear(8, 6), nn.Linear(6, 4), nn.Linear(4, 2)"));
    lsp_server_release(&s.server);
    json_decref(s.last);
}

static void test_server__survives_what_is_no_message(void **state)
{
    session s = {.server = {.send = keep, .user = &s.last}};
    (void)state;
    assert_int_equal(error_code(&s, "{\"id\":1,\"method\":\"initialize\"}"), 0);
    assert_int_equal(error_code(&s, "{"), -32700);
    assert_true(json_is_null(json_object_get(s.last, "id")));
    assert_int_equal(error_code(&s, ""), -32700);
    assert_int_equal(error_code(&s, "[]"), -32600);
    assert_int_equal(error_code(&s, "7"), -32700); /* jansson wants an object or a list */
    assert_int_equal(error_code(&s, "{\"id\":[],\"method\":\"shutdown\"}"), -32600);
    assert_int_equal(error_code(&s, "{\"id\":1,\"result\":null}"), 0); /* an answer to nothing */
    assert_int_equal(error_code(&s, "{\"id\":1,\"method\":\"textDocument/hover\",\"params\":{\"textDocument\":{\"uri\":1}}}"), 0);
    assert_true(json_is_null(json_object_get(s.last, "result")));
    lsp_server_release(&s.server);
    json_decref(s.last);
}

static void test_server__checks_the_last_text_once(void **state)
{
    static const char open[] =
        "{\"method\":\"textDocument/didOpen\",\"params\":{\"textDocument\":{\"uri\":\"untitled:a\",\"version\":1,"
        "\"text\":\"x = (\\n\"}}}";
    static const char change[] =
        "{\"method\":\"textDocument/didChange\",\"params\":{\"textDocument\":{\"uri\":\"untitled:a\",\"version\":2},"
        "\"contentChanges\":[{\"text\":\"x = 1\\n\"},{\"text\":\"x = )\\u0000\\n\"}]}}";
    session s = {.server = {.send = keep, .user = &s.last}};
    (void)state;
    assert_int_equal(error_code(&s, "{\"id\":1,\"method\":\"initialize\"}"), 0);
    lsp_server_take(&s.server, open, strlen(open));
    error_code(&s, change);
    const json_t *params = json_object_get(s.last, "params"), *first = json_array_get(json_object_get(params, "diagnostics"), 0);
    assert_int_equal(json_integer_value(json_object_get(params, "version")), 2);
    assert_string_equal(json_string_value(json_object_get(first, "code")), "TN001");
    error_code(&s, "{\"method\":\"textDocument/didClose\",\"params\":{\"textDocument\":{\"uri\":\"untitled:a\"}}}");
    assert_int_equal(json_array_size(json_object_get(json_object_get(s.last, "params"), "diagnostics")), 0);
    lsp_server_release(&s.server);
    json_decref(s.last);
}

static size_t count_diagnostics(session *s, const char *uri)
{
    char message[400];
    snprintf(message, sizeof message,
             "{\"method\":\"textDocument/didOpen\",\"params\":{\"textDocument\":{\"uri\":\"%s\",\"text\":\"x = )\"}}}", uri);
    error_code(s, message);
    return json_array_size(json_object_get(json_object_get(s->last, "params"), "diagnostics"));
}

static void test_server__checks_modules_alone(void **state)
{
    session s = {.server = {.send = keep, .user = &s.last}};
    (void)state;
    assert_int_equal(error_code(&s, "{\"id\":1,\"method\":\"initialize\"}"), 0);
    assert_int_equal(count_diagnostics(&s, "untitled:Untitled-1"), 1);
    assert_int_equal(count_diagnostics(&s, "file:///nowhere/a.py"), 1);
    assert_int_equal(count_diagnostics(&s, "git:/nowhere/a.py?HEAD"), 0);
    assert_int_equal(count_diagnostics(&s, "vscode-notebook-cell:/nowhere/a.ipynb#W0"), 0);
    lsp_server_release(&s.server);
    json_decref(s.last);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_frames__come_in_any_pieces),
        cmocka_unit_test(test_frames__refuse_what_is_no_header),
        cmocka_unit_test(test_text__counts_in_each_encoding),
        cmocka_unit_test(test_path__of_strange_uris),
        cmocka_unit_test(test_server__keeps_the_order_of_a_session),
        cmocka_unit_test(test_server__survives_what_is_no_message),
        cmocka_unit_test(test_server__checks_the_last_text_once),
        cmocka_unit_test(test_server__agrees_on_an_encoding),
        cmocka_unit_test(test_server__repairs_in_rounds),
        cmocka_unit_test(test_server__checks_modules_alone),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
