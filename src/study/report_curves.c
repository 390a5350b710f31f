/* Rate curves, one chart a site, and learning curves. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "study/report_chart.h"
#include "study/report_parts.h"

enum { MOST_KINDS = 5, MOST_RATES = 64, MOST_CHARTS = 60, MOST_CURVES = 5, MOST_EPOCHS = 200 };
enum { CHARTS_END = 620000 }; /* no chart of a site is added beyond this length of the page */

/* --- rates --- */
/* Kinds in the order of their first arm; their index + 1 is the line's look everywhere. */
typedef struct kind_list {
    const char *names[MOST_KINDS];
    int n;
} kind_list;

typedef struct rate_curve {
    double p[MOST_RATES], effect[MOST_RATES], low[MOST_RATES], high[MOST_RATES];
    int n;
} rate_curve;

static bool has_rate(const tn_answer *answer, int i)
{
    const tn_answer_arm *arm = &answer->arms[i];
    return arm->against && !arm->samples && arm->site >= 0 && arm->site < answer->n_sites && arm->n > 0 &&
           isfinite(arm->effect) && isfinite(arm->p);
}

static kind_list list_kinds(const tn_answer *answer)
{
    kind_list kinds = {0};
    for (int i = 0; i < answer->n_arms && kinds.n < MOST_KINDS; i++) {
        bool known = !has_rate(answer, i);
        for (int k = 0; k < kinds.n; k++) known = known || !strcmp(kinds.names[k], answer->arms[i].kind);
        if (!known) kinds.names[kinds.n++] = answer->arms[i].kind;
    }
    return kinds;
}

/* The arms of one site and kind, by rising p. */
static rate_curve curve_of(const tn__page *page, int site, const char *kind)
{
    rate_curve curve = {.n = 0};
    for (int i = 0; i < page->answer->n_arms && curve.n < MOST_RATES; i++) {
        const tn_answer_arm *arm = &page->answer->arms[i];
        if (!has_rate(page->answer, i) || arm->site != site || strcmp(arm->kind, kind)) continue;
        int at = curve.n++;
        for (; at > 0 && curve.p[at - 1] > arm->p; at--) {
            curve.p[at] = curve.p[at - 1];
            curve.effect[at] = curve.effect[at - 1];
            curve.low[at] = curve.low[at - 1];
            curve.high[at] = curve.high[at - 1];
        }
        curve.p[at] = arm->p;
        curve.effect[at] = tn__report_scaled(page, arm->effect);
        curve.low[at] = tn__report_scaled(page, arm->low);
        curve.high[at] = tn__report_scaled(page, arm->high);
    }
    return curve;
}

/* One range for the charts of all sites, so that they can be compared. */
static void set_rate_scales(const tn__page *page, tn__chart *chart)
{
    double low = 0, high = 0, most = 0;
    for (int i = 0; i < page->answer->n_arms; i++) {
        const tn_answer_arm *arm = &page->answer->arms[i];
        if (!has_rate(page->answer, i)) continue;
        low = fmin(low, tn__report_scaled(page, isfinite(arm->low) ? arm->low : arm->effect));
        high = fmax(high, tn__report_scaled(page, isfinite(arm->high) ? arm->high : arm->effect));
        most = fmax(most, arm->p);
    }
    chart->x = tn__scale_new(0, most > 0 ? most : 1, TN_CHART_LEFT + 8, TN_CHART_RIGHT - 8, 5);
    chart->y = tn__scale_new(low, high, TN_CHART_BOTTOM, TN_CHART_TOP, 5);
}

static void add_rate_chart(tn__page *page, tn__chart *chart, const kind_list *kinds, int site)
{
    char id[24];
    snprintf(id, sizeof(id), "rate%d", site);
    tn__chart_open(
        chart, id, page->answer->sites[site].name,
        "Effect on validation data by drop probability, a line for each kind of dropout with its interval as a band. The same "
        "numbers are in the table of all arms.",
        "p", page->answer->percent ? "effect, points" : "effect");
    for (int k = 0; k < kinds->n; k++) {
        rate_curve curve = curve_of(page, site, kinds->names[k]);
        tn__chart_band(chart, curve.p, curve.low, curve.high, curve.n, k + 1);
    }
    for (int k = 0; k < kinds->n; k++) {
        rate_curve curve = curve_of(page, site, kinds->names[k]);
        if (curve.n > 1) tn__chart_line(chart, curve.p, curve.effect, curve.n, k + 1);
        tn__chart_marks(chart, curve.p, curve.effect, curve.n, k + 1);
    }
    tn__chart_close(chart);
}

/* One rate makes no curve. */
static bool has_two_rates(const tn_answer *answer)
{
    double first = NAN;
    for (int i = 0; i < answer->n_arms; i++) {
        if (!has_rate(answer, i)) continue;
        if (!isnan(first) && answer->arms[i].p != first) return true;
        first = answer->arms[i].p;
    }
    return false;
}

void tn__report_rates(tn__page *page)
{
    kind_list kinds = list_kinds(page->answer);
    tn__chart chart = {.buf = &page->buf};
    int n = 0;
    if (!has_two_rates(page->answer)) return;
    set_rate_scales(page, &chart);
    tn__buf_puts(
        &page->buf,
        "<section id=\"rates\" aria-labelledby=\"rates-h\">\n<h2 id=\"rates-h\">Rates by site</h2>\n"
        "<p>Effect against drop probability, on one scale for all sites; bands are intervals.</p>\n<ul class=\"legend\">\n");
    for (int k = 0; k < kinds.n; k++) tn__chart_legend(&page->buf, k + 1, kinds.names[k]);
    tn__buf_puts(&page->buf, "</ul>\n<div class=\"charts\">\n");
    for (int site = 0; site < page->answer->n_sites && n < MOST_CHARTS && page->buf.length < CHARTS_END; site++) {
        if (tn__report_best_at(page->answer, site) < 0) continue;
        add_rate_chart(page, &chart, &kinds, site);
        n++;
    }
    tn__buf_puts(&page->buf, "</div>\n");
    if (n == MOST_CHARTS || page->buf.length >= CHARTS_END)
        tn__html(&page->buf, "<p>The first %i sites with results are drawn.</p>\n", n);
    tn__buf_puts(&page->buf, "</section>\n");
}

/* --- learning --- */
enum curve_field { TRAIN_LOSS, VALIDATION_LOSS, VALIDATION_SCORE };

static double field_of(const tn_answer_point *point, enum curve_field field)
{
    return field == TRAIN_LOSS ? point->train_loss : field == VALIDATION_LOSS ? point->validation_loss : point->validation_score;
}

static void choose(const tn_answer *answer, int arm, int *chosen, int *n)
{
    bool known = arm < 0 || arm >= answer->n_arms || !answer->arms[arm].curve || answer->arms[arm].epochs < 1;
    for (int i = 0; i < *n; i++) known = known || chosen[i] == arm;
    if (!known && *n < MOST_CURVES) chosen[(*n)++] = arm;
}

/* The baseline, the winner, then the best arms of other sites, best first: arms stand in that order. */
static int choose_curves(const tn_answer *answer, int *chosen)
{
    int n = 0, last = -1;
    choose(answer, answer->baseline, chosen, &n);
    choose(answer, answer->winner, chosen, &n);
    for (;;) {
        int next = answer->n_arms;
        for (int site = 0; site < answer->n_sites && n < MOST_CURVES; site++) {
            int best = tn__report_best_at(answer, site);
            if (best > last && best < next) next = best;
        }
        if (next == answer->n_arms) return n;
        choose(answer, next, chosen, &n);
        last = next;
    }
}

/* Longer curves are thinned evenly; the last epoch always stays. */
static int thinned(const tn__page *page, const tn_answer_arm *arm, enum curve_field field, double *x, double *y)
{
    int n = arm->epochs < MOST_EPOCHS ? arm->epochs : MOST_EPOCHS;
    bool shares = field == VALIDATION_SCORE;
    for (int i = 0; i < n; i++) {
        int epoch = n > 1 ? (int)((int64_t)i * (arm->epochs - 1) / (n - 1)) : 0;
        double value = field_of(&arm->curve[epoch], field);
        x[i] = epoch + 1;
        y[i] = shares ? tn__report_scaled(page, value) : value;
    }
    return n;
}

/* The first quarter of a training would squeeze what matters, so it does not count for the range; what lies outside is cut. */
static void set_learning_scales(const tn__page *page, tn__chart *chart, const int *chosen, int n, enum curve_field field)
{
    double low = INFINITY, high = -INFINITY, x[MOST_EPOCHS], y[MOST_EPOCHS];
    int epochs = 1;
    for (int k = 0; k < n; k++) {
        const tn_answer_arm *arm = &page->answer->arms[chosen[k]];
        int points = thinned(page, arm, field, x, y);
        for (int i = points >= 8 ? points / 4 : 0; i < points; i++) {
            if (!isfinite(y[i])) continue;
            low = fmin(low, y[i]);
            high = fmax(high, y[i]);
        }
        epochs = arm->epochs > epochs ? arm->epochs : epochs;
    }
    chart->x = tn__scale_new(epochs > 1 ? 1 : 0, epochs, TN_CHART_LEFT + 4, TN_CHART_RIGHT - 4, 5);
    chart->y = tn__scale_new(low, high, TN_CHART_BOTTOM, TN_CHART_TOP, 5);
}

static void cut_outside(const tn__scale *scale, double *y, int n)
{
    for (int i = 0; i < n; i++) {
        if (y[i] < scale->low || y[i] > scale->high) y[i] = NAN;
    }
}

static void add_learning_chart(tn__page *page, const int *chosen, int n, enum curve_field field, const char *id,
                               const char *title, const char *unit)
{
    tn__chart chart = {.buf = &page->buf};
    set_learning_scales(page, &chart, chosen, n, field);
    tn__chart_open(
        &chart, id, title,
        "Mean over seeds, epoch by epoch, a line for each placement in the list above. The last values are in the table below.",
        "epoch", unit);
    for (int k = 0; k < n; k++) {
        double x[MOST_EPOCHS], y[MOST_EPOCHS];
        int points = thinned(page, &page->answer->arms[chosen[k]], field, x, y);
        cut_outside(&chart.y, y, points);
        tn__chart_line(&chart, x, y, points, k);
        tn__chart_marks(&chart, x + points - 1, y + points - 1, 1, k);
    }
    tn__chart_close(&chart);
}

static void add_last_values(tn__page *page, const int *chosen, int n)
{
    tn__html(&page->buf,
             "<div class=\"wide\" role=\"region\" aria-label=\"Last values\" tabindex=\"0\"><table>\n<caption>After the last "
             "epoch</caption>\n<thead><tr><th scope=\"col\">Placement</th>"
             "<th scope=\"col\" class=\"num\">Epochs</th><th scope=\"col\" class=\"num\">Training loss</th><th scope=\"col\" "
             "class=\"num\">Validation loss</th>"
             "<th scope=\"col\" class=\"num\">Validation %m</th></tr></thead>\n<tbody>\n",
             page->answer->measure);
    for (int k = 0; k < n; k++) {
        const tn_answer_arm *arm = &page->answer->arms[chosen[k]];
        const tn_answer_point *last = &arm->curve[arm->epochs - 1];
        tn__html(&page->buf, "<tr><th scope=\"row\"><code>%t</code></th><td class=\"num\">%i</td><td class=\"num\">", arm->text,
                 arm->epochs);
        tn__html_number(&page->buf, last->train_loss, 4, false);
        tn__buf_puts(&page->buf, "</td><td class=\"num\">");
        tn__html_number(&page->buf, last->validation_loss, 4, false);
        tn__buf_puts(&page->buf, "</td><td class=\"num\">");
        tn__report_score(page, last->validation_score);
        tn__buf_puts(&page->buf, "</td></tr>\n");
    }
    tn__buf_puts(&page->buf, "</tbody></table></div>\n");
}

void tn__report_learning(tn__page *page)
{
    int chosen[MOST_CURVES], n = choose_curves(page->answer, chosen);
    if (n == 0) return;
    tn__buf_puts(&page->buf,
                 "<section id=\"learning\" aria-labelledby=\"learning-h\">\n<h2 id=\"learning-h\">Learning curves</h2>\n"
                 "<p>Means over seeds. Training loss is measured with dropout on, validation with dropout off. First epochs that "
                 "lie outside a frame are cut.</p>\n<ul class=\"legend\">\n");
    for (int k = 0; k < n; k++) tn__chart_legend(&page->buf, k, page->answer->arms[chosen[k]].text);
    tn__buf_puts(&page->buf, "</ul>\n<div class=\"charts\">\n");
    char title[80];
    snprintf(title, sizeof(title), "Validation %.60s", page->answer->measure);
    add_learning_chart(page, chosen, n, VALIDATION_SCORE, "lc-score", title, page->answer->percent ? "%" : "");
    add_learning_chart(page, chosen, n, VALIDATION_LOSS, "lc-validation", "Validation loss", "");
    add_learning_chart(page, chosen, n, TRAIN_LOSS, "lc-train", "Training loss", "");
    tn__buf_puts(&page->buf, "</div>\n");
    add_last_values(page, chosen, n);
    tn__buf_puts(&page->buf, "</section>\n");
}
