/* The answer in words: no more than the numbers say. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "base/mem.h"
#include "study/study.h"

static const tn_answer_arm *find(const tn_study *study, int arm)
{
    for (int i = 0; i < study->answer.n_arms; i++)
        if (strcmp(study->answer.arms[i].text, study->arms.items[arm].text) == 0) return &study->answer.arms[i];
    return NULL;
}

/* "dropout", "points" or the RMSE's own unit. */
static double shown(const tn_study *study, double x)
{
    return study->results.lower ? x : 100 * x;
}

static const char *unit(const tn_study *study)
{
    return study->results.lower ? "" : " points";
}

/* An effect with its interval: "1.2 points [0.4, 2.0]". */
static void put_effect(const tn_study *study, tn__buf *out, double mean, double low, double high)
{
    const char *format = study->results.lower ? "%.3g%s [%.3g, %.3g]" : "%.2f%s [%.2f, %.2f]";
    /* The format is one of two literals. */
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
    tn__buf_printf(out, format, shown(study, mean), unit(study), shown(study, low), shown(study, high));
#pragma GCC diagnostic pop
}

/* The same as a change of the measure itself, which an effect that helps lowers where less is better. */
static void put_change(const tn_study *study, tn__buf *out, const tn__paired *effect)
{
    if (study->results.lower)
        put_effect(study, out, -effect->mean, -effect->high, -effect->low);
    else
        put_effect(study, out, effect->mean, effect->low, effect->high);
}

static void put_site(const tn_study *study, tn__buf *out, int site)
{
    const tn__site *s = &study->sites.items[site];
    if (s->linear)
        tn__buf_printf(out, "on %s", s->name);
    else if (s->value == 0 && s->node == 0)
        tn__buf_puts(out, "on the input");
    else
        tn__buf_printf(out, "after %s", s->name);
    if (s->place.line) tn__buf_printf(out, " (line %d)", s->place.line);
}

/* "Dropout(0.3) after fc1.relu (line 24)", or what else an arm does. */
static void put_arm(const tn_study *study, tn__buf *out, int index)
{
    const tn__arm *arm = &study->arms.items[index];
    if (arm->n == 0) tn__buf_puts(out, "no dropout");
    for (int i = 0; i < arm->n; i++) {
        const tn__standing *s = &arm->standing[i];
        if (i) tn__buf_puts(out, i == arm->n - 1 ? " and " : ", ");
        tn__buf_printf(out, "%s(%.6g) ", tn__kind_class(s->kind), s->p);
        put_site(study, out, s->site);
    }
}

static const char *baseline_name(const tn_study *study)
{
    return study->arms.items[0].n ? "the model as it is written" : "the model, which has no dropout,";
}

static void put_measure(const tn_study *study, tn__buf *out)
{
    tn__buf_printf(out, "validation %s", study->answer.measure);
}

/* --- test data --- */

static void put_test(const tn_study *study, tn__buf *out)
{
    const tn__test_look *base = &study->tests[0], *winner = &study->tests[1];
    double differences[2 * TN__MAX_SEEDS];
    int n = base->n < winner->n ? base->n : winner->n;
    if (n < 2) return;
    for (int i = 0; i < n; i++) differences[i] = (study->results.lower ? -1 : 1) * (winner->scores[i] - base->scores[i]);
    tn__paired test = tn__paired_test(differences, n, study->options.confidence);
    bool worse = test.mean < 0;
    tn__buf_printf(out, " On test data, which no choice has seen, it is %s by ", worse ? "worse" : "better");
    put_effect(study, out, fabs(test.mean), worse ? -test.high : test.low, worse ? -test.low : test.high);
    tn__buf_putc(out, '.');
}

/* --- what was found --- */

static void put_winner(const tn_study *study, tn__buf *out)
{
    const tn__finalist *f = tn__study_finalist(study, study->winner);
    size_t start = out->length;
    put_arm(study, out, study->winner);
    if (out->data && out->data[start] == 'n') out->data[start] = 'N';
    tn__buf_puts(out, study->results.lower ? " lowers the " : " raises the ");
    put_measure(study, out);
    tn__buf_printf(out, " of %s by ", baseline_name(study));
    put_effect(study, out, f->effect.mean, f->effect.low, f->effect.high);
    tn__buf_printf(out, " (%d fresh seeds, p = %.2g after Holm).", f->effect.n, f->p_adjusted);
    put_test(study, out);
}

/* Every finalist's interval ends below the margin, or nothing came through screening. */
static void put_nothing(const tn_study *study, tn__buf *out)
{
    const tn__finalist *best = NULL;
    for (int i = 0; i < study->n_finalists; i++)
        if (!best || study->finalists[i].effect.mean > best->effect.mean) best = &study->finalists[i];
    if (!best) {
        tn__buf_printf(out, "Nothing helps: every other placement was worse than %s in screening (%d seeds).",
                       baseline_name(study), study->screen_seeds);
        return;
    }
    tn__buf_printf(out, "Nothing helps: the best other placement, ");
    put_arm(study, out, best->arm);
    tn__buf_puts(out, ", changes the ");
    put_measure(study, out);
    tn__buf_printf(out, " of %s by ", baseline_name(study));
    put_change(study, out, &best->effect);
    tn__buf_printf(out, " (%d fresh seeds), less than the %.3g%s that would be of interest.", best->effect.n,
                   shown(study, tn__study_margin(study)), unit(study));
}

/* How many seeds would tell an effect as large as the one that is seen now, or as the margin. */
static void put_open(const tn_study *study, tn__buf *out)
{
    const tn__finalist *best = &study->finalists[0];
    for (int i = 1; i < study->n_finalists; i++)
        if (study->finalists[i].effect.mean > best->effect.mean) best = &study->finalists[i];
    const tn_study_options *o = &study->options;
    double margin = tn__study_margin(study), effect = best->effect.mean > margin ? best->effect.mean : margin;
    int seeds = tn__seeds_needed(effect, best->effect.sd, (1 - o->confidence) / (2 * study->n_finalists), 0.8, 100000);
    tn__buf_puts(out, "The data cannot tell yet: the best placement so far, ");
    put_arm(study, out, best->arm);
    tn__buf_puts(out, ", changes the ");
    put_measure(study, out);
    tn__buf_printf(out, " of %s by ", baseline_name(study));
    put_change(study, out, &best->effect);
    tn__buf_printf(out, " (%d fresh seeds)", best->effect.n);
    if (seeds <= best->effect.n) seeds = 2 * best->effect.n; /* it was bad luck, or the budget ended between two looks */
    if (best->effect.n >= 2 && seeds < 100000) {
        tn__buf_printf(out, "; about %d fresh seeds", seeds);
        if (seeds > o->more_seeds) tn__buf_printf(out, " (--more-seeds %d)", seeds);
        tn__buf_printf(out, " would tell an effect of %.2g%s", shown(study, effect), unit(study));
    }
    tn__buf_putc(out, '.');
}

/* --- designs that select nothing --- */

static bool is_sure(const tn_study *study, const tn_answer_arm *arm)
{
    return arm->p_adjusted < 1 - study->options.confidence;
}

static void put_size(tn__buf *out, int64_t n)
{
    if (n)
        tn__buf_printf(out, "%lld", (long long)n);
    else
        tn__buf_puts(out, "all");
}

/* Sizes with an effect of this sign: "500, 1000, all". Returns how many. */
static int put_sizes(const tn_study *study, tn__buf *out, int sign)
{
    int n = 0;
    for (int i = 1; i <= study->arms.n; i++) {
        int arm = i % study->arms.n; /* arm 0, all samples, is the last size */
        const tn_answer_arm *a = find(study, arm);
        if (study->arms.items[arm].against == arm || !a || isnan(a->effect)) continue;
        int found = !is_sure(study, a) ? 0 : a->effect > 0 ? 1 : -1;
        if (found != sign) continue;
        if (n++) tn__buf_puts(out, ", ");
        put_size(out, study->arms.items[arm].limit);
    }
    return n;
}

static void put_data_size(const tn_study *study, tn__buf *out)
{
    static const struct {
        int sign;
        const char *words;
    } parts[] = {{1, "helps with "}, {-1, "costs with "}, {0, "makes no difference that these seeds can tell with "}};
    int written = 0;
    tn__buf_puts(out, "Against no dropout, the dropout of the model ");
    for (int i = 0; i < 3; i++) {
        tn__buf sizes = TN_BUF_INIT;
        if (put_sizes(study, &sizes, parts[i].sign) > 0)
            tn__buf_printf(out, "%s%s%s training samples", written++ ? "; it " : "", parts[i].words, tn__buf_text(&sizes));
        if (sizes.failed) out->failed = true;
        tn__buf_release(&sizes);
    }
    tn__buf_printf(out, " (%d seeds).", study->screen_seeds);
}

static void put_scaling(const tn_study *study, tn__buf *out)
{
    int64_t enough = 0, most = 0;
    for (int arm = 1; arm < study->arms.n; arm++) {
        const tn_answer_arm *a = find(study, arm);
        int64_t passes = study->arms.items[arm].passes;
        if (!a || isnan(a->effect)) continue;
        if (is_sure(study, a) && a->effect < 0)
            enough = 0;
        else if (enough == 0)
            enough = passes;
        most = passes;
    }
    if (enough)
        tn__buf_printf(out,
                       "From %lld Monte Carlo passes on, their mean is no worse than weight scaling that these seeds can tell",
                       (long long)enough);
    else
        tn__buf_printf(out, "Weight scaling is better than the mean of up to %lld Monte Carlo passes", (long long)most);
    tn__buf_printf(out, " (%d seeds).", study->screen_seeds);
}

/* --- all --- */

static bool knows_something(const tn_study *study)
{
    for (int arm = 1; arm < study->arms.n; arm++) {
        const tn_answer_arm *a = find(study, arm);
        if (a && study->arms.items[arm].against != arm && a->n > 0) return true;
    }
    return false;
}

static void put_diverged(const tn_study *study, tn__buf *out)
{
    int n = 0;
    for (int i = 0; i < study->answer.n_arms; i++) n += study->answer.arms[i].diverged > 0;
    if (n) tn__buf_printf(out, " %d arm%s diverged with some seed and cannot win.", n, n == 1 ? "" : "s");
}

static void put_unfinished(const tn_study *study, tn__buf *out)
{
    const tn_answer_arm *best = NULL;
    int arm = -1;
    for (int i = 1; i < study->arms.n; i++) {
        const tn_answer_arm *a = find(study, i);
        if (a && study->arms.items[i].against != i && a->n > 0 && !isnan(a->effect) && (!best || a->effect > best->effect))
            best = a, arm = i;
    }
    tn__buf_puts(out, "The study was stopped before it could tell");
    if (best) {
        tn__buf_puts(out, "; the best so far is ");
        put_arm(study, out, arm);
        tn__buf_printf(out, " with %+.3g%s (%d seed%s, nothing is sure)", shown(study, best->effect), unit(study), best->n,
                       best->n == 1 ? "" : "s");
    }
    tn__buf_puts(out, ". The same command goes on from here.");
}

tn_status tn__study_sentence(const tn_study *study, char **out, tn_error *err)
{
    tn__buf text = TN_BUF_INIT;
    if (study->winner >= 0)
        put_winner(study, &text);
    else if (!knows_something(study))
        tn__buf_puts(&text, "Nothing is known yet.");
    else if (study->was_stopped)
        put_unfinished(study, &text);
    else if (strcmp(study->design->name, "data_size") == 0)
        put_data_size(study, &text);
    else if (strcmp(study->design->name, "scaling") == 0)
        put_scaling(study, &text);
    else if (study->is_open)
        put_open(study, &text);
    else
        put_nothing(study, &text);
    put_diverged(study, &text);
    if (!tn__buf_ok(&text)) {
        tn__buf_release(&text);
        return tn__no_memory(err, 200);
    }
    *out = tn__buf_take(&text);
    return TN_OK;
}
