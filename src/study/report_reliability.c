/* Reliability: how often a prediction of some confidence is right, on the test data. */
#include <math.h>

#include "study/report_chart.h"
#include "study/report_parts.h"

enum { MOST_BINS = 50 };

static int bins_shown(const tn_answer_test *test)
{
    return !test->bins ? 0 : test->n_bins < MOST_BINS ? test->n_bins : MOST_BINS;
}

static int64_t count_of(const tn_answer_test *test)
{
    int64_t count = 0;
    for (int i = 0; i < bins_shown(test); i++) count += test->bins[i].count;
    return count;
}

/* Bars as wide as their bin, as dark as the share of predictions in it. */
static void add_bars(tn__chart *chart, const tn_answer_test *test)
{
    int64_t most = 1;
    int n = bins_shown(test);
    for (int i = 0; i < n; i++) most = test->bins[i].count > most ? test->bins[i].count : most;
    for (int i = 0; i < n; i++) {
        const tn_answer_bin *bin = &test->bins[i];
        if (bin->count <= 0 || !isfinite(bin->accuracy)) continue;
        double left = tn__scale_at(&chart->x, (double)i / n), right = tn__scale_at(&chart->x, (i + 1.0) / n);
        double top = tn__scale_at(&chart->y, bin->accuracy), share = sqrt((double)bin->count / (double)most);
        tn__html(chart->buf, "<rect class=\"bin%i\" x=\"%x\" y=\"%x\" width=\"%x\" height=\"%x\"/>",
                 share > 0.5    ? 3
                 : share > 0.15 ? 2
                                : 1,
                 left + 0.5, top, right - left - 1, TN_CHART_BOTTOM - top);
    }
    tn__buf_putc(chart->buf, '\n');
}

static void add_diagram(tn__page *page, const char *id, const char *title, const tn_answer_test *test)
{
    if (count_of(test) == 0) return;
    double ends[] = {0, 1};
    tn__chart chart = {.buf = &page->buf};
    chart.x = tn__scale_new(0, 1, TN_CHART_LEFT, TN_CHART_RIGHT, 5);
    chart.y = tn__scale_new(0, 1, TN_CHART_BOTTOM, TN_CHART_TOP, 5);
    tn__chart_open(
        &chart, id, title,
        "Share of right predictions by confidence. Bars on the diagonal are well calibrated; stronger colours hold more "
        "predictions. The table beside has the numbers.",
        "confidence", "accuracy");
    add_bars(&chart, test);
    tn__chart_line(&chart, ends, ends, 2, 0);
    tn__chart_close(&chart);
}

static void add_table(tn__page *page, const char *title, const tn_answer_test *test)
{
    if (count_of(test) == 0) return;
    tn__html(&page->buf, "<table>\n<caption>%t", title);
    if (isfinite(test->ece)) {
        tn__buf_puts(&page->buf, ": expected calibration error ");
        tn__html_number(&page->buf, test->ece, 4, false);
    }
    tn__buf_puts(
        &page->buf,
        "</caption>\n<thead><tr><th scope=\"col\" class=\"num\">Confidence</th><th scope=\"col\" class=\"num\">Right</th>"
        "<th scope=\"col\" class=\"num\">Predictions</th></tr></thead>\n<tbody>\n");
    for (int i = 0; i < bins_shown(test); i++) {
        if (test->bins[i].count <= 0) continue;
        tn__buf_puts(&page->buf, "<tr><td class=\"num\">");
        tn__html_number(&page->buf, test->bins[i].confidence, 3, false);
        tn__buf_puts(&page->buf, "</td><td class=\"num\">");
        tn__html_number(&page->buf, test->bins[i].accuracy, 3, false);
        tn__buf_printf(&page->buf, "</td><td class=\"num\">%lld</td></tr>\n", (long long)test->bins[i].count);
    }
    tn__buf_puts(&page->buf, "</tbody></table>\n");
}

void tn__report_reliability(tn__page *page)
{
    const tn_answer_test *baseline = &page->answer->baseline_test, *winner = &page->answer->winner_test;
    if (count_of(baseline) + count_of(winner) == 0) return;
    tn__buf_puts(
        &page->buf,
        "<section id=\"reliability\" aria-labelledby=\"reliability-h\">\n<h2 id=\"reliability-h\">Reliability</h2>\n"
        "<p>How often test predictions of some confidence are right. Above the diagonal a net is too modest, below it too sure. "
        "Bars of stronger colour hold more predictions.</p>\n<div class=\"charts\">\n");
    add_diagram(page, "rel-base", "Source as it is", baseline);
    add_diagram(page, "rel-best", "Best placement", winner);
    tn__buf_puts(&page->buf, "</div>\n<details><summary>The numbers</summary><div class=\"charts\">\n");
    add_table(page, "Source as it is", baseline);
    add_table(page, "Best placement", winner);
    tn__buf_puts(&page->buf, "</div></details>\n</section>\n");
}
