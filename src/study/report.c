/* The page as a whole: its frame, its opening, and what its parts share. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/file.h"
#include "base/mem.h"
#include "study/report_parts.h"

/* Where the table of arms must end, so that the page stays under a million bytes: what follows it is bounded by less than the
 * rest. */
#define ARMS_LIMIT 700000

extern const unsigned char tn__report_frame[]; /* report_frame.html, with {{title}} and {{body}} */

/* --- shared --- */
double tn__report_scaled(const tn__page *page, double value)
{
    return page->answer->percent ? 100 * value : value;
}

const char *tn__report_unit(const tn__page *page)
{
    return page->answer->percent ? "points" : "";
}

void tn__report_score(tn__page *page, double score)
{
    tn__html_number(&page->buf, tn__report_scaled(page, score), page->decimals, false);
    if (page->answer->percent && !isnan(score)) tn__buf_puts(&page->buf, "&nbsp;%");
}

void tn__report_effect(tn__page *page, double effect)
{
    tn__html_number(&page->buf, tn__report_scaled(page, effect), page->decimals, true);
    if (page->answer->percent && !isnan(effect)) tn__buf_puts(&page->buf, "&nbsp;points");
}

void tn__report_interval(tn__page *page, double low, double high)
{
    if (isnan(low) || isnan(high)) {
        tn__buf_puts(&page->buf, "no interval");
        return;
    }
    tn__html_number(&page->buf, tn__report_scaled(page, low), page->decimals, true);
    tn__buf_puts(&page->buf, " to ");
    tn__html_number(&page->buf, tn__report_scaled(page, high), page->decimals, true);
}

int tn__report_sign(const tn_answer_arm *arm)
{
    return arm->low > 0 ? 1 : arm->high < 0 ? -1 : 0;
}

const char *tn__report_colour(const tn__page *page, double effect)
{
    static const char *const better[] = {"better1", "better2", "better3"}, *const worse[] = {"worse1", "worse2", "worse3"};
    if (isnan(effect) || effect == 0 || page->largest == 0) return "none";
    double share = fabs(effect) / page->largest;
    int level = share > 2.0 / 3 ? 2 : share > 1.0 / 3 ? 1 : 0;
    return effect > 0 ? better[level] : worse[level];
}

int tn__report_best_at(const tn_answer *answer, int site)
{
    int best = -1;
    for (int i = 0; i < answer->n_arms; i++) {
        const tn_answer_arm *arm = &answer->arms[i];
        bool counts = arm->site == site && arm->against && !arm->samples && arm->n > 0 && !isnan(arm->effect);
        if (counts && (best < 0 || arm->effect > answer->arms[best].effect)) best = i;
    }
    return best;
}

/* --- the opening --- */
static void add_fact(tn__page *page, const char *name, const char *value)
{
    if (value && *value) tn__html(&page->buf, "<div><dt>%m</dt><dd>%t</dd></div>\n", name, value);
}

static bool has_own_baselines(const tn_answer *answer)
{
    return answer->design && strcmp(answer->design, "data_size") == 0;
}

const char *tn__report_against(const tn_answer *answer)
{
    return has_own_baselines(answer) ? "no dropout on as many samples" : "the source as it is";
}

const char *tn__report_baseline_mark(const tn_answer *answer)
{
    return has_own_baselines(answer) ? " <b>no dropout</b>" : " <b>as it is</b>";
}

static void add_test(tn__page *page, const char *name, const tn_answer_test *test)
{
    if (isnan(test->score)) return;
    tn__html(&page->buf, "<div><dt>%m</dt><dd>", name);
    tn__report_score(page, test->score);
    if (!isnan(test->low) && !isnan(test->high)) {
        tn__buf_puts(&page->buf, " <small>(");
        tn__html_number(&page->buf, tn__report_scaled(page, test->low), page->decimals, false);
        tn__buf_puts(&page->buf, " to ");
        tn__html_number(&page->buf, tn__report_scaled(page, test->high), page->decimals, false);
        tn__buf_puts(&page->buf, ")</small>");
    }
    tn__buf_puts(&page->buf, "</dd></div>\n");
}

static void add_opening(tn__page *page)
{
    const tn_answer *answer = page->answer;
    tn__html(&page->buf,
             "<header>\n<p class=\"kicker\">thinnet study of <code>%t</code></p>\n<h1>%t</h1>\n<dl class=\"facts\">\n",
             answer->call ? answer->call : answer->model, answer->sentence);
    if (answer->winner >= 0) add_fact(page, "Best placement", answer->arms[answer->winner].text);
    add_test(page, "Test data, best placement", &answer->winner_test);
    add_test(page, "Test data, as the source is", &answer->baseline_test);
    add_fact(page, "Model", answer->model);
    add_fact(page, "Data", answer->data);
    add_fact(page, "Design", answer->design);
    tn__buf_puts(&page->buf, "</dl>\n</header>\n");
}

/* Links to those parts that the answer has something for. */
static void add_contents(tn__page *page, const char *parts)
{
    static const char *const names[][2] = {{"net", "Net"},           {"effects", "Effects"}, {"rates", "Rates"},
                                           {"learning", "Learning"}, {"gap", "Gap"},         {"reliability", "Reliability"},
                                           {"arms", "All arms"},     {"patch", "Patch"},     {"repeat", "Repeat"}};
    tn__buf_puts(&page->buf, "<nav aria-label=\"Contents\"><ul>\n");
    for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
        char opening[48];
        snprintf(opening, sizeof(opening), "<section id=\"%s\"", names[i][0]);
        if (strstr(parts, opening)) tn__html(&page->buf, "<li><a href=\"#%r\">%r</a></li>\n", names[i][0], names[i][1]);
    }
    tn__buf_puts(&page->buf, "</ul></nav>\n");
}

/* --- the whole --- */
static void add_parts(tn__page *page)
{
    tn__report_net(page);
    tn__report_effects(page);
    tn__report_rates(page);
    tn__report_learning(page);
    tn__report_gap(page);
    tn__report_reliability(page);
    tn__report_arms(page);
    tn__report_patch(page);
    tn__report_repeat(page);
}

static double largest_effect(const tn_answer *answer)
{
    double largest = 0;
    for (int i = 0; i < answer->n_arms; i++) {
        double size = fabs(answer->arms[i].effect);
        if (isfinite(size) && size > largest) largest = size;
    }
    return largest;
}

static int decimals_for(const tn_answer *answer, double largest)
{
    double shown = answer->percent ? 100 * largest : largest;
    if (answer->percent) return shown < 1 ? 2 : 1;
    return shown >= 100 ? 0 : shown >= 1 ? 2 : 4;
}

/* Puts the parts into the frame at its two marks. */
static void fill_frame(tn__page *page, const char *parts)
{
    const char *frame = (const char *)tn__report_frame;
    const char *title = strstr(frame, "{{title}}"), *body = strstr(frame, "{{body}}");
    tn_assert(title && body && title < body);
    tn__buf_add(&page->buf, frame, (size_t)(title - frame));
    tn__html_short(&page->buf, page->answer->call ? page->answer->call : page->answer->model, 80);
    tn__buf_add(&page->buf, title + strlen("{{title}}"), (size_t)(body - title) - strlen("{{title}}"));
    add_opening(page);
    add_contents(page, parts);
    tn__html(&page->buf, "<main id=\"main\">\n%r</main>\n", parts);
    tn__buf_puts(&page->buf, body + strlen("{{body}}"));
}

tn_status tn__report_text(char **out, const tn_answer *answer, tn_error *err)
{
    tn_status status = TN_OK;
    double largest = largest_effect(answer);
    tn__page page = {.answer = answer, .largest = largest, .decimals = decimals_for(answer, largest), .arms_limit = ARMS_LIMIT};
    add_parts(&page);
    tn__buf parts = page.buf;
    page.buf = (tn__buf)TN_BUF_INIT;
    fill_frame(&page, tn__buf_text(&parts));
    size_t length = page.buf.length;
    char *text = tn__buf_ok(&parts) ? tn__buf_take(&page.buf) : NULL;
    if (text) {
        *out = text;
    } else {
        status = tn__no_memory(err, length);
    }
    tn__buf_release(&page.buf);
    tn__buf_release(&parts);
    return status;
}

tn_status tn__report_write(const char *path, const tn_answer *answer, tn_error *err)
{
    tn_status status = TN_OK;
    char *text = NULL;
    TN_TRY(tn__report_text(&text, answer, err));
    TN_TRY(tn__file_save(path, text, strlen(text), err));
done:
    tn__free(text);
    return status;
}
