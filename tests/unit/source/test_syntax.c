/* Hostile and odd texts: a clear word at a place, never a crash or a hang. */
#include "base/buf.h"
#include "base/mem.h"
#include "reader.h"

#define BEFORE                                                                                                                   \
    IMPORTS "class Net(nn.Module):\n    def __init__(self):\n        super().__init__()\n        "                               \
            "self.fc = nn.Linear(3, 2)\n"
#define AFTER "\n    def forward(self, x):\n        return self.fc(x)\n"

static void repeat(tn__buf *buf, const char *text, int times)
{
    for (int i = 0; i < times; i++) {
        tn__buf_puts(buf, text);
    }
}

/* `head` n times, `middle`, `tail` n times inside a sound net; gives the reading. */
static void read_nested(tn__reading *out, const char *head, const char *middle, const char *tail, int n)
{
    tn__buf text = TN_BUF_INIT;
    tn__buf_puts(&text, BEFORE S "a = ");
    repeat(&text, head, n);
    tn__buf_puts(&text, middle);
    repeat(&text, tail, n);
    tn__buf_puts(&text, AFTER);
    assert_true(tn__buf_ok(&text));
    read_text(out, tn__buf_text(&text), text.length, "net.py:Net", UNGIVEN);
    tn__buf_release(&text);
}

static void expect_limit(const char *head, const char *middle, const char *tail)
{
    tn__reading reading;
    read_nested(&reading, head, middle, tail, 10000);
    const tn__diagnostic *one = find_diagnostic(&reading, TN_DIAG_LIMIT);
    assert_non_null(one);
    assert_int_equal(one->place.line, 8);
    tn__reading_release(&reading);
}

static void test_nesting__of_ten_thousand_is_a_limit(void **state)
{
    (void)state;
    expect_limit("(", "1", ")");
    expect_limit("[", "", "]");
    expect_limit("-", "1", "");
    expect_limit("1 + ", "1", "");
    expect_limit("len(", "", ")");
    expect_limit("self", "", ".a");
    expect_limit("1 if 1 else ", "1", "");
    expect_limit("lambda: ", "1", "");
}

/* n times `if x:`, each in the one before, in a function between two classes. */
static void read_ifs(tn__reading *out, int n, const char *line_end, const char *indent)
{
    tn__buf text = TN_BUF_INIT;
    tn__buf_puts(&text, IMPORTS "def f(x):\n");
    for (int i = 0; i <= n; i++) {
        repeat(&text, indent, i + 1);
        tn__buf_puts(&text, i < n ? "if x:" : "pass");
        tn__buf_puts(&text, line_end);
    }
    tn__buf_puts(&text, "class Net(nn.Module):\n    def __init__(self):\n        super().__init__()\n"
                        "        self.d = nn.Dropout(p=7)\n    def forward(self, x):\n        return self.d(x)\n");
    assert_true(tn__buf_ok(&text));
    read_text(out, tn__buf_text(&text), text.length, "net.py:Net", UNGIVEN);
    tn__buf_release(&text);
}

static int first_line_that_says(const tn__reading *reading, const char *words)
{
    for (size_t i = 0; i < reading->diagnostics.n; i++) {
        if (strstr(reading->diagnostics.items[i].message, words)) {
            return reading->diagnostics.items[i].place.line;
        }
    }
    return 0;
}

static void test_levels__are_as_many_as_python_reads(void **state)
{
    (void)state;
    static const struct {
        int n;
        const char *line_end, *indent;
        bool too_many;
    } cases[] = {{98, "\n", " ", false},          {99, "\n", " ", true},
                 {2000, "\n", " ", true},         {2000, "\r\n", "\t", true},
                 {98, "  # (\n", " ", false},     {98, " y = '''\n'''\n", " ", false},
                 {98, " y = (\n)\n", " ", false}, {150, " y = [1,\n]\n", " ", true}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        tn__reading reading;
        read_ifs(&reading, cases[i].n, cases[i].line_end, cases[i].indent);
        int line = first_line_that_says(&reading, "too many levels of indentation");
        assert_int_equal(line > 0, cases[i].too_many);
        assert_non_null(find_diagnostic(&reading, TN_DIAG_BAD_VALUE)); /* what stands behind it is read */
        tn__reading_release(&reading);
    }
}

static void test_levels__are_none_inside_brackets_and_texts(void **state)
{
    (void)state;
    static const char *const opens[] = {"a = [\n", "a = '''\n", "a = \"\"\"it's\n"}, *const ends[] = {"]\n", "'''\n", "\"\"\"\n"};
    for (size_t k = 0; k < sizeof opens / sizeof *opens; k++) {
        tn__reading reading;
        tn__buf text = TN_BUF_INIT;
        tn__buf_puts(&text, opens[k]);
        for (int i = 0; i < 150; i++) {
            repeat(&text, " ", i);
            tn__buf_puts(&text, "1,\n");
        }
        tn__buf_puts(&text, ends[k]);
        tn__buf_puts(&text, BEFORE AFTER);
        read_text(&reading, tn__buf_text(&text), text.length, "net.py:Net", UNGIVEN);
        assert_null(find_diagnostic(&reading, TN_DIAG_SYNTAX));
        tn__buf_release(&text);
        tn__reading_release(&reading);
    }
}

static void test_one_line__of_a_megabyte_is_read(void **state)
{
    (void)state;
    tn__reading reading;
    tn__buf text = TN_BUF_INIT;
    tn__buf_puts(&text, BEFORE S "a = '");
    repeat(&text, "abcdefghij", 100000);
    tn__buf_puts(&text, "'" AFTER);
    read_text(&reading, tn__buf_text(&text), text.length, "net.py:Net", UNGIVEN);
    assert_non_null(reading.models[0].net);
    tn__reading_release(&reading);
    tn__buf_release(&text);
}

static void expect_stopped(const char *statements, int line)
{
    char text[2000];
    tn__reading reading;
    snprintf(text, sizeof(text), BEFORE "%s" AFTER, statements);
    read_text(&reading, text, strlen(text), "net.py:Net", UNGIVEN);
    const tn__diagnostic *one = find_diagnostic(&reading, TN_DIAG_LIMIT);
    assert_non_null(one);
    assert_int_equal(one->place.line, line);
    assert_null(reading.models[0].net);
    tn__reading_release(&reading);
}

static void test_endless_work__stops_at_its_line(void **state)
{
    (void)state;
    expect_stopped(S "while True:\n" S "    pass", 8);
    expect_stopped(S "f = lambda g: g(g)\n" S "f(f)", 8);
    expect_stopped(S "l = [0] * 10 ** 12", 8);
    expect_stopped(S "l = [1]\n" S "for i in range(100):\n" S "    l = l + l", 10);
    expect_stopped(S "sum(range(10 ** 15))", 8);
}

static void test_self_reference__is_survived(void **state)
{
    (void)state;
    expect_net(BEFORE S "l = []\n" S "l.append(l)\n" S "m = [l]\n" S "b = l == m\n" S "t = f'{l}'\n" S "self.me = self\n" S
                        "n = [type(m) for m in self.modules()]" AFTER,
               "net.py:Net", UNGIVEN, "Linear[N, 2]");
}

static void test_encodings__are_pythons(void **state)
{
    (void)state;
    tn__reading reading;
    expect_net("\xEF\xBB\xBF" BEFORE AFTER, "net.py:Net", UNGIVEN, "Linear[N, 2]");
    expect_net("# -*- coding: latin-1 -*-\n# caf\xE9\n" BEFORE AFTER, "net.py:Net", UNGIVEN, "Linear[N, 2]");
    expect_net("#!/usr/bin/python\n# coding=cp1252\n# caf\xE9\n" BEFORE AFTER, "net.py:Net", UNGIVEN, "Linear[N, 2]");
    expect_net("# vim: set fileencoding=gbk :\n# \xC4\xE3\xBA\xC3\n" BEFORE AFTER, "net.py:Net", UNGIVEN, "Linear[N, 2]");
    expect_net("# caf\xC3\xA9\n" BEFORE AFTER, "net.py:Net", UNGIVEN, "Linear[N, 2]");
    expect_diagnostic("# caf\xE9\n" BEFORE AFTER, UNGIVEN, TN_DIAG_SYNTAX, 1, 6, "UTF-8", NULL);
    expect_diagnostic("x = 1\r\n# \xC3\xA9\xE9\xE8\n" BEFORE AFTER, UNGIVEN, TN_DIAG_SYNTAX, 2, 5, "UTF-8", NULL);
    expect_net("from torch import nn\r\nclass Net(nn.Module):\r\n\tdef "
               "__init__(self):\r\n\t\tsuper().__init__()\r\n\t\tself.fc = nn.Linear(3, 2)\r\n"
               "\tdef forward(self, x):\r\n\t\treturn self.fc(x)\r\n",
               "net.py:Net", UNGIVEN, "Linear[N, 2]");
    static const struct {
        const char bytes[9];
        const char *says;
    } wide[] = {{"\xFF\xFE\0\0i\0\0\0", "this is UTF-32"}, {"\0\0\xFE\xFF\0\0\0i", "this is UTF-32"},
                {"i\0\0\0m\0\0\0", "this is UTF-32"},      {"\0\0\0i\0\0\0m", "this is UTF-32"},
                {"\xFF\xFEi\0m\0p\0", "this is UTF-16"},   {"i\0m\0p\0o\0", "this is UTF-16"}};
    for (size_t i = 0; i < sizeof wide / sizeof *wide; i++) {
        read_text(&reading, wide[i].bytes, 8, "net.py:Net", UNGIVEN);
        const tn__diagnostic *one = find_diagnostic(&reading, TN_DIAG_SYNTAX);
        assert_non_null(one);
        assert_non_null(strstr(one->message, wide[i].says));
        tn__reading_release(&reading);
    }
    char bytes[4096];
    for (size_t i = 0; i < sizeof(bytes); i++) {
        bytes[i] = (char)(i * 7919 >> 3);
    }
    read_text(&reading, bytes, sizeof(bytes), "net.py:Net", UNGIVEN);
    assert_non_null(find_diagnostic(&reading, TN_DIAG_SYNTAX));
    tn__reading_release(&reading);
    read_text(&reading, "", 0, "net.py", UNGIVEN);
    assert_non_null(find_diagnostic(&reading, TN_DIAG_MODEL));
    tn__reading_release(&reading);
}

static void test_syntax_errors__stand_at_their_line(void **state)
{
    (void)state;
    expect_diagnostic(BEFORE S "a = = 3" AFTER, UNGIVEN, TN_DIAG_SYNTAX, 8, 13, "SyntaxError", NULL);
    expect_diagnostic(BEFORE S "print 'x'" AFTER, UNGIVEN, TN_DIAG_SYNTAX, 8, 9, "Missing parentheses in call to 'print'", NULL);
    /* The rest of the file is still there. */
    tn__reading reading;
    const char *text = IMPORTS "class Broken(nn.Module):\n    def __init__(self) -> :\n        pass\n\n"
                               "class Net(nn.Module):\n"
                               "    def __init__(self):\n        super().__init__()\n        self.d = nn.Dropout(p=7)\n   "
                               " def forward(self, x):\n        return x\n";
    read_text(&reading, text, strlen(text), "net.py:Net", (input){1, {3}});
    assert_non_null(find_diagnostic(&reading, TN_DIAG_SYNTAX));
    assert_non_null(find_diagnostic(&reading, TN_DIAG_BAD_VALUE));
    tn__reading_release(&reading);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_nesting__of_ten_thousand_is_a_limit),
        cmocka_unit_test(test_levels__are_as_many_as_python_reads),
        cmocka_unit_test(test_levels__are_none_inside_brackets_and_texts),
        cmocka_unit_test(test_one_line__of_a_megabyte_is_read),
        cmocka_unit_test(test_endless_work__stops_at_its_line),
        cmocka_unit_test(test_self_reference__is_survived),
        cmocka_unit_test(test_encodings__are_pythons),
        cmocka_unit_test(test_syntax_errors__stand_at_their_line),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
