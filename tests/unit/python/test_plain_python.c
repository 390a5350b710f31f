/* Our own reader of Python gives tree-sitter's tree or declines: over our own models, constructs, and what it has to decline.
 * `test_plain_python FILE...` does the same for any files, and counts what is taken. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>
#include <ftw.h>

#include "base/buf.h"
#include "base/mem.h"
#include "same_tree.h"
#include "python/grammar.h"
#include "python/plain_python.h"

static struct {
    int faultless, taken, wrong;
} counts;

static void tell(const char *name, const char *what, const tn__syntax *node)
{
    counts.wrong++;
    printf("%s: %s", name, what);
    if (node) {
        printf(" in a %s at %d:%d", tn__syntax_name(node), node->line, node->column);
    }
    printf("\n");
}

/* Whether it was taken. */
static bool compare(const char *name, const char *text, size_t length)
{
    tn_error err;
    tn__diagnostics faults = TN_DIAGNOSTICS_INIT;
    tn__syntax_tree plain, grammar;
    bool took = tn__plain_parse(&plain, text, length, false);
    bool read = tn__grammar_parse(&grammar, text, length, false, &faults, &err) == TN_OK;
    counts.faultless += read && !grammar.is_flawed;
    counts.taken += took;
    if (took && read) {
        const tn__syntax *one = grammar.is_flawed ? NULL : first_difference(plain.root, grammar.root);
        if (grammar.is_flawed) tell(name, "a text with a fault was taken", NULL);
        if (one) tell(name, "the trees differ", one);
    }
    tn__syntax_release(&plain);
    tn__syntax_release(&grammar);
    tn__diagnostics_release(&faults);
    return took;
}

static bool compare_file(const char *path)
{
    tn__buf text = TN_BUF_INIT;
    char block[4096];
    FILE *stream = fopen(path, "rb");
    for (size_t n; stream && (n = fread(block, 1, sizeof(block), stream)) > 0;) {
        tn__buf_add(&text, block, n);
    }
    bool is_read = stream && tn__buf_ok(&text);
    if (is_read) compare(path, tn__buf_text(&text), text.length);
    if (stream) fclose(stream);
    tn__buf_release(&text);
    return is_read;
}

/* --- the models of this repository --- */
#define OURS_ALONE "/good_outdented_lines.py" /* tree-sitter refuses some of them */

static bool ends_in(const char *path, const char *end)
{
    size_t length = strlen(path), n = strlen(end);
    return length > n && strcmp(path + length - n, end) == 0;
}

static int visit(const char *path, const struct stat *stat, int type, struct FTW *at)
{
    (void)stat;
    (void)at;
    if (type == FTW_F && ends_in(path, ".py") && !ends_in(path, OURS_ALONE)) {
        compare_file(path);
    }
    return 0;
}

static void test_models__give_the_same_tree(void **state)
{
    (void)state;
    memset(&counts, 0, sizeof(counts));
    assert_int_equal(nftw(TN_SOURCE_DIR "/tests/check", visit, 16, FTW_PHYS), 0);
    assert_int_equal(nftw(TN_SOURCE_DIR "/examples", visit, 16, FTW_PHYS), 0);
    assert_int_equal(counts.wrong, 0);
    assert_in_range(counts.faultless, 100, 100000);
    assert_in_range(counts.taken, counts.faultless * 97 / 100, counts.faultless);
}

/* --- constructs, one by one --- */
static const char *const taken[] = {
    "",
    "\n\n",
    "# a\n",
    "\n  # a\n\nx\n",
    "x",
    "x  # a",
    "x; y;\n",

    "x\r\n",
    "if x:\r\n    y # c\r\n  # d\r\nz\r\n",
    /* comments belong to the block that they are indented as */
    "if a:\n    b\n    # c\n  # d\n# e\nf\n",
    "if a:\n    b # c\n\n\n    # d",
    "if a: b # c\nelse: d\n",
    "@a # b\n# c\ndef f(): pass\n",
    "def f():\n    def g():\n        a\n        # 1\n      # 2\n    # 3\n  # 4\n# 5\n    b\n",
    "if a:\n\tb\n\t# c\nd\n",
    /* lines that go on */
    "x = (a +\n    b,\n)\n",
    "x = a \\\n  + b\n",
    "x = [\n  # a\n  b, # c\n]\n",
    "x = 'a' \\\n    'b'\n",
    "f(a,\nb)\n",
    /* strings */
    "''",
    "\"\"\"a\"b\"\"c\n\"\"\"",
    "'\\n\\d\\x41\\u1234\\N{DASH}\\101\\\n'",
    "b'\\x00\\d'",
    "r'a\\'\\d'",
    "Rb'a'",
    "'a' \"b\" f'c'",
    "f'{a}b{c!r:>{d}}{{e}}{f=}'",
    "f'{a:%Y-%m} {b:,}{c :d}{e: >10}{g:#x}'",
    "f'{a[\"b\"]}{c, d}{x if y else z}'",
    "rf'{a}\\d'",
    "f'''{a}\n{b}'''",
    "f'{f\"{a}\"}'",
    /* numbers */
    "[0, 1_000, 0x1f, 0o17, 0b1, 1., .5, 1.5e-3, 1e5j, 2J, 00, 0_0, 0xF_F]",
    "class A[T, *Ts, **P, S: int, U: (int, a.b), V: list[int],](B): pass",
    "def f[T: a.b | None](x: T): pass",
    "1if a else 0x1for b",
    "x = 1.0.a, 1..b",
    "f'''{a if b else\nc} {yield}'''",
    /* operators */
    "a + b * c ** -d ** e // f @ g",
    "a | b & c ^ d << e >> ~f",
    "not a in b and c not in d or e is not f is g",
    "-a ** b.c[d](e)",
    "a < b <= c == d != e >= f > g",
    "a if b else c if d else e",
    "(x := a if b else c)",
    "not a if b else c",
    "await a ** b + c",
    "lambda a, *b, c=1, **d: lambda: e if f else g",
    "lambda *, a: b",
    /* brackets */
    "()",
    "(a,)",
    "(a)",
    "(yield)",
    "(yield a, b)",
    "[]",
    "{}",
    "{a, b}",
    "{a: b, **c,}",
    "[a for b, *c in d if e or f if g for h in i]",
    "{a: b for c in d}",
    "{a async for a in b}",
    "f(a for a in b)",
    "f((a for a in b), c)",
    "f(a, *b + c, d=e, **f.g(),)",
    "f(*a.b())",
    "a[b, c:d, ::e, ..., :, f:g:h]",
    "a[b,]",
    "[*a]",
    "[*a.b()[c].d]",
    "[*a.b(), c]",
    "(a, *b.c[1:])",
    "[*(a), *[b]]",
    "a[b, *c.d]",
    /* assignments */
    "a = b = c, d",
    "a, *b = c",
    "(a, b), [c, d.e] = f",
    "(a) = b",
    "a, = b",
    "a: int",
    "a.b: List[int] = []",
    "a += b, c",
    "a = yield b",
    "a = *b, c",
    "a = *b.c, d",
    "a = b, *c.d()",
    "match = a",
    "type = b",
    "type: str",
    "print(a, file=b)",
    "exec(a, b)",
    "match.a(b)",
    /* types */
    "def f(a: List[int | None], *b: Dict[str, List[c.d]], e: a.b[c] = 1, **g: 'h') -> Callable[[int], str] | None: pass",
    "a: List[b] | C[d] | e",
    "a: b | List[c]",
    "a: type[B]",
    "a: Tuple[(), ...]",
    /* statements */
    "import a, b.c as d",
    "from . import a",
    "from .... import (a as b,\n  c,)",
    "from ..a.b import *",
    "from __future__ import (a, b)",
    "def f(a, b=1, /, *, c): return",
    "async def f():\n    async with a as b, c: pass\n    async for d, e in f, g: pass\n",
    "class A: pass",
    "class A(b, *c, d=e):\n    '''f'''\n",
    "for a, in b: pass\nelse: c\n",
    "while a:\n    break\nelse:\n    continue\n",
    "try: a\nexcept (b, c) as d: e\nexcept f: g\nexcept: h\nelse: i\nfinally: j\n",
    "try: a\nfinally: b\n",
    "with (a / b).c() as d, e: f",
    "if a: b\nelif c: d\nelif e: f\nelse: g\n",
    "raise",
    "raise a from b",
    "del a, (b), c[d]",
    "assert a, b",
    "global a, b",
    "nonlocal a",
    "return\n",
    "yield from a",
};

static void test_constructs__are_taken(void **state)
{
    (void)state;
    memset(&counts, 0, sizeof(counts));
    for (size_t i = 0; i < sizeof(taken) / sizeof(*taken); i++) {
        if (!compare(taken[i], taken[i], strlen(taken[i]))) {
            tell(taken[i], "declined", NULL);
        }
    }
    assert_int_equal(counts.wrong, 0);
}

static const char *const declined[] = {
    /* faults */
    "(",
    ")",
    "(]",
    "x = ",
    "'a",
    "'''a",
    "f'{a'",
    "f'}'",
    "x y",
    "if a:\n",
    "if a:\nb\n",
    "else: a",
    "  a\nb\n",
    "a\n  b\n",
    "if a:\n    b\n  c\n",
    "if a:\n    b\n\tc\n",
    "def f(a b): c",
    "a = b += c",
    "f(a) = b",
    "1 = a",
    "try: a\n",
    "import",
    "a..b",
    "1__0",
    "0x",
    "1e",
    "a ? b",
    "a\\b",
    "f(a=b for c in d)",
    "x = [a for b in c if d else e]",
    "a: b[c][d]",
    "return *(a), b",
    "@a\n  def f(): b\n",
    "from a import (\n",
    "lambda a: b = c",
    "assert a, b, c",
    "raise a, b",
    "import a,",
    "from a import b,",
    "(*a)",
    "0777",
    "ur'a'",
    /* Python 2, soft keywords, and what is read in ways of its own */
    "print a",
    "a,\nb\n",
    "a = b,\nc = d\n",
    "a, *b.c().d",
    "a, lambda: b",
    "def f() -> a: b[c] | d",
    "print >>a, b",
    "exec a",
    "except a, b: c",
    "a <> b",
    "`a`",
    "0777L",
    "match a:\n    case b: c\n",
    "type A = b",
    "type(a).b = c",
    "with (a, b): c",
    "with (a): b",
    "with a if b else c as d: e",
    "x = a, *b.c",
    "[*a + b]",
    "print(a, *b.c)",
    "r'\\\\'",
    "b'\\N'",
    "\xc3\xa9 = 1",
    "a\r",
    "f'{a\n}'",
    "1.real",
};

static void test_faults_and_oddities__are_declined(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(declined) / sizeof(*declined); i++) {
        if (compare(declined[i], declined[i], strlen(declined[i]))) {
            fail_msg("taken: %s", declined[i]);
        }
    }
}

/* Python that tree-sitter refuses: lines in brackets that are indented less than their block, for it the end of that where no
 * bracket could close, and defaults of type parameters. */
static const char *const ours_alone[] = {
    "class A[T = int, *S = [a]]: pass", "if a:\n    x = (b +\nc)\n",           "if a:\n    from b import (\nc)\n",
    "if a:\n    b: c[\nd\n]\n",         "if a:\n    x = [b for c,\nd in e]\n", "if a:\n    x = f(b=\n# c\n        d)\n",
};

static void test_what_the_grammar_lacks__is_taken(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(ours_alone) / sizeof(*ours_alone); i++) {
        tn__syntax_tree tree;
        bool took = tn__plain_parse(&tree, ours_alone[i], strlen(ours_alone[i]), false);
        if (!took) {
            fail_msg("declined: %s", ours_alone[i]);
        }
        tn__syntax_release(&tree);
    }
}

static void expect_nested(const char *head, const char *tail, int times, bool takes)
{
    tn__buf text = TN_BUF_INIT;
    for (int i = 0; i < times; i++) tn__buf_puts(&text, head);
    tn__buf_puts(&text, "a");
    for (int i = 0; i < times; i++) tn__buf_puts(&text, tail);
    assert_true(tn__buf_ok(&text));
    assert_int_equal(compare(head, tn__buf_text(&text), text.length), takes);
    tn__buf_release(&text);
}

static void test_nesting__is_declined_where_it_is_deep(void **state)
{
    (void)state;
    static const char *const pairs[][2] = {{"(", ")"},           {"[", "]"},   {"f(", ")"},   {"", ".b"},    {"", "+ b"},
                                           {"- ", ""},           {"not ", ""}, {"b ** ", ""}, {"", "[b]"},   {"lambda: ", ""},
                                           {"b if c else ", ""}, {"b = ", ""}, {"f'{", "}'"}, {"{b: ", "}"}, {"[*", "]"}};
    memset(&counts, 0, sizeof(counts));
    for (size_t i = 0; i < sizeof(pairs) / sizeof(*pairs); i++) {
        expect_nested(pairs[i][0], pairs[i][1], 20, true);
        expect_nested(pairs[i][0], pairs[i][1], 5000, false);
    }
    assert_int_equal(counts.wrong, 0);
}

/* --- any files --- */
static int compare_files(char **paths)
{
    for (; *paths; paths++) {
        if (!compare_file(*paths)) perror(*paths);
    }
    printf("%d without a fault, %d taken, %d wrong\n", counts.faultless, counts.taken, counts.wrong);
    return counts.wrong > 0;
}

int main(int argc, char **argv)
{
    if (argc > 1) {
        return compare_files(argv + 1);
    }
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_models__give_the_same_tree),
        cmocka_unit_test(test_constructs__are_taken),
        cmocka_unit_test(test_faults_and_oddities__are_declined),
        cmocka_unit_test(test_what_the_grammar_lacks__is_taken),
        cmocka_unit_test(test_nesting__is_declined_where_it_is_deep),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
