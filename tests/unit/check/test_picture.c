/* The picture of a net: nothing overlaps, findings stand at their layers, texts are escaped. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "check/picture.h"
#include "thinnet/check.h"

static char *draw(const char *name, const char *source, tn_status expected)
{
    tn_report *report;
    tn_error err;
    char *text = NULL;
    const int64_t input[] = {3, 8, 8};
    tn_read_options options = {.text = source, .text_length = strlen(source), .input_rank = 3};
    memcpy(options.input, input, sizeof input);
    assert_int_equal(tn_check(&report, name, &options, &err), TN_OK);
    assert_int_equal(tn_report_draw(report, 0, &text, &err), expected);
    tn_report_free(report);
    return text;
}

static int count(const char *text, const char *part)
{
    int n = 0;
    for (const char *at = text; (at = strstr(at, part)); at++) {
        n++;
    }
    return n;
}

#define HEAD                                                                                                                     \
    "import torch\nfrom torch import nn\n\n\nclass Net(nn.Module):\n    def __init__(self):\n        super().__init__()\n"       \
    "        self.a = nn.Conv2d(3, 4, 3, padding=1)\n        self.b = nn.Conv2d(4, 4, 3, padding=1)\n"                           \
    "        self.drop = nn.Dropout2d(0.25)\n        self.bn = nn.BatchNorm2d(4)\n        self.fc = nn.Linear(7, 2)\n\n"         \
    "    def forward(self, x):\n"

static void test_picture__one_chain_is_one_card(void **state)
{
    (void)state;
    char *svg = draw("net.py", HEAD "        return torch.relu(self.b(self.drop(self.a(x))))\n", TN_OK);
    assert_int_equal(count(svg, "class=\"card\""), 1);
    assert_int_equal(count(svg, "class=\"line\""), 0);
    assert_int_equal(count(svg, "class=\"drop\""), 1);
    assert_non_null(strstr(svg, "drop Dropout2d(p=0.25): dropout site 0, p = 0.25, line 15"));
    assert_non_null(strstr(svg, ">25%<"));
    assert_non_null(strstr(svg, "<title id=\"tn-title\">Net</title>"));
    tn_text_free(svg);
}

/* The rows between a card's text and a badge: the badge's code stands in the row of that layer. */
static void test_picture__findings_stand_at_their_layers(void **state)
{
    (void)state;
    char *svg = draw("net.py", HEAD "        return self.bn(self.b(self.drop(self.a(x))))\n", TN_OK);
    const char *row = strstr(svg, ">drop</text>"), *next = strstr(svg, ">b</text>"), *badge = strstr(svg, ">TN203<");
    assert_non_null(row);
    assert_non_null(next);
    assert_true(badge > row && badge < next);
    assert_int_equal(count(svg, ">TN203<"), 2); /* once more in the list below */
    tn_text_free(svg);
}

static void test_picture__says_where_it_stops(void **state)
{
    (void)state;
    char *svg = draw("net.py", HEAD "        return self.fc(self.drop(self.a(x)))\n", TN_OK);
    assert_non_null(strstr(svg, ">stops here<"));
    assert_int_equal(count(svg, ">TN101<"), 2);
    tn_text_free(svg);
    /* At the layer that does not fit, though the checker goes on behind it. */
    svg = draw("net.py", HEAD "        return torch.sigmoid(self.fc(self.drop(self.a(x))))\n", TN_OK);
    const char *stop = strstr(svg, ">stops here<"), *badge = strstr(svg, ">TN101<"), *behind = strstr(svg, ">sigmoid");
    assert_true(stop && badge && behind && stop < badge && badge < behind);
    assert_int_equal(count(svg, ">stops here<"), 1);
    tn_text_free(svg);
}

/* A finding longer than a line is told whole; what was not understood elsewhere in the file is no matter of the picture. */
static void test_picture__lists_findings_whole(void **state)
{
    (void)state;
    char *svg = draw("net.py",
                     "from elsewhere import strange\nfrom torch import nn\nclass Net(nn.Module):\n"
                     "    def __init__(self):\n        super().__init__()\n"
                     "        self.a_layer_with_a_long_name = nn.Linear(1024, 1000)\n\n"
                     "    def forward(self, x):\n        return self.a_layer_with_a_long_name(x.flatten(1))\n"
                     "class Other(nn.Module):\n    def forward(self, x):\n        return strange(x)\n",
                     TN_OK);
    assert_int_equal(count(svg, "TN901"), 0);
    assert_int_equal(count(svg, "class=\"note\""), 2);
    assert_non_null(strstr(svg, "1024x1000)</text>"));
    tn_text_free(svg);
}

static void test_picture__escapes_texts(void **state)
{
    (void)state;
    char *svg = draw("a<b>&\"c.py", HEAD "        return self.a(x)\n", TN_OK);
    assert_non_null(strstr(svg, "a&lt;b&gt;&amp;&quot;c.py"));
    assert_null(strstr(svg, "<b>"));
    tn_text_free(svg);
}

/* What is followed without being run has its words in the place of the layer's, and an unknown shape is one question mark. */
static void test_picture__names_what_is_only_followed(void **state)
{
    (void)state;
    char *svg = draw("net.py", HEAD "        return self.drop(torch.fft.fft(self.a(x)).unfold(1, 2, 2))\n", TN_OK);
    assert_null(strstr(svg, "(null)"));
    assert_non_null(strstr(svg, ">?</text>"));
    assert_int_equal(count(svg, "class=\"drop\""), 1);
    tn_text_free(svg);
}

static void test_picture__needs_a_net(void **state)
{
    (void)state;
    draw("net.py", "from torch import nn\n\n\nclass Net(nn.Module):\n    def __init__(self, n):\n        super().__init__()\n",
         TN_UNSUPPORTED);
}

/* --- the layout alone, on nets drawn at random --- */

typedef struct box {
    double x, y, right, bottom;
} box;

static bool overlap(const box *a, const box *b)
{
    return a->x < b->right && b->x < a->right && a->y < b->bottom && b->y < a->bottom;
}

static unsigned next_random(unsigned *seed)
{
    *seed = *seed * 1103515245u + 12345u;
    return *seed >> 16 & 0x7FFF;
}

#define MOST_CARDS 40

static void check_layout(unsigned seed)
{
    tn__card cards[MOST_CARDS] = {0};
    tn__flow_line lines[3 * MOST_CARDS] = {0};
    tn__layout_of layout = {.cards = cards, .lines = lines};
    tn_error err;
    layout.n_cards = 1 + next_random(&seed) % MOST_CARDS;
    for (size_t i = 0; i < layout.n_cards; i++) {
        cards[i].width = 20 + next_random(&seed) % 300;
        cards[i].height = 20 + next_random(&seed) % 200;
        for (unsigned k = 0; i > 0 && k < 1 + next_random(&seed) % 3; k++) {
            lines[layout.n_lines++] = (tn__flow_line){.from = (int)(next_random(&seed) % i), .to = (int)i};
        }
    }
    tn_status status = tn__layout_place(&layout, &err);
    if (status == TN_NO_MEMORY) {
        return;
    }
    assert_int_equal(status, TN_OK);
    for (size_t i = 0; i < layout.n_cards; i++) {
        box one = {cards[i].x, cards[i].y, cards[i].x + cards[i].width, cards[i].y + cards[i].height};
        assert_true(one.x >= -1e-6 && one.right <= layout.width + 1e-6 && one.y >= 0 && one.bottom <= layout.height + 1e-6);
        for (size_t k = 0; k < i; k++) {
            box other = {cards[k].x, cards[k].y, cards[k].x + cards[k].width, cards[k].y + cards[k].height};
            assert_false(overlap(&one, &other));
        }
        for (size_t k = 0; k < layout.n_bends; k++) { /* no line runs through a card */
            box bend = {layout.bends[k].x - 1, layout.bends[k].top, layout.bends[k].x + 1, layout.bends[k].bottom};
            assert_false(overlap(&one, &bend));
        }
    }
    for (size_t k = 0; k < layout.n_lines; k++) {
        assert_true(cards[lines[k].from].y + cards[lines[k].from].height < cards[lines[k].to].y);
        assert_int_equal(lines[k].n_bends, cards[lines[k].to].rank - cards[lines[k].from].rank - 1);
    }
    tn__layout_release(&layout);
}

static void test_layout__nothing_overlaps(void **state)
{
    (void)state;
    for (unsigned seed = 1; seed <= 200; seed++) {
        check_layout(seed);
    }
}

/* Thirty blocks with a skip each stand below each other: all is hardly wider than a block and the line beside it. */
static void test_layout__skips_do_not_push_aside(void **state)
{
    (void)state;
    tn__card cards[61] = {0};
    tn__flow_line lines[90] = {0};
    tn__layout_of layout = {.cards = cards, .n_cards = 61, .lines = lines};
    for (int i = 0; i < 61; i++) {
        cards[i].width = i % 2 ? 300 : 80;
        cards[i].height = 40;
    }
    for (int i = 0; i + 2 < 61; i += 2) {
        lines[layout.n_lines++] = (tn__flow_line){.from = i, .to = i + 1};
        lines[layout.n_lines++] = (tn__flow_line){.from = i, .to = i + 2};
        lines[layout.n_lines++] = (tn__flow_line){.from = i + 1, .to = i + 2};
    }
    tn_status status = tn__layout_place(&layout, NULL);
    assert_true(status == TN_OK || status == TN_NO_MEMORY);
    assert_true(status == TN_NO_MEMORY || layout.width < 400);
    tn__layout_release(&layout);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_picture__one_chain_is_one_card),  cmocka_unit_test(test_picture__findings_stand_at_their_layers),
        cmocka_unit_test(test_picture__says_where_it_stops),    cmocka_unit_test(test_picture__lists_findings_whole),
        cmocka_unit_test(test_picture__escapes_texts),          cmocka_unit_test(test_picture__needs_a_net),
        cmocka_unit_test(test_layout__nothing_overlaps),        cmocka_unit_test(test_picture__names_what_is_only_followed),
        cmocka_unit_test(test_layout__skips_do_not_push_aside),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
