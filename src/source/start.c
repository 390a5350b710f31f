#include "source/start.h"

#include "base/mem.h"
#include "source/script.h"
#include "source/torch.h"
#include "source/variables.h"

typedef tn__evaluator evaluator;
typedef tn__syntax syntax;

/* --- moments --- */
#define MOST_KEPT ((size_t)32 << 20) /* bytes of a moment's memory; most have less than one million */

static tn_status keep(tn__moment *moment, const evaluator *ev, tn_error *err)
{
    moment->is_kept = ev->arena.total <= MOST_KEPT;
    if (!moment->is_kept) {
        return TN_OK;
    }
    moment->ev = *ev;
    return tn__arena_keep(&moment->memory, &ev->arena) && tn__diagnostics_copy(&moment->said, ev->diagnostics)
               ? TN_OK
               : tn__no_memory(err, ev->arena.total);
}

static tn_status go_back(const tn__moment *moment, evaluator *ev, tn__diagnostics *diagnostics, tn_error *err)
{
    tn__arena now = ev->arena;
    tn__arena_return(&now, &moment->memory);
    *ev = moment->ev;
    ev->arena = now;
    ev->diagnostics = diagnostics;
    return tn__diagnostics_copy(diagnostics, &moment->said) ? TN_OK : tn__no_memory(err, sizeof(tn__diagnostic));
}

static void release(tn__moment *moment)
{
    tn__arena_copy_release(&moment->memory);
    tn__diagnostics_release(&moment->said);
}

/* --- the call's arguments --- */
/* The arguments stand in another text: what is wrong in them is said of the whole file, what is wrong with them at `place`. */
static bool read_call(evaluator *ev, const tn__syntax_tree *call, const syntax *place, tn__py_args *out)
{
    const syntax *expression = call && call->root && call->root->first ? call->root->first->first : NULL;
    const syntax *list = expression && expression->kind == SYN_CALL ? tn__syntax_child(expression, FIELD_ARGUMENTS) : NULL;
    const tn__syntax_tree *file = ev->tree;
    ev->tree = call ? call : file;
    bool done = tn__eval_arguments(ev, ev->globals, list, out);
    ev->tree = file;
    ev->last = place;
    for (size_t i = 0; i < out->n; i++) {
        out->items[i].node = place;
        if (out->items[i].value.type == PY_ELLIPSIS) {
            out->items[i].value = tn__unknown_argument(ev, out->items[i].name, place);
        }
    }
    return done;
}

/* --- the starts --- */
static tn__py_object *find_variable(const evaluator *ev, const syntax *name)
{
    const tn__variable *one = ev->variables;
    while (one && one->name != name) {
        one = one->next;
    }
    return one ? one->object : NULL;
}

/* def resnet18(): return ResNet(...) */
static tn__py made_by(evaluator *ev, tn__py_function *function, const tn__py_args *args, const syntax *name)
{
    tn__py made = tn__call_function(ev, function, PY_VALUE_ABSENT, args, name);
    if (made.type == PY_UNKNOWN) {
        return tn__report_unknown(ev, made);
    }
    if (!ev->stopped && !ev->raising && !tn__is_module(made)) {
        tn__error_at(ev, TN_DIAG_MODEL, name, "%s() gives a %s, not an nn.Module", function->name, tn__py_type_name(made));
        return tn__reported(ev, name);
    }
    return made;
}

static tn__py_object *construct(evaluator *ev, const tn__run_request *request)
{
    if (request->variable) {
        return find_variable(ev, request->variable);
    }
    tn__py *found = tn__dict_get_text(ev->globals->names, request->class_name);
    if (!found || (found->type != PY_CLASS && found->type != PY_FUNCTION)) {
        return NULL;
    }
    bool is_class = found->type == PY_CLASS;
    const syntax *name = tn__syntax_child(is_class ? found->as.class_->node : found->as.function->node, FIELD_NAME);
    tn__py_args args = {0};
    if (!read_call(ev, request->call, name, &args)) {
        return NULL;
    }
    tn__py root = is_class ? tn__instantiate(ev, found->as.class_, &args, name) : made_by(ev, found->as.function, &args, name);
    return ev->stopped || ev->raising || root.type != PY_OBJECT ? NULL : root.as.object;
}

static tn_status start_file(tn__start *start, const tn__run_request *request, tn__diagnostics *diagnostics, tn_error *err)
{
    if (start->file.is_kept) {
        return go_back(&start->file, start->ev, diagnostics, err);
    }
    tn__free_evaluator(start->ev);
    evaluator *ev = start->ev = tn__new_evaluator(request->tree, request->sources, diagnostics);
    if (!ev) {
        return tn__no_memory(err, sizeof(*ev));
    }
    ev->follows = request->want_part;
    ev->forgives = ev->guesses = request->forgives;
    ev->runs_script = request->variable != NULL;
    tn__run_file(ev);
    tn_status status = tn__evaluator_status(ev, err);
    return status == TN_OK ? keep(&start->file, ev, err) : status;
}

tn_status tn__start_class(tn__start *start, const tn__run_request *request, tn__diagnostics *diagnostics, tn_error *err)
{
    if (start->made.is_kept && start->class_name == request->class_name && start->call == request->call) {
        return go_back(&start->made, start->ev, diagnostics, err);
    }
    tn_status status = start_file(start, request, diagnostics, err);
    if (status != TN_OK) {
        return status;
    }
    if (request->without_script) {
        tn__diagnostics_release(diagnostics);
    }
    evaluator *ev = start->ev;
    ev->by_defaults = !request->call && !request->variable;
    tn__py_object *root = ev->stopped ? NULL : construct(ev, request);
    start->root = root && root->form != FORM_PLAIN ? root : NULL;
    status = tn__evaluator_status(ev, err);
    if (status == TN_OK) {
        status = keep(&start->made, ev, err);
    }
    start->class_name = request->class_name;
    start->call = request->call;
    return status;
}

void tn__start_leave(tn__start *start)
{
    if (start->made.is_kept) {
        tn__arena_leave(&start->ev->arena, &start->made.memory);
    } else {
        tn__start_release(start);
    }
}

void tn__start_release(tn__start *start)
{
    tn__free_evaluator(start->ev);
    release(&start->file);
    release(&start->made);
    *start = (tn__start){0};
}
