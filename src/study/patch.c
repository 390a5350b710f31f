/* The search for edits: each change in the first way that comes out right by itself, then those that only come out right
 * together, since one line of source runs for several of them. */
#include "study/patch.h"

#include <string.h>

#include "base/file.h"
#include "base/mem.h"
#include "study/patch_parts.h"

enum { MOST_HEIRS = 2 }; /* removed and added dropouts that are paired one by one */

typedef struct search {
    tn__patcher patcher;
    const char *model;
    tn_read_options options;
    tn__patch_change *made; /* those whose edits are there */
    int n_made;
    bool *waits;      /* by change: not alone */
    tn_status status; /* no memory stops the search */
    tn_error *err;
} search;

/* --- what is asked --- */
static tn_status check_change(const tn_net *net, const tn__patch_change *change, tn_error *err)
{
    int n = (int)net->n_nodes;
    const tn__layer_kind *kind = change->kind ? tn__layer_find_class(change->kind) : NULL;
    bool in_net = change->node >= 0 && change->node < n && change->value >= 0 && change->value < n && change->user >= 0 &&
                  change->user < n;
    if (!in_net)
        return tn__fail(err, TN_BAD_ARGUMENT, "a change is of node %d, value %d, user %d; the net has %d", change->node,
                        change->value, change->user, n);
    bool of_weights = kind && kind->dropout && kind->dropout->unit == TN_UNIT_WEIGHT;
    if (change->node && !tn__layer_of(net, change->node)->kind->dropout && !of_weights)
        return tn__fail(err, TN_BAD_ARGUMENT, "node %d is no dropout", change->node);
    if (kind && of_weights != tn__changes_weights(net, change))
        return tn__fail(err, TN_BAD_ARGUMENT, "%s does not fit node %d", change->kind, change->node);
    if (!change->node && !change->kind) return tn__fail(err, TN_BAD_ARGUMENT, "a change neither adds nor changes a dropout");
    if (!change->kind) return TN_OK;
    if (!kind || !kind->dropout) return tn__fail(err, TN_BAD_ARGUMENT, "'%s' is no kind of dropout", change->kind);
    if (!(change->p >= 0 && change->p <= 1)) return tn__fail(err, TN_BAD_ARGUMENT, "p is %g; it must lie in [0, 1]", change->p);
    return TN_OK;
}

/* --- reading again --- */
static bool is_right(const tn__reading *reading, const search *s)
{
    return reading->n_models == 1 && reading->models[0].net &&
           !tn__diagnostics_first(&reading->diagnostics, TN_DIAGNOSTIC_ERROR) &&
           tn__net_matches(reading->models[0].net, s->patcher.net, s->made, s->n_made);
}

/* Whether the edits so far make the changes so far. */
static bool comes_out(search *s)
{
    tn__patcher *p = &s->patcher;
    tn__buf text = TN_BUF_INIT;
    tn__reading reading = TN_READING_INIT;
    tn_read_options options = s->options;
    bool right = false;
    if (tn__edits_order(&p->edits) && !p->edits.failed) {
        tn__edits_apply(&p->edits, 0, p->edits.n, p->tree.text, 0, p->tree.length, &text);
        options.text = tn__buf_text(&text);
        options.text_length = text.length;
        s->status = tn__buf_ok(&text) ? tn__read_model(&reading, s->model, &options, false, s->err) : TN_NO_MEMORY;
        right = s->status == TN_OK && is_right(&reading, s);
    }
    if (p->edits.failed) s->status = TN_NO_MEMORY;
    tn__reading_release(&reading);
    tn__buf_release(&text);
    return right;
}

/* --- one change --- */
static bool same_source(const tn_net *net, int a, int b)
{
    return tn__place_same(net->nodes[a].place, net->nodes[b].place) &&
           tn__place_same(net->modules[net->nodes[a].module].place, net->modules[net->nodes[b].module].place);
}

/* Whether the edits of `other` are those of `change`: the same lines of source stand for both. */
static bool is_twin(const tn_net *net, const tn__patch_change *change, const tn__patch_change *other)
{
    bool kinds = !change->kind == !other->kind &&
                 (!change->kind || (!strcmp(change->kind, other->kind) && change->p == other->p));
    if (!kinds || !change->node != !other->node) return false;
    if (change->node) {
        bool one_module = change->kind && net->nodes[change->node].module == net->nodes[other->node].module;
        return one_module || same_source(net, change->node, other->node);
    }
    return change->value && other->value && same_source(net, change->value, other->value) && !change->user == !other->user &&
           (!change->user || same_source(net, change->user, other->user));
}

static bool has_twin(const search *s, const tn__patch_change *change)
{
    for (int i = 0; i < s->n_made; i++) {
        if (is_twin(s->patcher.net, change, &s->made[i])) return true;
    }
    return false;
}

/* Forgets what a way that did not do has left, edits by their number since they are sorted now. */
static void take_back(tn__patcher *p, size_t n, int names)
{
    size_t kept = 0;
    for (size_t i = 0; i < p->edits.n; i++) {
        if ((size_t)p->edits.items[i].number < n) {
            tn__edit edit = p->edits.items[kept];
            p->edits.items[kept++] = p->edits.items[i];
            p->edits.items[i] = edit;
        }
    }
    tn__edits_cut(&p->edits, n);
    p->n_names = names;
}

/* Neither gives nor has got an attribute. */
static void disinherit(tn__patcher *p, const tn__patch_change *change)
{
    for (int i = 0; i < p->n_heirs; i++) {
        if (p->heirs[i].giver == change) *p->heirs[i].name = '\0';
        if (p->heirs[i].heir == change) p->heirs[i].used = false;
    }
}

/* Nothing that was left lies idle. */
static bool is_settled(const tn__patcher *p)
{
    for (int i = 0; i < p->n_heirs; i++) {
        if (*p->heirs[i].name && !p->heirs[i].used) return false;
    }
    return true;
}

/* Makes the change in the first way from `way` on that comes out right, or, unless `alone`, that the source's form allows. */
static bool make(search *s, const tn__patch_change *change, int way, bool alone)
{
    tn__patcher *p = &s->patcher;
    size_t n = p->edits.n;
    int names = p->n_names;
    s->made[s->n_made++] = *change;
    for (; way < TN_PATCH_WAYS && s->status == TN_OK; way++) {
        if (tn__patch_way(p, change, way) && !p->edits.failed && (!alone || comes_out(s))) return true;
        if (p->edits.failed) s->status = TN_NO_MEMORY;
        take_back(p, n, names);
        disinherit(p, change);
    }
    s->n_made--;
    return false;
}

/* --- all changes --- */
/* Whether another dropout gets the same kind and rate: one constructor or default may do for both. */
static bool has_sibling(const search *s, const tn__patch_change *change)
{
    for (int i = 0; i < s->patcher.n_changes; i++) {
        const tn__patch_change *other = &s->patcher.changes[i];
        bool both = other != change && change->node && change->kind && other->node && other->kind;
        if (both && !strcmp(change->kind, other->kind) && change->p == other->p) return true;
    }
    return false;
}

/* Removals first, so that an added dropout can take over an attribute. */
static bool make_alone(search *s, bool siblings_wait)
{
    bool all = true;
    for (int pass = 0; pass < 2; pass++) {
        for (int i = 0; i < s->patcher.n_changes && s->status == TN_OK; i++) {
            const tn__patch_change *change = &s->patcher.changes[i];
            if ((change->node > 0) != (pass == 0)) continue;
            s->waits[i] = (siblings_wait && has_sibling(s, change)) || !make(s, change, 0, true);
            all = all && !s->waits[i];
        }
    }
    return all;
}

static bool make_together(search *s, int way)
{
    for (int i = 0; i < s->patcher.n_changes && s->status == TN_OK; i++) {
        const tn__patch_change *change = &s->patcher.changes[i];
        if (!s->waits[i]) continue;
        if (has_twin(s, change)) {
            s->made[s->n_made++] = *change;
        } else if (!make(s, change, way, false)) {
            return false;
        }
    }
    return s->status == TN_OK && comes_out(s);
}

static bool try_all(search *s, bool siblings_wait)
{
    tn__patcher *p = &s->patcher;
    take_back(p, 0, 0);
    for (int i = 0; i < p->n_changes; i++) disinherit(p, &p->changes[i]);
    s->n_made = 0;
    if (make_alone(s, siblings_wait)) return is_settled(p);
    size_t n = p->edits.n;
    int names = p->n_names, made = s->n_made;
    for (int way = 0; way < TN_PATCH_WAYS && s->status == TN_OK; way++) {
        if (make_together(s, way)) return is_settled(p);
        take_back(p, n, names);
        for (int i = 0; i < p->n_changes; i++) {
            if (s->waits[i]) disinherit(p, &p->changes[i]);
        }
        s->n_made = made;
    }
    return false;
}

/* The k-th change that is a removal, or an addition; NULL: there are not so many. */
static const tn__patch_change *find_kth(const tn__patcher *p, bool removal, int k)
{
    for (int i = 0; i < p->n_changes; i++) {
        const tn__patch_change *change = &p->changes[i];
        bool is_removal = change->node && !change->kind, is_addition = !change->node;
        if ((removal ? is_removal : is_addition) && k-- == 0) return change;
    }
    return NULL;
}

/* Each removed dropout leaves its attribute to the added one of the same number. */
static void pair_all(tn__patcher *p)
{
    p->n_heirs = 0;
    for (int k = 0; find_kth(p, true, k) && find_kth(p, false, k); k++) {
        p->heirs[p->n_heirs++] = (tn__heir){.heir = find_kth(p, false, k), .giver = find_kth(p, true, k)};
    }
}

/* Only one does, in one of the first few combinations. */
static bool pair_one(tn__patcher *p, int number)
{
    const tn__patch_change *giver = find_kth(p, true, number / MOST_HEIRS), *heir = find_kth(p, false, number % MOST_HEIRS);
    p->n_heirs = giver && heir;
    if (p->n_heirs) p->heirs[0] = (tn__heir){.heir = heir, .giver = giver};
    return p->n_heirs > 0;
}

/* Moved dropouts with their attributes where that can be, else without. */
static bool try_heirs(search *s, bool siblings_wait)
{
    tn__patcher *p = &s->patcher;
    pair_all(p);
    int pairs = p->n_heirs;
    if (pairs && try_all(s, siblings_wait)) return true;
    for (int i = 0; pairs && i < MOST_HEIRS * MOST_HEIRS && s->status == TN_OK; i++) {
        if (pair_one(p, i) && try_all(s, siblings_wait)) return true;
    }
    p->n_heirs = 0;
    return s->status == TN_OK && try_all(s, siblings_wait);
}

/* Dropouts that get the same first at once, then one by one. */
static bool find_edits(search *s)
{
    bool siblings = false;
    for (int i = 0; i < s->patcher.n_changes; i++) siblings = siblings || has_sibling(s, &s->patcher.changes[i]);
    if (siblings && try_heirs(s, true)) return true;
    return s->status == TN_OK && try_heirs(s, false);
}

static tn_status refuse(const search *s, tn_error *err)
{
    const tn_net *net = s->patcher.net;
    const tn__patch_change *change = &s->patcher.changes[0];
    for (int i = s->patcher.n_changes - 1; i >= 0; i--) change = s->waits[i] ? &s->patcher.changes[i] : change;
    int node = change->node ? change->node : change->value;
    int runs = 0;
    for (size_t i = 1; node && i < net->n_nodes; i++) runs += same_source(net, node, (int)i);
    if (runs > 1) {
        tn__fail(err, TN_UNSUPPORTED, "this code runs %d times, so a change of it is not one of a single place", runs);
        tn__help(err, "the same dropout in all %d places can be written, or the code taken apart by hand", runs);
    } else {
        if (change->kind)
            tn__fail(err, TN_UNSUPPORTED, "no small change of the source puts %s exactly there", change->kind);
        else
            tn__fail(err, TN_UNSUPPORTED, "no small change of the source takes this dropout away");
        tn__help(err,
                 "the code has a form that the patch writer does not know, or it runs for other layers too: edit it by hand");
    }
    tn__at_file(err, s->patcher.reading->file);
    tn__at_line(err, net->nodes[node].place.line, net->nodes[node].place.column);
    return TN_UNSUPPORTED;
}

/* --- the whole --- */
static const tn__syntax *class_at(const tn__syntax *statement)
{
    const tn__syntax *one = statement->kind == SYN_DECORATED_DEFINITION ? tn__syntax_child(statement, FIELD_DEFINITION)
                                                                        : statement;
    return one && one->kind == SYN_CLASS_DEFINITION ? one : NULL;
}

/* Whether a class of the file has another one of it as a base. */
static bool inherits_within(const tn__syntax_tree *tree)
{
    for (const tn__syntax *one = tree->root->first; one; one = one->next) {
        const tn__syntax *bases = class_at(one) ? tn__syntax_child(class_at(one), FIELD_SUPERCLASSES) : NULL;
        for (const tn__syntax *base = bases ? bases->first : NULL; base; base = base->next) {
            for (const tn__syntax *other = tree->root->first; other; other = other->next) {
                const tn__syntax *name = class_at(other) ? tn__syntax_child(class_at(other), FIELD_NAME) : NULL;
                bool same = name && name->end - name->start == base->end - base->start &&
                            !memcmp(tree->text + name->start, tree->text + base->start, name->end - name->start);
                if (same) return true;
            }
        }
    }
    return false;
}

static tn_status open_model(search *s, tn__reading *reading, tn__diagnostics *unsaid)
{
    tn_status status = TN_OK;
    TN_TRY(tn__read_model(reading, s->model, &s->options, false, s->err));
    const tn__diagnostic *fault = tn__diagnostics_first(&reading->diagnostics, TN_DIAGNOSTIC_ERROR);
    if (fault) TN_TRY(tn__diagnostic_fail(fault, reading->file, s->err));
    if (reading->n_models != 1 || !reading->models[0].net) {
        TN_TRY(tn__fail(s->err, TN_UNSUPPORTED, "%s: the model is not understood, so no patch can be written", reading->file));
    }
    s->patcher.reading = reading;
    s->patcher.net = reading->models[0].net;
    for (int i = 0; i < s->patcher.n_changes; i++) TN_TRY(check_change(s->patcher.net, &s->patcher.changes[i], s->err));
    TN_TRY(tn__syntax_parse(&s->patcher.tree, reading->text, reading->length, unsaid, s->err));
    s->patcher.names_wide = inherits_within(&s->patcher.tree);
done:
    return status;
}

static tn_status write_diff(const search *s, tn__buf *diff, tn__buf *source)
{
    tn_status status = TN_OK;
    tn__file_view view = {0};
    const tn__reading *reading = s->patcher.reading;
    if (s->options.text) {
        view = (tn__file_view){(const uint8_t *)s->options.text, s->options.text_length, false};
    } else {
        TN_TRY(tn__file_open(&view, reading->file, TN_SOURCE_MAX_BYTES + 1, s->err));
    }
    TN_TRY(tn__patch_diff(diff, source, reading->file, (const char *)view.data, view.size, reading->text, reading->length,
                          &s->patcher.edits, s->err));
done:
    if (!s->options.text) tn__file_close(&view);
    return status;
}

tn_status tn__patch_write(char **diff, char **source, size_t *length, const char *model, const tn_read_options *options,
                          const tn__patch_change *changes, int n, tn_error *err)
{
    tn_status status = TN_OK;
    tn__reading reading = TN_READING_INIT;
    tn__diagnostics unsaid = TN_DIAGNOSTICS_INIT;
    tn__buf diff_text = TN_BUF_INIT, source_text = TN_BUF_INIT;
    search *s = tn__alloc(1, sizeof(*s));
    if (!s) return tn__no_memory(err, sizeof(*s));
    s->model = model;
    s->err = err;
    s->options = options ? *options : (tn_read_options){0};
    s->patcher.changes = changes;
    s->patcher.n_changes = n;
    s->made = tn__alloc((size_t)n + 1, sizeof(*s->made));
    s->waits = tn__alloc((size_t)n + 1, sizeof(*s->waits));
    s->patcher.heirs = tn__alloc((size_t)n + 1, sizeof(*s->patcher.heirs));
    if (!s->made || !s->waits || !s->patcher.heirs) TN_TRY(tn__no_memory(err, sizeof(*s->made)));
    TN_TRY(open_model(s, &reading, &unsaid));
    if (!find_edits(s))
        TN_TRY(s->status == TN_OK ? refuse(s, err) : s->status == TN_NO_MEMORY ? tn__no_memory(err, reading.length) : s->status);
    TN_TRY(write_diff(s, &diff_text, &source_text));
    size_t source_length = source_text.length;
    *diff = tn__buf_take(&diff_text);
    if (!*diff) TN_TRY(tn__no_memory(err, source_length));
    if (source) *source = tn__buf_take(&source_text);
    if (source && !*source) {
        tn__free(*diff);
        TN_TRY(tn__no_memory(err, source_length));
    }
    if (length) *length = source_length;
done:
    tn__buf_release(&diff_text);
    tn__buf_release(&source_text);
    tn__edits_release(&s->patcher.edits);
    tn__syntax_release(&s->patcher.tree);
    tn__reading_release(&reading);
    tn__diagnostics_release(&unsaid);
    tn__free(s->made);
    tn__free(s->waits);
    tn__free(s->patcher.heirs);
    tn__free(s);
    return status;
}
