#include "study/arms.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/mem.h"

/* --- life --- */

tn_status tn__arms_init(tn__arms *out, const tn_net *net, const tn__sites *sites, tn_error *err)
{
    *out = (tn__arms){.net = net, .sites = sites};
    tn_status status = tn__arms_add(out, &(tn__arm_plan){.from_base = true}, NULL, err);
    if (status != TN_OK) tn__arms_release(out);
    return status;
}

void tn__arms_release(tn__arms *arms)
{
    for (int i = 0; i < arms->n; i++) tn__free(arms->items[i].standing);
    tn__free(arms->items);
    *arms = (tn__arms){0};
}

/* --- what stands where --- */

static const tn__standing *planned(const tn__arm_plan *plan, int site)
{
    for (int i = 0; i < plan->n; i++)
        if (plan->standing[i].site == site) return &plan->standing[i];
    return NULL;
}

/* The full assignment of a plan into all[sites->n]; returns how many sites have a dropout. */
static int assign(const tn__arms *arms, const tn__arm_plan *plan, tn__standing *all)
{
    int n = 0, n_base = plan->from_base ? tn__sites_standing(arms->sites, arms->net, all) : 0;
    tn__standing *base = all + arms->sites->n;
    memcpy(base, all, (size_t)n_base * sizeof *base);
    for (int site = 0, b = 0; site < arms->sites->n; site++) {
        const tn__standing *here = planned(plan, site);
        const tn__standing *stays = b < n_base && base[b].site == site ? &base[b++] : NULL;
        if (here ? here->kind >= 0 : stays != NULL) all[n++] = here ? *here : *stays;
    }
    return n;
}

static bool same_standing(const tn__standing *a, int n_a, const tn__standing *b, int n_b)
{
    bool same = n_a == n_b;
    for (int i = 0; same && i < n_a; i++) same = a[i].site == b[i].site && a[i].kind == b[i].kind && a[i].p == b[i].p;
    return same;
}

static int find_equal(const tn__arms *arms, const tn__arm *arm)
{
    for (int i = 0; i < arms->n; i++) {
        const tn__arm *other = &arms->items[i];
        if (other->limit == arm->limit && other->passes == arm->passes &&
            same_standing(other->standing, other->n, arm->standing, arm->n))
            return i;
    }
    return -1;
}

/* The one site in which two arms differ; -1 where it is not one. */
static int differing_site(const tn__arm *a, const tn__arm *b)
{
    int i = 0, k = 0, site = -1, differ = 0;
    while (i < a->n || k < b->n) {
        int x = i < a->n ? a->standing[i].site : INT32_MAX, y = k < b->n ? b->standing[k].site : INT32_MAX;
        int at = x < y ? x : y;
        bool same = x == y && same_standing(&a->standing[i], 1, &b->standing[k], 1);
        i += x == at;
        k += y == at;
        if (same) continue;
        site = at;
        differ++;
    }
    return differ == 1 ? site : -1;
}

/* For pictures: the site that an arm is about. One that has dropout in one place only is about that place. */
static void set_subject(const tn__arms *arms, tn__arm *arm)
{
    const tn__standing *one = NULL;
    int differs = arm->n == 1 ? arm->standing[0].site : arms->n ? differing_site(arm, &arms->items[0]) : -1;
    for (int i = 0; i < arm->n; i++)
        if (arm->standing[i].site == differs) one = &arm->standing[i];
    arm->site = one ? differs : -1;
    arm->kind = one ? one->kind : -1;
    arm->p = one ? one->p : NAN;
}

/* --- texts --- */

static void print_standing(const tn__arms *arms, const tn__standing *s, tn__buf *text)
{
    if (text->length) tn__buf_putc(text, ';');
    tn__buf_printf(text, "%s=", arms->sites->items[s->site].name);
    if (s->kind < 0)
        tn__buf_puts(text, "none");
    else
        tn__buf_printf(text, "%s(%.6g)", tn__kind_class(s->kind), s->p);
}

static void print_plan(const tn__arms *arms, const tn__arm *arm, const tn__arm_plan *plan, tn__buf *text)
{
    bool is_base = arms->n == 0 || same_standing(arm->standing, arm->n, arms->items[0].standing, arms->items[0].n);
    if (is_base) {
        tn__buf_puts(text, "base");
    } else if (arm->n == 0) {
        tn__buf_puts(text, "none");
    } else {
        if (plan->from_base) tn__buf_puts(text, "base");
        for (int site = 0; site < arms->sites->n; site++) {
            const tn__standing *s = planned(plan, site);
            if (s && (s->kind >= 0 || plan->from_base)) print_standing(arms, s, text);
        }
    }
    if (arm->limit) tn__buf_printf(text, "@%lld", (long long)arm->limit);
    if (arm->passes) tn__buf_printf(text, "~%lld", (long long)arm->passes);
}

static tn_status set_text(const tn__arms *arms, tn__arm *arm, const tn__arm_plan *plan, tn_error *err)
{
    tn__buf text = TN_BUF_INIT;
    print_plan(arms, arm, plan, &text);
    tn_status status = TN_OK;
    if (!tn__buf_ok(&text))
        status = tn__no_memory(err, sizeof arm->text);
    else if (text.length >= sizeof arm->text)
        status = tn__fail(err, TN_UNSUPPORTED, "an arm with %d dropouts is too long to name", arm->n);
    else
        memcpy(arm->text, text.data, text.length + 1);
    tn__buf_release(&text);
    return status;
}

/* --- adding --- */

static tn_status make_arm(const tn__arms *arms, tn__arm *arm, const tn__arm_plan *plan, tn_error *err)
{
    arm->standing = tn__alloc(2 * (size_t)arms->sites->n + 1, sizeof *arm->standing);
    if (!arm->standing) return tn__no_memory(err, 2 * (uint64_t)arms->sites->n * sizeof *arm->standing);
    arm->n = assign(arms, plan, arm->standing);
    arm->limit = plan->limit;
    arm->passes = plan->passes;
    arm->against = plan->against;
    return set_text(arms, arm, plan, err);
}

tn_status tn__arms_add(tn__arms *arms, const tn__arm_plan *plan, int *index, tn_error *err)
{
    tn__arm arm = {0};
    tn_status status = TN_OK;
    if (arms->n >= TN__MAX_ARMS) {
        status = tn__fail(err, TN_BAD_ARGUMENT, "a study may have %d arms, and this design makes more", TN__MAX_ARMS);
        tn__help(err, "name sites, kinds or rates");
        return status;
    }
    if (!tn__grow((void **)&arms->items, &arms->capacity, (size_t)arms->n, sizeof *arms->items))
        return tn__no_memory(err, sizeof *arms->items);
    status = make_arm(arms, &arm, plan, err);
    int equal = status == TN_OK ? find_equal(arms, &arm) : -1;
    if (index && status == TN_OK) *index = equal >= 0 ? equal : arms->n;
    if (status != TN_OK || equal >= 0) {
        tn__free(arm.standing);
        return status;
    }
    set_subject(arms, &arm);
    arms->items[arms->n++] = arm;
    return TN_OK;
}

/* --- reading a text --- */

static tn_status bad_arm(const char *text, const char *at, size_t length, const char *why, tn_error *err)
{
    tn_status status = tn__fail(err, TN_BAD_ARGUMENT, "arm '%.200s': '%.*s' %s", text, (int)(length > 100 ? 100 : length), at,
                                why);
    tn__help(err, "an arm is base, none, or SITE=Kind(p) joined by ';', as the study's table writes them");
    return status;
}

/* "Dropout(0.3)" or "none". */
static bool parse_kind(const char *text, size_t length, tn__standing *out)
{
    const char *open = memchr(text, '(', length);
    char *end;
    out->kind = -1;
    if (length == 4 && memcmp(text, "none", 4) == 0) return true;
    if (!open || text[length - 1] != ')') return false;
    out->kind = tn__kind_find(text, (size_t)(open - text));
    out->p = strtod(open + 1, &end);
    return out->kind >= 0 && end > open + 1 && end == text + length - 1 && out->p >= 0 && out->p <= 1;
}

static tn_status parse_piece(const tn__arms *arms, const char *text, const char *at, size_t length, tn__standing *out,
                             tn_error *err)
{
    const char *equal = memchr(at, '=', length);
    if (!equal) return bad_arm(text, at, length, "has no '='", err);
    out->site = tn__sites_named(arms->sites, at, (size_t)(equal - at));
    if (out->site < 0) return bad_arm(text, at, (size_t)(equal - at), "is no site of this net", err);
    return parse_kind(equal + 1, length - (size_t)(equal + 1 - at), out)
               ? TN_OK
               : bad_arm(text, at, length, "is no dropout with a rate", err);
}

/* The numbers behind '@' and '~'; returns the length without them. */
static size_t parse_suffix(const char *text, tn__arm_plan *plan)
{
    size_t length = strcspn(text, "@~");
    for (const char *at = text + length; *at;) {
        char *end;
        int64_t *field = *at == '@' ? &plan->limit : &plan->passes;
        *field = strtoll(at + 1, &end, 10);
        if (end == at + 1 || (*end && !strchr("@~", *end)) || *field < 1) return 0;
        at = end;
    }
    return length;
}

static tn_status parse_pieces(const tn__arms *arms, const char *text, size_t length, tn__standing *standing, tn__arm_plan *plan,
                              tn_error *err)
{
    for (size_t at = 0; at < length;) {
        const char *end = memchr(text + at, ';', length - at);
        size_t piece = end ? (size_t)(end - text) - at : length - at;
        bool first = at == 0 && piece == 4;
        if (first && memcmp(text, "base", 4) == 0) {
            plan->from_base = true;
        } else if (!(first && length == 4 && memcmp(text, "none", 4) == 0)) {
            if (plan->n >= arms->sites->n) return bad_arm(text, text + at, piece, "is one site too many", err);
            tn_status status = parse_piece(arms, text, text + at, piece, &standing[plan->n], err);
            if (status != TN_OK) return status;
            if (planned(plan, standing[plan->n].site)) return bad_arm(text, text + at, piece, "names a site twice", err);
            plan->n++;
        }
        at += piece + 1;
    }
    return TN_OK;
}

tn_status tn__arms_parse(tn__arms *arms, const char *text, int *index, tn_error *err)
{
    tn__standing *standing = tn__alloc((size_t)arms->sites->n + 1, sizeof *standing);
    if (!standing) return tn__no_memory(err, (uint64_t)arms->sites->n * sizeof *standing);
    tn__arm_plan plan = {.standing = standing};
    size_t length = parse_suffix(text, &plan);
    tn_status status = length ? parse_pieces(arms, text, length, standing, &plan, err)
                              : bad_arm(text, text, strlen(text), "is no arm", err);
    if (status == TN_OK) status = tn__arms_add(arms, &plan, index, err);
    tn__free(standing);
    return status;
}

/* --- nets --- */

tn_status tn__arm_net(tn_net **out, const tn__arms *arms, int arm, tn_error *err)
{
    const tn__arm *a = &arms->items[arm];
    tn__placement *changes = tn__alloc(2 * (size_t)arms->sites->n + 1, sizeof *changes);
    if (!changes) return tn__no_memory(err, 2 * (uint64_t)arms->sites->n * sizeof *changes);
    int n = tn__sites_changes(arms->sites, arms->net, a->standing, a->n, changes);
    tn_status status = tn__net_place_dropout(out, arms->net, changes, n, err);
    tn__free(changes);
    return status;
}
