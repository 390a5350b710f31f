/* The net as a column: layers in the order of execution, and on the line between them the sites, each coloured by the best
 * effect that dropout had there.
 *
 *      input  N x 64
 *        |
 *        o  input                +0.10 points  Dropout(0.1)
 *     [ fc1  Linear  N x 50 ]
 *        |
 */
#include <math.h>
#include <string.h>

#include "study/report_parts.h"

enum { WIDTH = 440, LAYER = 38, SITE = 30 };

/* Bytes that the layers of the picture, and the sites of picture and table, may take. */
enum { LAYER_BYTES = 200000, SITE_BYTES = 300000 };

/* The most that a name may take when it stands there `times` times. */
static size_t cost_of(const char *text, size_t times)
{
    size_t most = text ? strnlen(text, TN_HTML_NAME) : 0;
    return times * 6 * most;
}

static int sites_shown(const tn_answer *answer)
{
    size_t bytes = 0;
    int n = 0;
    for (; n < answer->n_sites && bytes < SITE_BYTES; n++) {
        const tn_answer_site *site = &answer->sites[n];
        bytes += 1000 + cost_of(site->name, 4) + cost_of(site->shape, 1) + cost_of(site->existing, 1) +
                 cost_of(site->why_equal, 1);
    }
    return n;
}

static int layers_shown(const tn_answer *answer)
{
    size_t bytes = 0;
    int n = 0;
    for (; n < answer->n_layers && bytes < LAYER_BYTES; n++) {
        const tn_answer_layer *layer = &answer->layers[n];
        bytes += 350 + cost_of(layer->name, 2) + cost_of(layer->kind, 2) + cost_of(layer->shape, 2);
    }
    return n;
}

static int sites_at(const tn_answer *answer, int layer)
{
    int n = 0;
    for (int i = 0; i < sites_shown(answer); i++) n += answer->sites[i].layer == layer;
    return n;
}

/* The top of layer i's row; -1 is the input. */
static double top_of(const tn_answer *answer, int layer)
{
    double y = 4;
    for (int i = -1; i < layer; i++) y += LAYER + SITE * sites_at(answer, i);
    return y;
}

/* A line on the left from a layer's output to a later one that is not its neighbour. */
static void add_skip(tn__page *page, int from, int to, int depth)
{
    double y0 = top_of(page->answer, from) + LAYER - 8, y1 = top_of(page->answer, to) + 15;
    double x = 26 - 7 * (depth % 4);
    tn__html(&page->buf,
             "<path class=\"skip\" d=\"M40 %xH%xq-6 0-6 6V%xq0 6 6 6H38\"/><path class=\"head\" d=\"M34 %xl6 4-6 4z\"/>\n", y0, x,
             y1 - 6, y1 - 4);
}

static void add_skips(tn__page *page)
{
    const tn_answer *answer = page->answer;
    int depth = 0;
    for (int i = 0; i < layers_shown(answer); i++) {
        const tn_answer_layer *layer = &answer->layers[i];
        for (int k = 0; k < layer->n_from && k < 4; k++) {
            if (layer->from[k] >= -1 && layer->from[k] < i - 1) add_skip(page, layer->from[k], i, depth++);
        }
    }
}

static void add_layer(tn__page *page, double y, const char *name, const char *kind, const char *shape, bool dropout)
{
    bool room = strlen(shape) <= 14; /* a long shape leaves less to the names */
    tn__html(&page->buf,
             "<g class=\"layer%r\"><title>%m %m, output %m</title><rect x=\"40\" y=\"%x\" width=\"392\" height=\"28\" rx=\"6\"/>",
             dropout ? " drop" : "", name, kind, shape, y);
    tn__html(&page->buf, "<text x=\"52\" y=\"%x\"><tspan class=\"name\">", y + 19);
    tn__html_short(&page->buf, *name ? name : kind, room ? 18 : 15);
    tn__buf_puts(&page->buf, "</tspan>");
    if (*name) {
        tn__buf_puts(&page->buf, " <tspan>");
        tn__html_short(&page->buf, kind, room ? 13 : 10);
        tn__buf_puts(&page->buf, "</tspan>");
    }
    tn__html(&page->buf, "</text><text class=\"shape\" x=\"422\" y=\"%x\">", y + 19);
    tn__html_short(&page->buf, shape, 21);
    tn__buf_puts(&page->buf, "</text></g>\n");
}

/* The site whose measurements hold for this one too. */
static int measured_site(const tn_answer *answer, int site)
{
    int equal = answer->sites[site].equal_to;
    return equal >= 0 && equal < answer->n_sites ? equal : site;
}

static void add_site_words(tn__page *page, int site, int best)
{
    const tn_answer *answer = page->answer;
    if (best >= 0) {
        tn__report_effect(page, answer->arms[best].effect);
        tn__html(&page->buf, " %m", answer->arms[best].kind);
        tn__buf_puts(&page->buf, " p=");
        tn__html_number(&page->buf, answer->arms[best].p, 2, false);
    } else {
        tn__buf_puts(&page->buf, "not measured");
    }
    if (measured_site(answer, site) != site) {
        tn__buf_puts(&page->buf, ", same as ");
        tn__html_short(&page->buf, answer->sites[answer->sites[site].equal_to].name, 30);
    }
}

static void add_site(tn__page *page, double y, int site)
{
    const tn_answer *answer = page->answer;
    const tn_answer_site *at = &answer->sites[site];
    int best = tn__report_best_at(answer, measured_site(answer, site));
    const tn_answer_arm *arm = best >= 0 ? &answer->arms[best] : NULL;
    bool winner = answer->winner >= 0 && answer->winner == best && at->equal_to < 0;
    tn__html(&page->buf, "<a href=\"#site%i\"><g class=\"site\"><title>%m, line %i: ", site, at->name, at->line);
    add_site_words(page, site, best);
    tn__html(&page->buf, "</title><circle class=\"%r%r\" cx=\"64\" cy=\"%x\" r=\"%x\"/>",
             arm ? tn__report_colour(page, arm->effect) : "none", arm && tn__report_sign(arm) ? "" : " open", y + 15,
             at->equal_to >= 0 ? 5.0 : 8.0);
    if (winner) tn__html(&page->buf, "<circle class=\"ring\" cx=\"64\" cy=\"%x\" r=\"12\"/>", y + 15);
    tn__html(&page->buf, "<text x=\"84\" y=\"%x\">", y + 19.5);
    tn__html_short(&page->buf, at->name, 28);
    tn__html(&page->buf, "</text><text class=\"effect\" x=\"422\" y=\"%x\">", y + 19.5);
    if (arm && at->equal_to < 0) {
        tn__report_effect(page, arm->effect);
    } else {
        tn__buf_puts(&page->buf, at->equal_to >= 0 ? "equal, merged" : "not measured");
    }
    tn__buf_puts(&page->buf, "</text></g></a>\n");
}

static double add_sites(tn__page *page, double y, int layer)
{
    int n = sites_at(page->answer, layer);
    /* The line that data takes to the next layer. */
    tn__html(&page->buf, "<path class=\"flow\" d=\"M64 %xV%x\"/>\n", y + 28, y + LAYER + SITE * n);
    y += LAYER - 5;
    for (int i = 0; i < sites_shown(page->answer); i++) {
        if (page->answer->sites[i].layer != layer) continue;
        add_site(page, y, i);
        y += SITE;
    }
    return y + 5;
}

static void add_picture(tn__page *page)
{
    const tn_answer *answer = page->answer;
    int n = layers_shown(answer);
    double y = 4, height = top_of(answer, n) + 4;
    tn__html(&page->buf, "<svg class=\"net\" viewBox=\"0 0 %i %x\" role=\"group\" aria-labelledby=\"net-title net-desc\">\n",
             WIDTH, height);
    tn__html(
        &page->buf,
        "<title id=\"net-title\">The net and its dropout sites</title><desc id=\"net-desc\">%i layers from the input down to "
        "the output. Each circle is a place where dropout can stand, coloured by the best effect measured there; "
        "the table of sites below has the same numbers.</desc>\n",
        answer->n_layers);
    add_skips(page);
    add_layer(page, y, "input", "", n > 0 ? "" : "net", false);
    y = add_sites(page, y, -1);
    for (int i = 0; i < n; i++) {
        const tn_answer_layer *layer = &answer->layers[i];
        add_layer(page, y, layer->name ? layer->name : "", layer->kind, layer->shape, layer->dropout);
        y = i + 1 < n || sites_at(answer, i) ? add_sites(page, y, i) : y + LAYER;
    }
    tn__buf_puts(&page->buf, "</svg>\n");
    if (n < answer->n_layers) tn__html(&page->buf, "<p>The first %i of %i layers are drawn.</p>\n", n, answer->n_layers);
}

static void add_legend(tn__page *page)
{
    tn__buf_puts(&page->buf, "<ul class=\"legend\">\n"
                             "<li><svg viewBox=\"0 0 20 20\" aria-hidden=\"true\"><circle class=\"better3\" cx=\"10\" cy=\"10\" "
                             "r=\"8\"/></svg>better than the source as it is</li>\n"
                             "<li><svg viewBox=\"0 0 20 20\" aria-hidden=\"true\"><circle class=\"worse3\" cx=\"10\" cy=\"10\" "
                             "r=\"8\"/></svg>worse</li>\n"
                             "<li><svg viewBox=\"0 0 20 20\" aria-hidden=\"true\"><circle class=\"better2 open\" cx=\"10\" "
                             "cy=\"10\" r=\"7\"/></svg>hollow: the interval holds zero</li>\n"
                             "<li><svg viewBox=\"0 0 20 20\" aria-hidden=\"true\"><circle class=\"none\" cx=\"10\" cy=\"10\" "
                             "r=\"5\"/></svg>small: equal to another site, by proof</li>\n"
                             "<li><svg viewBox=\"0 0 20 20\" aria-hidden=\"true\"><circle class=\"ring\" cx=\"10\" cy=\"10\" "
                             "r=\"8\"/></svg>ring: best placement</li>\n</ul>\n");
}

static void add_site_row(tn__page *page, int site)
{
    const tn_answer_site *at = &page->answer->sites[site];
    tn__html(&page->buf,
             "<tr id=\"site%i\" tabindex=\"-1\"><th scope=\"row\"><code>%m</code></th><td "
             "class=\"num\">%i</td><td>%m</td><td>%m</td><td>",
             site, at->name, at->line, at->shape ? at->shape : "", at->existing ? at->existing : "none");
    add_site_words(page, site, tn__report_best_at(page->answer, measured_site(page->answer, site)));
    if (at->equal_to >= 0 && at->why_equal) tn__html(&page->buf, ": %m", at->why_equal);
    tn__buf_puts(&page->buf, "</td></tr>\n");
}

static void add_site_table(tn__page *page)
{
    tn__buf_puts(
        &page->buf,
        "<div class=\"wide\" role=\"region\" aria-label=\"Sites\" tabindex=\"0\"><table>\n<caption>Sites, and the best that "
        "dropout did there</caption>\n<thead><tr><th scope=\"col\">Site</th><th scope=\"col\" class=\"num\">Line</th><th "
        "scope=\"col\">Shape</th>"
        "<th scope=\"col\">In the source</th><th scope=\"col\">Best effect</th></tr></thead>\n<tbody>\n");
    int n = sites_shown(page->answer);
    for (int i = 0; i < n; i++) add_site_row(page, i);
    tn__buf_puts(&page->buf, "</tbody></table></div>\n");
    if (n < page->answer->n_sites) tn__html(&page->buf, "<p>The first %i of %i sites are shown.</p>\n", n, page->answer->n_sites);
}

void tn__report_net(tn__page *page)
{
    if (page->answer->n_sites == 0) return;
    tn__buf_puts(&page->buf, "<section id=\"net\" aria-labelledby=\"net-h\">\n<h2 id=\"net-h\">The net and its sites</h2>\n");
    if (page->answer->n_layers > 0) {
        add_legend(page);
        add_picture(page);
    }
    add_site_table(page);
    tn__buf_puts(&page->buf, "</section>\n");
}
