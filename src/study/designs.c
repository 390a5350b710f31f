#include "study/designs.h"

#include <stdio.h>
#include <string.h>

#include "base/mem.h"
#include "thinnet/random.h"

#define JOINT_ARMS 81 /* drawn: four rounds of thirds */
#define JOINT_SITES 3

/* --- choosing --- */

/* Whether a comma-separated list names `word`; NULL names all. */
static bool is_listed(const char *list, const char *word)
{
    size_t length = strlen(word);
    for (const char *at = list; at; at = strchr(at, ',') ? strchr(at, ',') + 1 : NULL)
        if (strncmp(at, word, length) == 0 && (!at[length] || at[length] == ',')) return true;
    return !list;
}

static bool may_use(const tn__arms *arms, const tn__design_input *in, int site, int kind)
{
    const tn__site *s = &arms->sites->items[site];
    return s->kinds >> kind & 1 && is_listed(in->options->sites, s->name) && is_listed(in->options->kinds, tn__kind_class(kind));
}

/* Each word of a list must be one of the study's. */
static tn_status check_list(const char *list, bool (*known)(const tn__arms *, const char *, size_t), const tn__arms *arms,
                            const char *what, tn_error *err)
{
    for (const char *at = list; at; at = strchr(at, ',') ? strchr(at, ',') + 1 : NULL) {
        size_t length = strcspn(at, ",");
        if (known(arms, at, length)) continue;
        tn_status status = tn__fail(err, TN_BAD_ARGUMENT, "'%.*s' is no %s of this study", (int)(length > 80 ? 80 : length), at,
                                    what);
        tn__help(err, "thinnet study MODEL --sites-only shows the sites and the kinds that fit them");
        return status;
    }
    return TN_OK;
}

static bool knows_site(const tn__arms *arms, const char *text, size_t length)
{
    return tn__sites_named(arms->sites, text, length) >= 0;
}

static bool knows_kind(const tn__arms *arms, const char *text, size_t length)
{
    (void)arms;
    return tn__kind_find(text, length) >= 0;
}

static tn_status check_lists(const tn__arms *arms, const tn__design_input *in, tn_error *err)
{
    tn_status status = check_list(in->options->sites, knows_site, arms, "site", err);
    return status == TN_OK ? check_list(in->options->kinds, knows_kind, arms, "kind of dropout", err) : status;
}

static tn_status add_none(tn__arms *arms, tn_error *err)
{
    return tn__arms_add(arms, &(tn__arm_plan){0}, NULL, err);
}

static tn_status need_dropout(const tn__arms *arms, const char *design, tn_error *err)
{
    if (arms->items[0].n > 0) return TN_OK;
    tn_status status = tn__fail(err, TN_BAD_ARGUMENT, "the design %s is about the dropout of the source, which has none", design);
    tn__help(err, "use --design single");
    return status;
}

/* --- single --- */

static tn_status add_at_site(tn__arms *arms, const tn__design_input *in, int site, bool from_base, tn_error *err)
{
    tn_status status = TN_OK;
    for (int kind = 0; status == TN_OK && kind < tn__layer_kinds_count; kind++)
        for (int r = 0; status == TN_OK && may_use(arms, in, site, kind) && r < in->n_rates; r++) {
            const tn__standing one = {site, kind, in->rates[r]};
            status = tn__arms_add(arms, &(tn__arm_plan){.standing = &one, .n = 1, .from_base = from_base}, NULL, err);
        }
    return status;
}

/* One change of the source's own dropout at a time, where it has several. */
static tn_status add_changes(tn__arms *arms, const tn__design_input *in, tn_error *err)
{
    tn_status status = TN_OK;
    for (int site = 0; status == TN_OK && site < arms->sites->n; site++) {
        if (!tn__site_existing(&arms->sites->items[site], arms->net) ||
            !is_listed(in->options->sites, arms->sites->items[site].name))
            continue;
        const tn__standing gone = {site, -1, 0};
        status = tn__arms_add(arms, &(tn__arm_plan){.standing = &gone, .n = 1, .from_base = true}, NULL, err);
        if (status == TN_OK) status = add_at_site(arms, in, site, true, err);
    }
    return status;
}

static tn_status make_single(tn__arms *arms, const tn__design_input *in, tn_error *err)
{
    tn_status status = check_lists(arms, in, err);
    if (status == TN_OK) status = add_none(arms, err);
    for (int site = 0; status == TN_OK && site < arms->sites->n; site++) status = add_at_site(arms, in, site, false, err);
    return status == TN_OK && arms->items[0].n > 1 ? add_changes(arms, in, err) : status;
}

/* --- joint --- */

static int draw(tn_generator *g, int n)
{
    int64_t out;
    tn_random_integers(g, &out, 1, 0, n);
    return (int)out;
}

/* All placements of one dropout, from which the joint ones are drawn. */
typedef struct pool {
    tn__standing *items;
    size_t n, capacity;
} pool;

static tn_status fill_pool(pool *out, const tn__arms *arms, const tn__design_input *in, tn_error *err)
{
    for (int site = 0; site < arms->sites->n; site++)
        for (int kind = 0; kind < tn__layer_kinds_count; kind++)
            for (int r = 0; may_use(arms, in, site, kind) && r < in->n_rates; r++) {
                if (!tn__grow((void **)&out->items, &out->capacity, out->n, sizeof *out->items))
                    return tn__no_memory(err, sizeof *out->items);
                out->items[out->n++] = (tn__standing){site, kind, in->rates[r]};
            }
    return out->n ? TN_OK : tn__fail(err, TN_BAD_ARGUMENT, "there is no place where a dropout of these sites and kinds fits");
}

static int draw_arm(const pool *from, tn_generator *g, tn__standing *out)
{
    int n = 0, wanted = 1 + draw(g, JOINT_SITES);
    for (int i = 0; i < wanted; i++) {
        tn__standing one = from->items[draw(g, (int)from->n)];
        bool taken = false;
        for (int k = 0; k < n; k++) taken = taken || out[k].site == one.site;
        if (!taken) out[n++] = one;
    }
    return n;
}

static tn_status make_joint(tn__arms *arms, const tn__design_input *in, tn_error *err)
{
    pool from = {0};
    tn_generator g;
    tn_status status = check_lists(arms, in, err);
    if (status == TN_OK) status = add_none(arms, err);
    if (status == TN_OK) status = fill_pool(&from, arms, in, err);
    tn_generator_seed(&g, in->options->train.seed);
    /* A small space may have fewer arms than are wanted: drawing ends then too. */
    for (int tries = 0; status == TN_OK && arms->n < JOINT_ARMS && tries < 20 * JOINT_ARMS; tries++) {
        tn__standing standing[JOINT_SITES];
        int n = draw_arm(&from, &g, standing);
        status = tn__arms_add(arms, &(tn__arm_plan){.standing = standing, .n = n}, NULL, err);
    }
    tn__free(from.items);
    return status;
}

/* --- rates --- */

static tn_status add_rate(tn__arms *arms, const tn__design_input *in, double p, tn_error *err)
{
    const tn__arm *base = &arms->items[0];
    tn__standing *all = tn__alloc((size_t)base->n + 1, sizeof *all);
    if (!all) return tn__no_memory(err, (uint64_t)base->n * sizeof *all);
    for (int i = 0; i < base->n; i++) {
        bool chosen = is_listed(in->options->sites, arms->sites->items[base->standing[i].site].name);
        all[i] = base->standing[i];
        if (chosen) all[i].p = p;
    }
    tn_status status = tn__arms_add(arms, &(tn__arm_plan){.standing = all, .n = base->n}, NULL, err);
    tn__free(all);
    return status;
}

static tn_status make_rates(tn__arms *arms, const tn__design_input *in, tn_error *err)
{
    tn_status status = check_lists(arms, in, err);
    if (status == TN_OK) status = need_dropout(arms, "rates", err);
    if (status == TN_OK) status = add_none(arms, err);
    for (int r = 0; status == TN_OK && r < in->n_rates; r++) status = add_rate(arms, in, in->rates[r], err);
    return status;
}

/* --- data-size --- */

/* Each size has its own baseline: no dropout, on as many samples. */
static tn_status add_size(tn__arms *arms, int64_t n, tn_error *err)
{
    int none;
    tn_status status = tn__arms_add(arms, &(tn__arm_plan){.limit = n, .against = arms->n}, &none, err);
    return status == TN_OK ? tn__arms_add(arms, &(tn__arm_plan){.from_base = true, .limit = n, .against = none}, NULL, err)
                           : status;
}

static tn_status make_data_size(tn__arms *arms, const tn__design_input *in, tn_error *err)
{
    static const int64_t steps[] = {1, 2, 5};
    int none;
    tn_status status = need_dropout(arms, "data-size", err);
    for (int64_t ten = 100; status == TN_OK && ten < in->n_train; ten *= 10)
        for (int i = 0; status == TN_OK && i < 3 && steps[i] * ten < in->n_train; i++)
            status = add_size(arms, steps[i] * ten, err);
    if (status == TN_OK) status = tn__arms_add(arms, &(tn__arm_plan){.against = arms->n}, &none, err);
    if (status == TN_OK) arms->items[0].against = none;
    return status;
}

/* --- scaling --- */

static tn_status make_scaling(tn__arms *arms, const tn__design_input *in, tn_error *err)
{
    static const int64_t passes[] = {1, 2, 5, 10, 20, 50, 100};
    (void)in;
    tn_status status = need_dropout(arms, "scaling", err);
    for (size_t i = 0; status == TN_OK && i < sizeof passes / sizeof *passes; i++)
        status = tn__arms_add(arms, &(tn__arm_plan){.from_base = true, .passes = passes[i]}, NULL, err);
    return status;
}

/* --- the table --- */

static const tn__round screen[] = {{3, 0}, {0, 0}, {0, -1}};
static const tn__round thirds[] = {{1, 3}, {3, 3}, {0, 0}, {0, -1}};
static const tn__round whole[] = {{0, 0}, {0, -1}};

#define single_WAY screen, true
#define joint_WAY thirds, true
#define rates_WAY screen, true
#define data_size_WAY whole, false
#define scaling_WAY whole, false

static const tn__design designs[] = {
#define DESIGN(name, summary) {#name, summary, name##_WAY, make_##name},
#include "study/designs.def"
#undef DESIGN
};

/* "data-size" is "data_size" too. */
static bool is_named(const char *name, const char *text)
{
    for (; *name && (*name == *text || (*name == '_' && *text == '-')); name++) text++;
    return *name == *text;
}

const tn__design *tn__design_find(const char *name)
{
    for (size_t i = 0; i < sizeof designs / sizeof *designs; i++)
        if (is_named(designs[i].name, name)) return &designs[i];
    return NULL;
}
