/* All arms with their commands, the patch, and what is needed to repeat the study. */
#include <math.h>
#include <string.h>

#include "study/report_parts.h"

enum { PATCH_MOST = 20000, SETTINGS_MOST = 40 };

/* A cell whose `data-v` is what the script sorts by; empty cells come last. */
static void open_number(tn__page *page, double value)
{
    tn__buf_puts(&page->buf, "<td class=\"num\"");
    if (isfinite(value)) {
        tn__buf_puts(&page->buf, " data-v=\"");
        if (value < 0) tn__buf_putc(&page->buf, '-');
        tn__html_number(&page->buf, fabs(value), 9, false);
        tn__buf_putc(&page->buf, '"');
    }
    tn__buf_putc(&page->buf, '>');
}

static void add_number(tn__page *page, double value, int decimals, bool sign)
{
    open_number(page, value);
    tn__html_number(&page->buf, value, decimals, sign);
    tn__buf_puts(&page->buf, "</td>");
}

static void add_state(tn__page *page, int i)
{
    const tn_answer_arm *arm = &page->answer->arms[i];
    if (i == page->answer->winner) tn__buf_puts(&page->buf, " <b>best</b>");
    if (i == page->answer->baseline) tn__buf_puts(&page->buf, tn__report_baseline_mark(page->answer));
    if (arm->stopped) tn__buf_puts(&page->buf, " <b>stopped early</b>");
    if (arm->diverged) tn__html(&page->buf, " <b class=\"bad\">%i diverged</b>", arm->diverged);
}

static void add_p_value(tn__page *page, double value)
{
    open_number(page, value);
    if (value < 0.0001) {
        tn__buf_puts(&page->buf, "&lt; 0.0001");
    } else {
        tn__html_number(&page->buf, value, 4, false);
    }
    tn__buf_puts(&page->buf, "</td>");
}

static void add_row(tn__page *page, int i)
{
    const tn_answer_arm *arm = &page->answer->arms[i];
    bool base = i == page->answer->baseline;
    tn__html(&page->buf, "<tr%r><th scope=\"row\"><code>%t</code>", i == page->answer->winner ? " class=\"winner\"" : "",
             arm->text);
    add_state(page, i);
    tn__buf_puts(&page->buf, "</th>");
    open_number(page, base ? 0 : arm->effect);
    tn__report_effect(page, base ? NAN : arm->effect);
    tn__buf_puts(&page->buf, "</td>");
    open_number(page, base ? NAN : arm->low);
    if (base) {
        tn__buf_puts(&page->buf, "\xE2\x80\x93");
    } else {
        tn__report_interval(page, arm->low, arm->high);
    }
    tn__buf_puts(&page->buf, "</td>");
    add_p_value(page, base ? NAN : arm->p_adjusted);
    open_number(page, arm->score);
    tn__report_score(page, arm->score);
    tn__buf_puts(&page->buf, "</td>");
    add_number(page, arm->gap, 3, true);
    add_number(page, arm->n, 0, false);
    tn__html(&page->buf, "<td class=\"command\"><code>%t</code></td></tr>\n", arm->command ? arm->command : "");
}

/* The baseline first, since a table that must end early would lose it. */
static int add_rows(tn__page *page)
{
    const tn_answer *answer = page->answer;
    int left_out = 0;
    if (answer->baseline >= 0 && answer->baseline < answer->n_arms) add_row(page, answer->baseline);
    for (int i = 0; i < answer->n_arms; i++) {
        if (i == answer->baseline) continue;
        if (page->buf.length < page->arms_limit) {
            add_row(page, i);
        } else {
            left_out++;
        }
    }
    return left_out;
}

void tn__report_arms(tn__page *page)
{
    if (page->answer->n_arms == 0) return;
    tn__html(&page->buf,
             "<section id=\"arms\" aria-labelledby=\"arms-h\">\n<h2 id=\"arms-h\">All arms</h2>\n<p>p is adjusted for the number "
             "of comparisons "
             "(Holm). Each command runs its arm again.</p>\n"
             "<div class=\"wide\" role=\"region\" aria-label=\"All arms\" tabindex=\"0\"><table class=\"sortable\">\n<caption>%i "
             "arms</caption>\n"
             "<thead><tr><th scope=\"col\">Arm</th><th scope=\"col\" class=\"num\">Effect</th><th scope=\"col\" "
             "class=\"num\">Interval</th><th scope=\"col\" class=\"num\">p, adjusted</th>"
             "<th scope=\"col\" class=\"num\">Validation %m</th><th scope=\"col\" class=\"num\">Gap</th><th scope=\"col\" "
             "class=\"num\">Seeds</th><th scope=\"col\">Command</th></tr></thead>\n<tbody>\n",
             page->answer->n_arms, page->answer->measure);
    int left_out = add_rows(page);
    tn__buf_puts(&page->buf, "</tbody></table></div>\n");
    if (left_out)
        tn__html(&page->buf,
                 "<p>%i arms with smaller effects are left out to keep this file small; <code>thinnet study export</code> gives "
                 "all.</p>\n",
                 left_out);
    tn__buf_puts(&page->buf, "</section>\n");
}

/* A line of a unified diff, coloured by its first character. */
static void add_diff_line(tn__page *page, const char *line, size_t length)
{
    char copy[400];
    const char *class_ = *line == '+' ? "ins" : *line == '-' ? "del" : *line == '@' ? "at" : "";
    size_t kept = length < sizeof(copy) - 1 ? length : sizeof(copy) - 1;
    memcpy(copy, line, kept);
    copy[kept] = '\0';
    tn__html(&page->buf, *class_ ? "<span class=\"%r\">" : "%r", class_);
    tn__html_text(&page->buf, copy);
    tn__buf_puts(&page->buf, *class_ ? "</span>\n" : "\n");
}

void tn__report_patch(tn__page *page)
{
    const char *at = page->answer->patch;
    if (!at || !*at) return;
    size_t start = page->buf.length;
    tn__html(&page->buf,
             "<section id=\"patch\" aria-labelledby=\"patch-h\">\n<h2 id=\"patch-h\">Patch</h2>\n<p>Writes the best placement "
             "into <code>%m</code>; "
             "<code>git apply</code> and <code>patch -p1</code> take it.</p>\n<pre tabindex=\"0\" role=\"region\" "
             "aria-label=\"Patch\"><code>",
             page->answer->model);
    while (*at && page->buf.length - start < PATCH_MOST) {
        size_t length = strcspn(at, "\n");
        add_diff_line(page, at, length);
        at += length + (at[length] == '\n');
    }
    tn__buf_puts(&page->buf, "</code></pre>\n");
    if (*at) tn__buf_puts(&page->buf, "<p>The patch goes on; the study's folder has all of it.</p>\n");
    tn__buf_puts(&page->buf, "</section>\n");
}

static void add_setting(tn__page *page, const char *name, const char *value)
{
    if (value && *value) {
        tn__html(&page->buf, "<tr><th scope=\"row\">%m</th><td>", name);
        tn__html_short(&page->buf, value, 300);
        tn__buf_puts(&page->buf, "</td></tr>\n");
    }
}

void tn__report_repeat(tn__page *page)
{
    const tn_answer *answer = page->answer;
    tn__buf_puts(&page->buf, "<section id=\"repeat\" aria-labelledby=\"repeat-h\">\n<h2 id=\"repeat-h\">How to repeat it</h2>\n");
    if (answer->command)
        tn__html(&page->buf, "<pre tabindex=\"0\" role=\"region\" aria-label=\"Command\"><code>%t</code></pre>\n",
                 answer->command);
    tn__buf_puts(&page->buf, "<div class=\"wide\" role=\"region\" aria-label=\"Settings\" "
                             "tabindex=\"0\"><table>\n<caption>Settings</caption>\n<tbody>\n");
    add_setting(page, "model", answer->model);
    add_setting(page, "call", answer->call);
    add_setting(page, "data", answer->data);
    add_setting(page, "data fingerprint", answer->fingerprint);
    add_setting(page, "design", answer->design);
    for (int i = 0; i < answer->n_settings && i < SETTINGS_MOST; i++)
        add_setting(page, answer->settings[i].name, answer->settings[i].value);
    add_setting(page, "thinnet", answer->version);
    tn__buf_puts(&page->buf, "</tbody></table></div>\n</section>\n");
}
