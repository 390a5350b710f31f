/* Tables whose rows hold a strip of a common axis: effects with their intervals, and generalisation gaps.
 *
 * The strip is stretched to the column's width, so it is drawn in thousandths with lines that keep their thickness; marks are
 * lines of no length with round ends. The numbers stand beside it as text, so the strips themselves are hidden from readers. */
#include <math.h>

#include "study/report_parts.h"

enum { MOST_BEST = 25, MOST_WORST = 8, MOST_GAPS = 12 };

static void add_axis(tn__page *page, const tn__scale *scale)
{
    tn__buf_puts(&page->buf, "<div class=\"axis\" aria-hidden=\"true\">");
    for (double at = scale->first; at <= scale->high + scale->step / 2; at += scale->step) {
        tn__html(&page->buf, "<span style=\"left:%x%%\">", tn__scale_at(scale, at) / 10);
        tn__html_number(&page->buf, at, scale->decimals, false);
        tn__buf_puts(&page->buf, "</span>");
    }
    tn__buf_puts(&page->buf, "</div>");
}

static void open_strip(tn__page *page, const tn__scale *scale)
{
    double zero = tn__scale_at(scale, 0);
    tn__html(&page->buf,
             "<td class=\"strip\"><svg viewBox=\"0 0 1000 20\" preserveAspectRatio=\"none\" aria-hidden=\"true\">"
             "<path class=\"zero\" d=\"M%x 0V20\"/>",
             zero);
}

/* --- effects --- */
static bool has_effect(const tn_answer *answer, int i)
{
    return answer->arms[i].against && answer->arms[i].n > 0 && !isnan(answer->arms[i].effect);
}

static tn__scale effect_scale(const tn__page *page)
{
    double low = 0, high = 0;
    for (int i = 0; i < page->answer->n_arms; i++) {
        const tn_answer_arm *arm = &page->answer->arms[i];
        if (!has_effect(page->answer, i)) continue;
        double from = isfinite(arm->low) ? arm->low : arm->effect, to = isfinite(arm->high) ? arm->high : arm->effect;
        low = fmin(low, tn__report_scaled(page, from));
        high = fmax(high, tn__report_scaled(page, to));
    }
    return tn__scale_new(low, high, 20, 980, 5);
}

static void add_effect_row(tn__page *page, const tn__scale *scale, int i)
{
    const tn_answer_arm *arm = &page->answer->arms[i];
    const char *colour = tn__report_sign(arm) > 0 ? "better3" : tn__report_sign(arm) < 0 ? "worse3" : "none";
    double middle = tn__scale_at(scale, tn__report_scaled(page, arm->effect));
    tn__html(&page->buf, "<tr%r><th scope=\"row\"><code>", i == page->answer->winner ? " class=\"winner\"" : "");
    tn__html_short(&page->buf, arm->text, 120);
    tn__html(&page->buf, "</code>%r</th>", i == page->answer->winner ? " <b>best</b>" : "");
    open_strip(page, scale);
    if (!isnan(arm->low) && !isnan(arm->high)) {
        tn__html(&page->buf, "<path class=\"%r line\" d=\"M%x 10H%x\"/>", colour,
                 tn__scale_at(scale, tn__report_scaled(page, arm->low)), tn__scale_at(scale, tn__report_scaled(page, arm->high)));
    }
    tn__html(&page->buf, "<path class=\"%r dot\" d=\"M%x 10h.01\"/></svg></td><td class=\"num\">", colour, middle);
    tn__report_effect(page, arm->effect);
    tn__buf_puts(&page->buf, "<small>");
    tn__report_interval(page, arm->low, arm->high);
    tn__buf_puts(&page->buf, "</small></td></tr>\n");
}

/* The best and the worst; what lies between them is in the table of all arms. */
static int add_effect_rows(tn__page *page, const tn__scale *scale)
{
    int n = 0, k = 0;
    for (int i = 0; i < page->answer->n_arms; i++) n += has_effect(page->answer, i);
    for (int i = 0; i < page->answer->n_arms; i++) {
        if (!has_effect(page->answer, i)) continue;
        if (k < MOST_BEST || k >= n - MOST_WORST) add_effect_row(page, scale, i);
        k++;
    }
    return n > MOST_BEST + MOST_WORST ? n - MOST_BEST - MOST_WORST : 0;
}

void tn__report_effects(tn__page *page)
{
    int n = 0;
    for (int i = 0; i < page->answer->n_arms; i++) n += has_effect(page->answer, i);
    if (n == 0) return;
    tn__scale scale = effect_scale(page);
    tn__buf_puts(&page->buf, "<section id=\"effects\" aria-labelledby=\"effects-h\">\n<h2 id=\"effects-h\">Effects with "
                             "intervals</h2>\n<p>Change in validation ");
    tn__html(&page->buf, "%m against %m, paired over seeds, with ", page->answer->measure, tn__report_against(page->answer));
    tn__html_number(&page->buf, 100 * page->answer->confidence, 0, false);
    tn__buf_puts(&page->buf,
                 "&nbsp;% intervals. Right of the line, positive, is better.</p>\n<table class=\"strips\">\n<thead><tr><th "
                 "scope=\"col\">Placement</th><th scope=\"col\"><span class=\"unseen\">Picture</span>");
    add_axis(page, &scale);
    tn__html(&page->buf, "</th><th scope=\"col\" class=\"num\">Effect<small>interval%r%r</small></th></tr></thead>\n<tbody>\n",
             page->answer->percent ? ", " : "", tn__report_unit(page));
    int left_out = add_effect_rows(page, &scale);
    tn__buf_puts(&page->buf, "</tbody></table>\n");
    if (left_out)
        tn__html(&page->buf, "<p>%i more lie between the best %i and the worst %i; they are in the table of all arms.</p>\n",
                 left_out, (int)MOST_BEST, (int)MOST_WORST);
    tn__buf_puts(&page->buf, "</section>\n");
}

/* --- generalisation gap --- */
/* The baseline, the winner, then the best of each site. */
static int choose_gaps(const tn_answer *answer, int *chosen)
{
    int n = 0;
    chosen[n++] = answer->baseline;
    if (answer->winner >= 0) chosen[n++] = answer->winner;
    for (int site = 0; site < answer->n_sites && n < MOST_GAPS; site++) {
        int best = tn__report_best_at(answer, site);
        if (best >= 0 && best != answer->winner) chosen[n++] = best;
    }
    int kept = 0;
    for (int i = 0; i < n; i++) {
        bool known = chosen[i] >= 0 && chosen[i] < answer->n_arms && isfinite(answer->arms[chosen[i]].gap);
        if (known) chosen[kept++] = chosen[i];
    }
    return kept;
}

static void add_gap_row(tn__page *page, const tn__scale *scale, int i)
{
    const tn_answer_arm *arm = &page->answer->arms[i];
    tn__buf_puts(&page->buf, "<tr><th scope=\"row\"><code>");
    tn__html_short(&page->buf, arm->text, 120);
    tn__html(&page->buf, "</code>%r</th>",
             i == page->answer->winner     ? " <b>best</b>"
             : i == page->answer->baseline ? tn__report_baseline_mark(page->answer)
                                           : "");
    open_strip(page, scale);
    tn__html(&page->buf, "<path class=\"bar\" d=\"M%x 10H%x\"/></svg></td><td class=\"num\">", tn__scale_at(scale, 0),
             tn__scale_at(scale, arm->gap));
    tn__html_number(&page->buf, arm->gap, 3, true);
    if (isfinite(arm->train_score)) {
        tn__buf_puts(&page->buf, "<small>");
        tn__report_score(page, arm->train_score);
        tn__buf_puts(&page->buf, " / ");
        tn__report_score(page, arm->score);
        tn__buf_puts(&page->buf, "</small>");
    }
    tn__buf_puts(&page->buf, "</td></tr>\n");
}

void tn__report_gap(tn__page *page)
{
    int chosen[MOST_GAPS + 2], n = choose_gaps(page->answer, chosen);
    double low = 0, high = 0;
    for (int i = 0; i < n; i++) {
        low = fmin(low, page->answer->arms[chosen[i]].gap);
        high = fmax(high, page->answer->arms[chosen[i]].gap);
    }
    if (n == 0) return;
    tn__scale scale = tn__scale_new(low, high, 20, 980, 5);
    tn__html(&page->buf,
             "<section id=\"gap\" aria-labelledby=\"gap-h\">\n<h2 id=\"gap-h\">Generalisation gap</h2>\n"
             "<p>Validation loss minus training loss of the trained nets, dropout off: how much of what was learnt is of the "
             "training data alone. "
             "Below each number: training and validation %m.</p>\n<table class=\"strips\">\n<thead><tr><th "
             "scope=\"col\">Placement</th><th scope=\"col\"><span class=\"unseen\">Picture</span>",
             page->answer->measure);
    add_axis(page, &scale);
    tn__buf_puts(&page->buf,
                 "</th><th scope=\"col\" class=\"num\">Gap<small>training / validation</small></th></tr></thead>\n<tbody>\n");
    for (int i = 0; i < n; i++) add_gap_row(page, &scale, chosen[i]);
    tn__buf_puts(&page->buf, "</tbody></table>\n</section>\n");
}
