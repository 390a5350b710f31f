/* A module that is called has no forward; or has one under a name that is misspelt, or outside the class. */
#include <string.h>

#include "check/code.h"
#include "source/torch.h"

static void say(tn__rule_run *run, const tn__diagnostic *diagnostic)
{
    tn__find_diagnostic(run, diagnostic);
}

static bool takes_input(const tn__code *code, const tn__syntax *function)
{
    const tn__syntax *parameters = tn__syntax_child(function, FIELD_PARAMETERS);
    return parameters && parameters->first && parameters->first->next && tn__code_is(code, parameters->first, "self");
}

/* "foward", "farward", "Forward"; "forward_once" and "_forward" are names of their own. */
static bool is_misspelt(const tn__code *code, const tn__syntax *name)
{
    char text[16];
    size_t n = name->end - name->start;
    if (n >= sizeof text) {
        return false;
    }
    memcpy(text, code->text + name->start, n);
    text[n] = '\0';
    return !strstr(text, "forward") && tn__name_distance(text, "forward") <= 2;
}

static bool is_forward(const tn__code *code, const tn__syntax *name)
{
    return tn__code_is(code, name, "forward");
}

/* The first function of a block that is written as a method with such a name; NULL: none. */
static const tn__syntax *method_in(const tn__code *code, const tn__syntax *block,
                                   bool (*is_meant)(const tn__code *code, const tn__syntax *name))
{
    for (const tn__syntax *one = block ? block->first : NULL; one; one = one->next) {
        const tn__syntax *name = one->kind == SYN_FUNCTION_DEFINITION ? tn__syntax_child(one, FIELD_NAME) : NULL;
        if (name && is_meant(code, name) && takes_input(code, one)) {
            return name;
        }
    }
    return NULL;
}

/* Where anything sets `x.forward`, or hands the function on, it is a forward after all. */
static bool is_set_elsewhere(const tn__code *code)
{
    static const char *const words[] = {".forward =", ".forward=", "\"forward\"", "'forward'", "(forward", ", forward"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        if (strstr(code->text, words[i])) {
            return true;
        }
    }
    return false;
}

/* Its own, or that of a class of this file that it extends. */
static bool has_forward(const tn__code *code, const tn__syntax *class_, int depth)
{
    const tn__syntax *bases = tn__syntax_child(class_, FIELD_SUPERCLASSES);
    bool found = tn__code_method(code, class_, "forward") || tn__code_mentions(code, class_, "forward =");
    for (const tn__syntax *base = bases ? bases->first : NULL; base && !found && depth < 20; base = base->next) {
        const tn__syntax *own = base->kind == SYN_IDENTIFIER
                                    ? tn__code_find_class(code, code->text + base->start, base->end - base->start)
                                    : NULL;
        found = own && own != class_ && has_forward(code, own, depth + 1);
    }
    return found;
}

static bool look(void *context, const tn__code *code, const tn__spot *spot)
{
    tn__rule_run *run = context;
    bool closed = false;
    const tn__syntax *name = tn__syntax_child(spot->node, FIELD_NAME);
    if (!name || !tn__code_is_module(code, spot->node, &closed) || !closed || has_forward(code, spot->node, 0)) {
        return true;
    }
    const tn__syntax *method = method_in(code, tn__syntax_child(spot->node, FIELD_BODY), is_misspelt);
    const tn__syntax *outside = method ? NULL : method_in(code, code->root, is_forward);
    if (!method && !outside) {
        return true;
    }
    tn_finding *one = tn__find(run, tn__syntax_place(name), "%.*s has no forward, which PyTorch calls",
                               (int)(name->end - name->start), code->text + name->start);
    if (method) {
        tn__finding_note(one, tn__syntax_place(method), "is this it?");
        tn__finding_help(one, "call it forward");
        tn__finding_fix(one, false, "call it forward");
        tn__finding_edit(one, tn__syntax_place(method), "forward");
    } else {
        tn__finding_note(one, tn__syntax_place(outside), "this one is no method of it");
        tn__finding_help(one, "indent it as the other methods");
    }
    return true;
}

static void check(tn__rule_run *run, const tn__code *code)
{
    /* Where such a module is called, that has been told; and what is no Python tells nothing. */
    const tn__diagnostics *said = &run->report->reading.diagnostics;
    if (!tn__diagnostics_have(said, TN_DIAG_NO_FORWARD) && !tn__diagnostics_have(said, TN_DIAG_SYNTAX) &&
        !is_set_elsewhere(code)) {
        tn__code_walk(code, NULL, SYN_CLASS_DEFINITION, look, run);
    }
}

const tn__rule_body tn__rule_no_forward = {.on_diagnostic = say, .on_code = check};
