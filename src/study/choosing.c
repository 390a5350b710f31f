/* From many arms to a claim.
 *
 * Screening may drop arms as it likes, because nothing is claimed from its seeds: the best arms get fresh ones, whose number is
 * fixed before they are run (from the spread that screening saw), and only these enter intervals and tests. So an arm that was
 * lucky in screening is not taken for a good one, and the arms that were given up bias nothing. Where that leaves the answer
 * open, the open arms get as many as the study's option allows, and there is a second look. Claims are corrected for the number
 * of finalists by Holm's procedure and for the two looks by Bonferroni's. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "study/study.h"

#define POWER 0.8
#define LEAST_FRESH 5
#define LOOKS 2

typedef struct ranked {
    int arm;
    tn__paired effect;
} ranked;

static bool is_baseline(const tn_study *study, int arm)
{
    return study->arms.items[arm].against == arm;
}

static int better(const void *a, const void *b)
{
    const ranked *x = a, *y = b;
    if (x->effect.mean != y->effect.mean) return x->effect.mean < y->effect.mean ? 1 : -1;
    return x->arm - y->arm;
}

/* The arms that are left, by the effect that seeds [0, seeds) show; diverged ones are left out. Returns how many. */
static int rank(const tn_study *study, int seeds, ranked *out)
{
    int n = 0;
    for (int arm = 0; arm < study->arms.n; arm++) {
        if (is_baseline(study, arm) || study->given_up[arm] || tn__results_diverged(&study->results, arm)) continue;
        ranked one = {
            arm, tn__results_effect(&study->results, arm, study->arms.items[arm].against, 0, seeds, study->options.confidence)};
        if (one.effect.n > 0) out[n++] = one;
    }
    qsort(out, (size_t)n, sizeof *out, better);
    return n;
}

static tn_status new_ranks(const tn_study *study, ranked **out, tn_error *err)
{
    *out = tn__alloc((size_t)study->arms.n, sizeof **out);
    return *out ? TN_OK : tn__no_memory(err, (uint64_t)study->arms.n * sizeof **out);
}

/* --- screening --- */

/* The net without any dropout: what people want to know about most. */
static bool is_without(const tn_study *study, int arm)
{
    return study->arms.items[arm].n == 0;
}

/* Hopeless: surely worse than its baseline, and not even in the better half. */
static void give_up(tn_study *study, const ranked *ranks, int n, int keep)
{
    int kept = keep > 0 ? (n + keep - 1) / keep : (n + 1) / 2;
    if (kept < TN__FINALISTS) kept = TN__FINALISTS;
    for (int i = kept; i < n; i++)
        if (!is_without(study, ranks[i].arm) && (keep > 0 || ranks[i].effect.high < 0)) study->given_up[ranks[i].arm] = true;
}

/* Seeds in the outer loop: a study that is stopped has whole seeds, and trials of one seed share their data. */
static tn_status run_seeds(tn__stage *stage, int first, int end, tn_error *err)
{
    tn_study *study = stage->study;
    int64_t n = 0;
    tn__wanted *wanted = tn__alloc((size_t)study->arms.n * (size_t)(end > first ? end - first : 1), sizeof *wanted);
    if (!wanted) return tn__no_memory(err, (uint64_t)study->arms.n * sizeof *wanted);
    for (int seed = first; seed < end; seed++)
        for (int arm = 0; arm < study->arms.n; arm++)
            if (!study->given_up[arm]) wanted[n++] = (tn__wanted){arm, seed};
    tn_status status = tn__stage_run(stage, wanted, n, err);
    tn__free(wanted);
    return status;
}

tn_status tn__study_screen(tn__stage *stage, tn_error *err)
{
    tn_study *study = stage->study;
    ranked *ranks;
    tn_status status = new_ranks(study, &ranks, err);
    stage->name = "screening";
    for (int r = 0, done = 0; status == TN_OK && study->design->rounds[r].keep >= 0; r++) {
        int seeds = study->design->rounds[r].seeds;
        if (seeds == 0 || seeds > study->screen_seeds) seeds = study->screen_seeds;
        if (seeds <= done) continue;
        status = run_seeds(stage, done, seeds, err);
        done = seeds;
        if (status == TN_OK && done < study->screen_seeds)
            give_up(study, ranks, rank(study, done, ranks), study->design->rounds[r].keep);
    }
    tn__free(ranks);
    return status;
}

tn_status tn__study_compare(tn__stage *stage, tn_error *err)
{
    stage->name = "all arms";
    return run_seeds(stage, 0, stage->study->screen_seeds, err);
}

/* --- finalists --- */

/* How many fresh seeds would show an arm's effect, or one of the margin where the arm's is smaller. */
static int fresh_seeds(const tn_study *study, const ranked *one, int finalists)
{
    const tn_study_options *o = &study->options;
    double margin = tn__study_margin(study), effect = one->effect.mean > margin ? one->effect.mean : margin;
    int most = (int)o->more_seeds, least = most < LEAST_FRESH ? most : LEAST_FRESH;
    int needed = tn__seeds_needed(effect, one->effect.sd, (1 - o->confidence) / (LOOKS * finalists), POWER, most);
    return needed < least ? least : needed > most ? most : needed;
}

/* An arm that is surely worse needs no second look. */
static int choose_finalists(tn_study *study, const ranked *ranks, int n)
{
    int finalists = 0;
    for (int i = 0; i < n && finalists < TN__FINALISTS; i++)
        if (ranks[i].effect.n >= 2 && ranks[i].effect.high > 0) finalists++;
    for (int i = 0; i < finalists; i++)
        study->finalists[i] = (tn__finalist){
            .arm = ranks[i].arm, .seeds = fresh_seeds(study, &ranks[i], finalists), .p_adjusted = NAN};
    return finalists;
}

/* With a budget, the seeds are cut so that finalists and baseline fit in what screening left. */
static void keep_budget(tn_study *study, int64_t spent)
{
    int64_t left = study->options.trials - spent, each = 0;
    if (study->options.trials == 0) return;
    while (study->n_finalists > 0) {
        each = left / (study->n_finalists + 1);
        if (each >= 2) break;
        study->n_finalists--;
    }
    for (int i = 0; i < study->n_finalists; i++)
        if (study->finalists[i].seeds > each) study->finalists[i].seeds = (int)each;
}

static tn_status run_finalists(tn__stage *stage, tn_error *err)
{
    tn_study *study = stage->study;
    int most = 0, first = study->screen_seeds;
    for (int i = 0; i < study->n_finalists; i++)
        if (study->finalists[i].seeds > most) most = study->finalists[i].seeds;
    tn__wanted *wanted = tn__alloc((size_t)(most + 1) * (TN__FINALISTS + 1), sizeof *wanted);
    if (!wanted) return tn__no_memory(err, (uint64_t)most * sizeof *wanted);
    int64_t n = 0;
    for (int seed = 0; seed < most; seed++) {
        wanted[n++] = (tn__wanted){0, first + seed};
        for (int i = 0; i < study->n_finalists; i++)
            if (seed < study->finalists[i].seeds) wanted[n++] = (tn__wanted){study->finalists[i].arm, first + seed};
    }
    tn_status status = tn__stage_run(stage, wanted, n, err);
    tn__free(wanted);
    return status;
}

/* Whether all of an arm's dropouts are classes of torch.nn, so that its source needs none of its own. */
static bool is_pytorch(const tn_study *study, int arm)
{
    const tn__arm *a = &study->arms.items[arm];
    bool all = true;
    for (int i = 0; i < a->n; i++) all = all && !tn__layer_kinds[a->standing[i].kind]->dropout->own;
    return all;
}

/* The finalist that is better beyond doubt, the best of them if several are; one of PyTorch's own kinds is taken for
 * the best if what it gives away is of no interest. -1: none. */
static int find_winner(const tn_study *study)
{
    const tn__finalist *best = NULL, *usable = NULL;
    for (int i = 0; i < study->n_finalists; i++) {
        const tn__finalist *f = &study->finalists[i];
        bool sure = f->p_adjusted < 1 - study->options.confidence && !tn__results_diverged(&study->results, f->arm);
        if (!sure || !(f->effect.mean > 0)) continue;
        if (!best || f->effect.mean > best->effect.mean) best = f;
        if (is_pytorch(study, f->arm) && (!usable || f->effect.mean > usable->effect.mean)) usable = f;
    }
    if (usable && usable->effect.mean > best->effect.mean - tn__study_margin(study)) best = usable;
    return best ? best->arm : -1;
}

static tn_status judge(tn_study *study, tn_error *err)
{
    double p[TN__FINALISTS], adjusted[TN__FINALISTS];
    study->is_open = false;
    for (int i = 0; i < study->n_finalists; i++) {
        tn__finalist *f = &study->finalists[i];
        f->effect = tn__results_effect(&study->results, f->arm, 0, study->screen_seeds, study->screen_seeds + f->seeds,
                                       study->options.confidence);
        p[i] = f->effect.p;
        if (f->effect.high > tn__study_margin(study)) study->is_open = true;
    }
    if (study->n_finalists == 0) return TN_OK;
    tn_status status = tn__holm_adjust(adjusted, p, study->n_finalists, err);
    for (int i = 0; status == TN_OK && i < study->n_finalists; i++) study->finalists[i].p_adjusted = fmin(1, LOOKS * adjusted[i]);
    if (status == TN_OK) study->winner = find_winner(study);
    if (study->winner >= 0) study->is_open = false;
    return status;
}

/* Gives the arms that may still be of interest all the seeds that there are; whether there are more. A budget of trials was
 * shared out before. */
static bool extend(tn_study *study)
{
    bool more = false;
    for (int i = 0; i < study->n_finalists && study->options.trials == 0; i++) {
        tn__finalist *f = &study->finalists[i];
        if (f->effect.high <= tn__study_margin(study) || f->seeds >= study->options.more_seeds) continue;
        f->seeds = (int)study->options.more_seeds;
        more = true;
    }
    return more;
}

tn_status tn__study_confirm(tn__stage *stage, tn_error *err)
{
    tn_study *study = stage->study;
    ranked *ranks;
    tn_status status = new_ranks(study, &ranks, err);
    if (status != TN_OK) return status;
    stage->name = "fresh seeds";
    study->n_finalists = choose_finalists(study, ranks, rank(study, study->screen_seeds, ranks));
    int64_t spent = 0;
    for (int arm = 0; arm < study->arms.n; arm++)
        for (int seed = 0; seed < study->screen_seeds; seed++) spent += tn__results_has(&study->results, arm, seed);
    keep_budget(study, spent);
    tn__free(ranks);
    status = run_finalists(stage, err);
    tn_status judged = judge(study, status == TN_OK ? err : NULL);
    if (status != TN_OK || judged != TN_OK || !study->is_open || !extend(study)) return status == TN_OK ? judged : status;
    status = run_finalists(stage, err);
    judged = judge(study, status == TN_OK ? err : NULL);
    return status == TN_OK ? judged : status;
}
