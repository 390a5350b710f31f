/* pyproject.toml: what of TOML is read, and what the settings do to a report. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"
#include "check/toml.h"
#include "thinnet/settings.h"

static tn_status write_leaf(const tn__toml_leaf *leaf, void *user, tn_error *err)
{
    tn__buf *out = user;
    (void)err;
    for (int i = 0; i < leaf->n_keys; i++) {
        tn__buf_printf(out, "%s%s", i ? "." : "", leaf->keys[i]);
    }
    tn__buf_printf(out, "=%s@%d:%d|", leaf->text ? leaf->text : "-", leaf->line, leaf->column);
    return TN_OK;
}

static void assert_leaves(const char *toml, const char *expected)
{
    tn__buf out = TN_BUF_INIT;
    tn_error err;
    assert_int_equal(tn__toml_each(toml, strlen(toml), write_leaf, &out, &err), TN_OK);
    assert_string_equal(tn__buf_text(&out), expected);
    tn__buf_release(&out);
}

static void test_toml__gives_leaves_with_whole_keys(void **state)
{
    (void)state;
    assert_leaves("a = 'x'\n[b.c]\nd = [\"y\", # no\n 'z',]\n", "a=x@1:5|b.c.d=y@3:6|b.c.d=z@4:2|");
    assert_leaves("[t]\nu.'v w' = {s = \"1\", r.q = '2'}\n", "t.u.v w.s=1@2:16|t.u.v w.r.q=2@2:27|");
    assert_leaves("[t] # one\na = 'x' # two\n# three\nb = ['y' # four\n] # five\n", "t.a=x@2:5|t.b=y@4:6|");
    assert_leaves("n = 1\nd = 1979-05-27\n[[l]]\nk = 'no'\n", "n=-@1:5|d=-@2:5|");
}

static void test_toml__reads_all_kinds_of_texts(void **state)
{
    (void)state;
    assert_leaves("a = \"\\t\\\"\\\\\\u00e9\\U0001F600\"\n", "a=\t\"\\\xC3\xA9\xF0\x9F\x98\x80@1:5|");
    assert_leaves("a = 'C:\\t'\n", "a=C:\\t@1:5|");
    assert_leaves("a = \"\"\"\nx\\\n   y\"\"\"\n", "a=xy@1:5|");
    assert_leaves("a = '''\nx\ny'''\n", "a=x\ny@1:5|");
    assert_leaves("a = ''\n", "a=@1:5|");
}

static void test_toml__says_where_it_is_none(void **state)
{
    tn__buf out = TN_BUF_INIT;
    tn_error err;
    const char *toml = "a = 1\nb = = 2\n";
    (void)state;
    assert_int_equal(tn__toml_each(toml, strlen(toml), write_leaf, &out, &err), TN_BAD_FORMAT);
    assert_int_equal(err.line, 2);
    tn__buf_release(&out);
}

typedef struct project {
    char folder[64], file[96], net[96];
} project;

static void write_file(const char *path, const char *text)
{
    FILE *stream = fopen(path, "wb");
    assert_non_null(stream);
    assert_true(fputs(text, stream) >= 0);
    assert_int_equal(fclose(stream), 0);
}

static project open_project(const char *toml)
{
    project p;
    snprintf(p.folder, sizeof p.folder, "/tmp/thinnet-settings-XXXXXX");
    assert_non_null(mkdtemp(p.folder));
    snprintf(p.file, sizeof p.file, "%s/pyproject.toml", p.folder);
    snprintf(p.net, sizeof p.net, "%s/lib/net.py", p.folder);
    write_file(p.file, toml);
    *strrchr(p.net, '/') = '\0';
    assert_int_equal(mkdir(p.net, 0700), 0);
    p.net[strlen(p.net)] = '/';
    write_file(p.net, "from torch import nn\n\n\nclass Net(nn.Module):\n    def __init__(self):\n        super().__init__()\n"
                      "        self.fc = nn.Linear(4, 4)\n        self.drop = nn.Dropout(0.9)\n\n    def forward(self, x):\n"
                      "        return self.drop(self.fc(x))\n");
    return p;
}

static void close_project(const project *p)
{
    char folder[96];
    unlink(p->net);
    snprintf(folder, sizeof folder, "%s/lib", p->folder);
    rmdir(folder);
    unlink(p->file);
    rmdir(p->folder);
}

static int count_findings(const project *p, const tn_settings *settings, const char *select, const char *ignore)
{
    tn_report *report;
    tn_error err;
    assert_int_equal(tn_check(&report, p->net, NULL, &err), TN_OK);
    assert_int_equal(tn_report_configure(report, settings, select, ignore, &err), TN_OK);
    int n = tn_report_count(report);
    tn_report_free(report);
    return n;
}

/* The net has TN205 (its last operation is a dropout) and TN304 (its rate is .9). */
static void assert_counts(const char *toml, int expected, int with_ignore)
{
    tn_settings *settings;
    tn_error err;
    project p = open_project(toml);
    assert_int_equal(tn_settings_find(&settings, p.net, &err), TN_OK);
    assert_int_equal(count_findings(&p, settings, NULL, NULL), expected);
    assert_int_equal(count_findings(&p, settings, NULL, "TN304"), with_ignore);
    tn_settings_free(settings);
    close_project(&p);
}

static void test_settings__choose_findings(void **state)
{
    (void)state;
    assert_counts("[project]\nname = 'thinnet'\n", 2, 1);
    assert_counts("[tool.thinnet]\nignore = ['TN2']\n", 1, 1); /* the command line counts instead */
    assert_counts("[tool.thinnet]\nignore = 'TN2'\n", 1, 1);
    assert_counts("[tool]\nthinnet = {select = ['TN304', 'TN4']}\n", 1, 0);
    assert_counts("[tool.thinnet.per-file-ignores]\n'lib/*' = ['TN3']\n'*_net.py' = ['TN2']\n", 1, 1);
    assert_counts("tool.thinnet.per-file-ignores.'net.py' = ['TN3']\n", 1, 1);
    assert_counts("[tool.thinnet]\nignore = ['tn2']\n", 1, 1);
}

static void test_settings__exclude_files_and_folders(void **state)
{
    static const struct {
        const char *pattern;
        bool expected;
    } cases[] = {{"lib", true},       {"lib/", true},     {"lib/*.py", true}, {"net.py", true},
                 {"*.py", true},      {"li", false},      {"src/*", false},   {"thinnet-settings-*", false},
                 {"**/net.py", true}, {"**/lib/*", true}, {"**/src/*", false}};
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char toml[100];
        tn_settings *settings;
        tn_error err;
        snprintf(toml, sizeof toml, "[tool.thinnet]\nexclude = ['%s']\n", cases[i].pattern);
        project p = open_project(toml);
        assert_int_equal(tn_settings_find(&settings, p.net, &err), TN_OK);
        assert_non_null(settings);
        assert_int_equal(tn_settings_exclude(settings, p.net), cases[i].expected);
        assert_false(tn_settings_exclude(settings, "/etc/passwd"));
        tn_settings_free(settings);
        close_project(&p);
    }
}

static void assert_refused(const char *toml, int line, const char *word)
{
    tn_settings *settings;
    tn_error err;
    project p = open_project(toml);
    assert_int_equal(tn_settings_read(&settings, p.file, &err), TN_BAD_FORMAT);
    assert_int_equal(err.line, line);
    assert_non_null(strstr(err.text, word));
    assert_string_equal(err.file, p.file);
    close_project(&p);
}

static void test_settings__refuse_what_they_do_not_know(void **state)
{
    (void)state;
    assert_refused("[tool.thinnet]\nselct = ['TN1']\n", 2, "selct");
    assert_refused("[tool.thinnet]\n\nselect = [1]\n", 3, "select");
    assert_refused("[tool.thinnet]\nper-file-ignores = ['TN1']\n", 2, "per-file-ignores");
    assert_refused("[tool.thinnet]\nselect = [\n", 2, "TOML");
    assert_refused("[tool.thinnet]\n\nignore = ['TN2', 'TN777']\n", 3, "TN777");
    assert_refused("[tool.thinnet]\nselect = ['']\n", 2, "begins with ''");
    assert_refused("[tool.thinnet.per-file-ignores]\n'lib/*' = ['TN777']\n", 2, "TN777");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_toml__gives_leaves_with_whole_keys),  cmocka_unit_test(test_toml__reads_all_kinds_of_texts),
        cmocka_unit_test(test_toml__says_where_it_is_none),         cmocka_unit_test(test_settings__choose_findings),
        cmocka_unit_test(test_settings__exclude_files_and_folders), cmocka_unit_test(test_settings__refuse_what_they_do_not_know),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
