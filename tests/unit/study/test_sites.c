/* Where dropout can stand, which kinds fit, what is equal by proof, and what the checker leaves out. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <string.h>

#include "base/mem.h"
#include "study/sites.h"
#include "study_nets.h"

/* "name[kinds]" of every site; "name=other" where another one stands for it, "name!TN205" where a rule refuses it. */
static void assert_sites(const char *source, int rank, const int64_t *input, bool wrong, const char *wanted)
{
    tn_net *net = study_net(source, rank, input);
    tn__sites sites;
    tn_error err;
    char text[1500] = "";
    size_t at = 0;
    if (tn__sites_find(&sites, net, wrong, &err) != TN_OK) fail_msg("%s", err.text);
    for (int i = 0; i < sites.n; i++) {
        const tn__site *s = &sites.items[i];
        at += (size_t)snprintf(text + at, sizeof text - at, "%s%s%s", i ? " " : "", s->name, s->node ? "*" : "");
        if (s->equal_to >= 0)
            at += (size_t)snprintf(text + at, sizeof text - at, "=%s", sites.items[s->equal_to].name);
        else if (!s->kinds)
            at += (size_t)snprintf(text + at, sizeof text - at, "!%s", s->wrong);
        for (int k = 0, n = 0; k < tn__layer_kinds_count; k++)
            if (s->kinds >> k & 1)
                at += (size_t)snprintf(text + at, sizeof text - at, "%c%s", n++ ? ',' : '[', tn__kind_class(k));
        if (s->kinds) at += (size_t)snprintf(text + at, sizeof text - at, "]");
    }
    assert_string_equal(text, wanted);
    tn__sites_release(&sites);
    tn_net_free(net);
}

static void test_sites__kinds_follow_the_shape(void **state)
{
    (void)state;
    assert_sites(study_cnn, 3, (const int64_t[]){1, 4, 4}, false,
                 "input[Dropout,Dropout2d,GaussianDropout] conv=conv.relu conv.relu*[Dropout,Dropout2d,GaussianDropout] "
                 "pool[Dropout,GaussianDropout] pool.flatten=pool fc.weight[DropConnect] fc!TN205");
}

/* Dropout before a factor, or before a part is cut out, is dropout behind it; before a square or a shift it is not. */
static void test_sites__factors_and_parts_drop_with_what_they_take(void **state)
{
    static const char source[] = STUDY_HEAD "        self.fc = nn.Linear(4, 4)\n"
                                            "        self.out = nn.Linear(2, 2)\n"
                                            "    def forward(self, x):\n"
                                            "        x = self.fc(2 * x) / 3\n"
                                            "        a, b = (x * x + 1).chunk(2, 1)\n"
                                            "        return self.out(a - b.sigmoid())\n";
    (void)state;
    assert_sites(
        source, 1, (const int64_t[]){4}, false,
        "input=input.mul input.mul[BatchwiseDropout,Dropout,GaussianDropout] fc.weight[DropConnect] fc=fc.div "
        "fc.div[BatchwiseDropout,Dropout,GaussianDropout] fc.div.mul[BatchwiseDropout,Dropout,GaussianDropout] "
        "fc.div.mul.add[BatchwiseDropout,Dropout,GaussianDropout] fc.div.mul.add>narrow=fc.div.mul.add.narrow "
        "fc.div.mul.add>narrow#2=fc.div.mul.add.narrow#2 fc.div.mul.add.narrow[BatchwiseDropout,Dropout,GaussianDropout] "
        "fc.div.mul.add.narrow#2[BatchwiseDropout,Dropout,GaussianDropout] "
        "fc.div.mul.add.narrow.sigmoid[BatchwiseDropout,Dropout,GaussianDropout] "
        "fc.div.mul.add.narrow.add[BatchwiseDropout,Dropout,GaussianDropout] out.weight[DropConnect] out!TN205");
}

/* The source's dropout is behind the pooling here: whole channels before it are the same. */
static void test_sites__channels_before_a_pooling_with_dropout_behind_it(void **state)
{
    static const char source[] = STUDY_HEAD "        self.conv = nn.Conv2d(1, 3, 3, padding=1)\n"
                                            "        self.drop = nn.Dropout2d(0.5)\n"
                                            "        self.pool = nn.AvgPool2d(2)\n"
                                            "        self.fc = nn.Linear(12, 2)\n"
                                            "    def forward(self, x):\n"
                                            "        x = self.drop(self.pool(F.relu(self.conv(x))))\n"
                                            "        return self.fc(x.flatten(1))\n";
    (void)state;
    assert_sites(source, 3, (const int64_t[]){1, 4, 4}, false,
                 "input[Dropout,Dropout2d,GaussianDropout] conv=conv.relu conv.relu[Dropout,GaussianDropout] "
                 "pool*[Dropout,Dropout2d,GaussianDropout] pool.flatten=pool fc.weight[DropConnect] fc!TN205");
}

static void test_sites__edges_of_a_residual_and_what_the_checker_refuses(void **state)
{
    (void)state;
    /* Right before the batch norm its variance shifts; the skip path should carry x unchanged. */
    assert_sites(
        study_residual, 1, (const int64_t[]){4}, false,
        "input[BatchwiseDropout,Dropout,GaussianDropout] stem.weight[DropConnect] stem[BatchwiseDropout,Dropout,GaussianDropout] "
        "stem>fc[BatchwiseDropout,Dropout,GaussianDropout] stem>add!TN207 "
        "fc.weight[DropConnect] fc[BatchwiseDropout,Dropout,GaussianDropout] fc.gelu[BatchwiseDropout,Dropout,GaussianDropout] "
        "stem.add!TN203 "
        "bn[BatchwiseDropout,Dropout,GaussianDropout] head.weight[DropConnect] head!TN205");
}

/* One call runs all members of a Sequential: their sites are told apart by the lines that make them. */
static void test_sites__of_a_sequential_have_the_lines_of_its_members(void **state)
{
    static const char source[] = STUDY_HEAD "        self.net = nn.Sequential(\n"
                                            "            nn.Linear(4, 6),\n"
                                            "            nn.Tanh(),\n"
                                            "            nn.Linear(6, 2))\n"
                                            "    def forward(self, x):\n"
                                            "        return self.net(x)\n";
    tn_net *net = study_net(source, 1, (const int64_t[]){4});
    tn_error err;
    tn__sites sites;
    int lines = 0, head = 0;
    (void)state;
    for (const char *c = STUDY_HEAD; *c; c++) head += *c == '\n';
    assert_int_equal(tn__sites_find(&sites, net, false, &err), TN_OK);
    for (int i = 0; i < sites.n; i++) {
        const char *name = sites.items[i].name;
        int wanted = !strcmp(name, "input") ? 6 : !strcmp(name, "net.0") ? 2 : !strcmp(name, "net.1") ? 3 : 0;
        if (wanted) assert_int_equal(sites.items[i].place.line, head + wanted);
        lines += wanted > 0;
    }
    assert_int_equal(lines, 3);
    tn__sites_release(&sites);
    tn_net_free(net);
}

static void test_sites__wrong_ones_on_request(void **state)
{
    (void)state;
    assert_sites(study_residual, 1, (const int64_t[]){4}, true,
                 "input[AlphaDropout,BatchwiseDropout,Dropout,GaussianDropout] "
                 "stem.weight[DropConnect] stem[AlphaDropout,BatchwiseDropout,Dropout,GaussianDropout] "
                 "stem>fc[AlphaDropout,BatchwiseDropout,Dropout,GaussianDropout] "
                 "stem>add[AlphaDropout,BatchwiseDropout,Dropout,GaussianDropout] "
                 "fc.weight[DropConnect] fc[AlphaDropout,BatchwiseDropout,Dropout,GaussianDropout] "
                 "fc.gelu[AlphaDropout,BatchwiseDropout,Dropout,GaussianDropout] "
                 "stem.add[AlphaDropout,BatchwiseDropout,Dropout,GaussianDropout] "
                 "bn[AlphaDropout,BatchwiseDropout,Dropout,GaussianDropout] "
                 "head.weight[DropConnect] head[AlphaDropout,BatchwiseDropout,Dropout,GaussianDropout]");
}

static void test_sites__alpha_dropout_after_selu_only(void **state)
{
    (void)state;
    assert_sites(
        study_selu, 1, (const int64_t[]){4}, false,
        "input[BatchwiseDropout,Dropout,GaussianDropout] a.weight[DropConnect] a[BatchwiseDropout,Dropout,GaussianDropout] "
        "act[AlphaDropout,GaussianDropout] c.weight[DropConnect] c!TN205");
}

static void test_sites__words_are_not_dropped(void **state)
{
    (void)state;
    assert_sites(study_words, 1, (const int64_t[]){6}, false,
                 "input! e[Dropout,Dropout1d,GaussianDropout] e.flatten=e c.weight[DropConnect] c!TN205");
}

/* --- what stands there --- */

static void test_changes__of_what_stands_there_are_none(void **state)
{
    tn_net *net = study_net(study_two, 1, (const int64_t[]){4});
    tn__sites sites;
    tn__standing standing[16];
    tn__placement changes[32];
    (void)state;
    assert_int_equal(tn__sites_find(&sites, net, false, NULL), TN_OK);
    int n = tn__sites_standing(&sites, net, standing);
    assert_int_equal(n, 2);
    assert_string_equal(sites.items[standing[0].site].name, "a.relu");
    assert_true(standing[1].p == 0.5);
    assert_int_equal(tn__sites_changes(&sites, net, standing, n, changes), 0);
    /* Without the first, and with another rate for the second. */
    standing[1].p = 0.3;
    assert_int_equal(tn__sites_changes(&sites, net, standing + 1, 1, changes), 2);
    assert_null(changes[0].kind);
    assert_true(changes[1].p == 0.3 && changes[1].node > 0);
    assert_int_equal(tn__sites_changes(&sites, net, NULL, 0, changes), 2);
    tn__sites_release(&sites);
    tn_net_free(net);
}

static void test_sites__every_failing_allocation_is_told(void **state)
{
    tn_net *net = study_net(study_cnn, 3, (const int64_t[]){1, 4, 4});
    (void)state;
    if (!tn__mem_hooked()) skip();
    tn_status status = TN_NO_MEMORY;
    uint64_t live = tn__mem_live();
    for (uint64_t n = 1; status != TN_OK; n++) {
        tn__sites sites;
        tn_error err;
        tn__mem_fail_at(n);
        status = tn__sites_find(&sites, net, false, &err);
        tn__mem_fail_at(0);
        if (status == TN_OK)
            tn__sites_release(&sites);
        else
            assert_int_equal(status, TN_NO_MEMORY);
        assert_int_equal(tn__mem_live(), live);
    }
    tn_net_free(net);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_sites__kinds_follow_the_shape),
        cmocka_unit_test(test_sites__factors_and_parts_drop_with_what_they_take),
        cmocka_unit_test(test_sites__channels_before_a_pooling_with_dropout_behind_it),
        cmocka_unit_test(test_sites__edges_of_a_residual_and_what_the_checker_refuses),
        cmocka_unit_test(test_sites__of_a_sequential_have_the_lines_of_its_members),
        cmocka_unit_test(test_sites__wrong_ones_on_request),
        cmocka_unit_test(test_sites__alpha_dropout_after_selu_only),
        cmocka_unit_test(test_sites__words_are_not_dropped),
        cmocka_unit_test(test_changes__of_what_stands_there_are_none),
        cmocka_unit_test(test_sites__every_failing_allocation_is_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
