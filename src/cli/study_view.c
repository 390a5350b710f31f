#include "cli/study_view.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "cli/fault.h"
#include "cli/json_line.h"
#include "cli/text_table.h"
#include "cli/words.h"

#define SHOWN_ARMS 15
#define STRIP 24 /* columns of an interval's picture */

/* In points; sums of rounded differences that should be 0 are. */
static double shown(const tn_answer *answer, double x)
{
    double number = answer->percent ? 100 * x : x;
    return fabs(number) < 1e-9 ? 0 : number;
}

/* --- while it runs --- */

/* "1:05" */
static void print_time(double seconds, char *out, size_t size)
{
    long whole = (long)(seconds + 0.5);
    if (whole < 3600) {
        snprintf(out, size, "%ld:%02ld", whole / 60, whole % 60);
    } else {
        snprintf(out, size, "%ld:%02ld:%02ld", whole / 3600, whole / 60 % 60, whole % 60);
    }
}

/* An interval on a scale from -reach to reach: "    --o----|  ". */
static void draw_strip(double low, double mean, double high, double reach, char *out)
{
    int at[3];
    const double values[3] = {low, mean, high};
    for (int i = 0; i < 3; i++) {
        double x = (values[i] / reach + 1) / 2 * (STRIP - 1);
        at[i] = !(x > 0) ? 0 : x > STRIP - 1 ? STRIP - 1 : (int)(x + 0.5);
    }
    memset(out, ' ', STRIP);
    memset(out + at[0], '-', (size_t)(at[2] - at[0] + 1));
    out[STRIP / 2] = '|';
    out[at[1]] = 'o';
    out[STRIP] = '\0';
}

static double reach_of(const tn_study_progress *p)
{
    double reach = 0;
    for (int i = 0; i < p->n_best; i++) {
        double wide = fmax(fabs(p->best[i].effect), isfinite(p->best[i].low) ? fmax(-p->best[i].low, p->best[i].high) : 0);
        reach = fmax(reach, wide);
    }
    return reach > 0 ? reach : 1;
}

static void print_best(const tn_study_progress *p, const tn_answer *answer, char *out, size_t size)
{
    double reach = reach_of(p);
    size_t at = 0;
    *out = '\0';
    for (int i = 0; i < p->n_best && at + 200 < size; i++) {
        const tn_answer_arm *a = &p->best[i];
        char strip[STRIP + 1];
        draw_strip(a->low, a->effect, a->high, reach, strip);
        at += (size_t)snprintf(out + at, size - at, "  %+8.3g  [%s]  %-50.60s %d seed%s\n", shown(answer, a->effect), strip,
                               a->text, a->n, a->n == 1 ? "" : "s");
    }
}

static void show_live(const tn_study_progress *p, const tn_answer *answer)
{
    char text[240], left[64] = "", lines[1600], time[48];
    if (!isnan(p->left)) {
        print_time(p->left, time, sizeof time);
        snprintf(left, sizeof left, ", %s left", time);
    }
    print_time(p->seconds, time, sizeof time);
    snprintf(text, sizeof text, "%s: trial %lld of %lld, %lld arms, %s%s", p->stage, (long long)p->done, (long long)p->trials,
             (long long)p->arms_left, time, left);
    print_best(p, answer, lines, sizeof lines);
    cli_progress_draw_block(p->trials ? (double)p->done / (double)p->trials : 0, text, lines);
}

/* Elsewhere than on a terminal one line a stage. */
static void show_stage(const tn_study_progress *p, bool json)
{
    char text[160];
    if (json) {
        cli_json line = cli_json_begin(stdout);
        cli_json_text(&line, "event", "stage");
        cli_json_text(&line, "stage", p->stage);
        cli_json_int(&line, "trials", p->trials);
        cli_json_int(&line, "done", p->done);
        cli_json_int(&line, "arms", p->arms_left);
        cli_json_number(&line, "seconds", p->seconds);
        cli_json_end(&line);
    }
    snprintf(text, sizeof text, "%s: %lld trials of %lld arms", p->stage, (long long)p->trials, (long long)p->arms_left);
    if (!cli_progress_is_live()) {
        cli_progress_line(text);
    }
}

void cli_study_show(const tn_study_progress *p, const tn_answer *answer, bool json)
{
    static const char *told; /* one study a run of the program */
    static long long trials;
    if (p->stage != told || p->trials != trials) {
        told = p->stage;
        trials = p->trials;
        show_stage(p, json);
    }
    if (cli_progress_is_live()) {
        show_live(p, answer);
    }
}

/* --- the answer --- */

static void effect_cell(cli_table *table, const tn_answer *answer, double x)
{
    if (isfinite(x)) {
        cli_table_cell(table, answer->percent ? "%+.2f" : "%+.4g", shown(answer, x));
    } else {
        cli_table_cell(table, "%s", "");
    }
}

static void interval_cell(cli_table *table, const tn_answer *answer, double low, double high)
{
    if (isfinite(low) && isfinite(high)) {
        cli_table_cell(table, answer->percent ? "[%+.2f, %+.2f]" : "[%+.3g, %+.3g]", shown(answer, low), shown(answer, high));
    } else {
        cli_table_cell(table, "%s", "");
    }
}

static const char *remark(const tn_answer *answer, int i)
{
    const tn_answer_arm *arm = &answer->arms[i];
    if (i == answer->winner) return "best";
    if (!arm->against) return "baseline";
    if (arm->diverged) return "diverged";
    if (arm->stopped) return "given up";
    return arm->fresh ? "fresh seeds" : "";
}

static void arm_row(cli_table *table, const tn_answer *answer, int i)
{
    const tn_answer_arm *arm = &answer->arms[i];
    cli_table_cell(table, "%s", arm->text);
    cli_table_cell(table, "%d", arm->n);
    if (isfinite(arm->score)) {
        cli_table_cell(table, answer->percent ? "%.2f" : "%.4g", shown(answer, arm->score));
    } else {
        cli_table_cell(table, "%s", "");
    }
    effect_cell(table, answer, arm->against ? arm->effect : NAN);
    interval_cell(table, answer, arm->against ? arm->low : NAN, arm->high);
    if (isfinite(arm->p_adjusted)) {
        cli_table_cell(table, "%.2g", arm->p_adjusted);
    } else {
        cli_table_cell(table, "%s", "");
    }
    cli_table_cell(table, "%s", remark(answer, i));
}

/* Sizes or passes make a curve, in order: its end is no worse a part of it. */
static bool is_curve(const tn_answer *answer)
{
    for (int i = 0; i < answer->n_arms; i++) {
        if (answer->arms[i].samples || answer->arms[i].passes) {
            return true;
        }
    }
    return false;
}

static bool print_table(const tn_answer *answer, bool all)
{
    cli_table table;
    int left_out = 0;
    all = all || is_curve(answer);
    cli_table_init(&table, "<>>>>><");
    cli_table_cell(&table, "%s", "arm");
    cli_table_cell(&table, "%s", "seeds");
    cli_table_cell(&table, "validation %s%s", answer->measure, answer->percent ? ", %" : "");
    cli_table_cell(&table, "%s", "effect");
    cli_table_cell(&table, "%.4g %% interval", 100 * answer->confidence);
    cli_table_cell(&table, "%s", "p (Holm)");
    cli_table_cell(&table, "%s", "");
    cli_table_line(&table);
    for (int i = 0; i < answer->n_arms; i++) {
        bool wanted = all || i < SHOWN_ARMS || i == answer->baseline || i == answer->winner || answer->arms[i].fresh ||
                      strcmp(answer->arms[i].text, "none") == 0;
        if (wanted) {
            arm_row(&table, answer, i);
        } else {
            left_out++;
        }
    }
    bool printed = cli_table_print(&table);
    cli_table_release(&table);
    if (left_out) {
        printf("and %d more (--all)\n", left_out);
    }
    return printed;
}

cli_exit cli_study_print(const tn_answer *answer, bool all)
{
    if (!print_table(answer, all)) {
        return cli_no_memory();
    }
    printf("\n%s", cli_style_on(CLI_STDOUT, answer->winner >= 0 ? CLI_GREEN : CLI_YELLOW));
    cli_print_message(CLI_STDOUT, answer->sentence, 0, 0);
    printf("%s\n", cli_style_off(CLI_STDOUT));
    return CLI_FINE;
}

/* --- JSON --- */

static void json_interval(cli_json *json, const char *key, double mean, double low, double high)
{
    cli_json_open(json, key);
    cli_json_number(json, "mean", mean);
    cli_json_number(json, "low", low);
    cli_json_number(json, "high", high);
    cli_json_close(json);
}

static void json_arm(const tn_answer *answer, int i)
{
    const tn_answer_arm *arm = &answer->arms[i];
    cli_json json = cli_json_begin(stdout);
    cli_json_text(&json, "event", "arm");
    cli_json_text(&json, "arm", arm->text);
    cli_json_int(&json, "seeds", arm->n);
    json_interval(&json, answer->percent ? "accuracy" : "rmse", arm->score, arm->low_score, arm->high_score);
    json_interval(&json, "effect", arm->effect, arm->low, arm->high);
    cli_json_number(&json, "p", arm->p_value);
    cli_json_number(&json, "p_adjusted", arm->p_adjusted);
    cli_json_bool(&json, "fresh_seeds", arm->fresh);
    cli_json_int(&json, "diverged", arm->diverged);
    cli_json_bool(&json, "given_up", arm->stopped);
    cli_json_number(&json, "gap", arm->gap);
    cli_json_text(&json, "command", arm->command);
    cli_json_end(&json);
}

static void json_test(cli_json *json, const char *key, const tn_answer_test *test)
{
    if (isnan(test->score)) {
        return;
    }
    json_interval(json, key, test->score, test->low, test->high);
}

void cli_study_json(const tn_answer *answer)
{
    for (int i = 0; i < answer->n_arms; i++) {
        json_arm(answer, i);
    }
    cli_json json = cli_json_begin(stdout);
    cli_json_text(&json, "event", "answer");
    cli_json_text(&json, "sentence", answer->sentence);
    cli_json_text(&json, "model", answer->model);
    cli_json_text(&json, "call", answer->call);
    cli_json_text(&json, "data", answer->data);
    cli_json_text(&json, "data_fingerprint", answer->fingerprint);
    cli_json_text(&json, "design", answer->design);
    cli_json_text(&json, "baseline", answer->arms[answer->baseline].text);
    if (answer->winner >= 0) {
        cli_json_text(&json, "winner", answer->arms[answer->winner].text);
    }
    json_test(&json, "baseline_test", &answer->baseline_test);
    json_test(&json, "winner_test", &answer->winner_test);
    cli_json_bool(&json, "patch", answer->patch != NULL);
    cli_json_text(&json, "command", answer->command);
    cli_json_text(&json, "version", answer->version);
    cli_json_end(&json);
}

/* --- sites --- */

static void site_note(const tn_answer *answer, const tn_answer_site *site, char *out, size_t size)
{
    if (site->equal_to >= 0) {
        snprintf(out, size, "equal to %s: %s", answer->sites[site->equal_to].name, site->why_equal);
    } else if (*site->wrong) {
        snprintf(out, size, "left out: %s", site->wrong);
    } else {
        const char *same = site->same_channels >= 0 ? answer->sites[site->same_channels].name : NULL;
        snprintf(out, size, "%s%s%.80s", *site->kinds ? site->kinds : "nothing fits", same ? "; whole channels as at " : "",
                 same ? same : "");
    }
}

cli_exit cli_study_print_sites(const tn_answer *answer)
{
    cli_table table;
    char note[240];
    cli_table_init(&table, "<>>><");
    cli_table_cell(&table, "%s", "site");
    cli_table_cell(&table, "%s", "line");
    cli_table_cell(&table, "%s", "shape");
    cli_table_cell(&table, "%s", "has now");
    cli_table_cell(&table, "%s", "kinds that fit");
    cli_table_line(&table);
    for (int i = 0; i < answer->n_sites; i++) {
        const tn_answer_site *site = &answer->sites[i];
        site_note(answer, site, note, sizeof note);
        cli_table_cell(&table, "%s", site->name);
        cli_table_cell(&table, "%d", site->line);
        cli_table_cell(&table, "%s", site->shape);
        cli_table_cell(&table, "%s", site->existing ? site->existing : "");
        cli_table_cell(&table, "%s", note);
    }
    bool printed = cli_table_print(&table);
    cli_table_release(&table);
    return printed ? CLI_FINE : cli_no_memory();
}

void cli_study_json_sites(const tn_answer *answer)
{
    for (int i = 0; i < answer->n_sites; i++) {
        const tn_answer_site *site = &answer->sites[i];
        cli_json json = cli_json_begin(stdout);
        cli_json_text(&json, "event", "site");
        cli_json_text(&json, "site", site->name);
        cli_json_int(&json, "line", site->line);
        cli_json_int(&json, "column", site->column);
        cli_json_text(&json, "shape", site->shape);
        if (site->existing) {
            cli_json_text(&json, "existing", site->existing);
        }
        if (site->equal_to >= 0) {
            cli_json_text(&json, "equal_to", answer->sites[site->equal_to].name);
        }
        cli_json_text(&json, "kinds", site->kinds);
        cli_json_text(&json, "wrong", site->wrong);
        cli_json_end(&json);
    }
}
