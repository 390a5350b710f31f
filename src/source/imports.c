/* import statements: torch and its parts by dotted name; other modules are unknown, but for a few
 * that models use. */
#include "source/pyevaluator.h"

#include <string.h>

typedef tn__evaluator evaluator;

/* Modules whose names are known to the evaluator by their dotted path. */
static bool is_known_module(const char *dotted)
{
    static const char *const roots[] = {"torch",  "math",      "collections", "dataclasses",
                                        "typing", "functools", "torchvision", "itertools",
                                        "abc",    "copy"};
    size_t length = strcspn(dotted, ".");
    for (size_t i = 0; i < sizeof(roots) / sizeof(roots[0]); i++) {
        if (strlen(roots[i]) == length && !strncmp(roots[i], dotted, length)) {
            return true;
        }
    }
    return false;
}

static tn__py module_value(evaluator *ev, const char *dotted, const tn__syntax *node)
{
    if (is_known_module(dotted)) {
        return tn__or_memory(ev, node, tn__py_of_torch(&ev->arena, dotted));
    }
    return tn__unknown(ev, node, "'%s' comes from a module that thinnet does not read", dotted);
}

static void import_name(evaluator *ev, tn__scope *scope, const char *prefix, const tn__syntax *name)
{
    const tn__syntax *dotted = name->kind == SYN_ALIASED_IMPORT ? tn__syntax_child(name, FIELD_NAME)
                                                                : name;
    const tn__syntax *alias = name->kind == SYN_ALIASED_IMPORT ? tn__syntax_child(name, FIELD_ALIAS)
                                                               : NULL;
    if (!dotted) {
        return;
    }
    const char *path = tn__span_text(ev, dotted);
    if (prefix) {
        const char *full = tn__format(ev, "%s.%s", prefix, path);
        tn__bind(ev, scope, alias ? tn__span_text(ev, alias) : path, module_value(ev, full, name));
        return;
    }
    if (alias) {
        tn__bind(ev, scope, tn__span_text(ev, alias), module_value(ev, path, name));
        return;
    }
    const char *first = tn__format(
        ev, "%.*s", (int)(strcspn(path, ".") > 200 ? 200 : strcspn(path, ".")), path);
    tn__bind(ev, scope, first, module_value(ev, first, name));
}

void tn__import(evaluator *ev, tn__scope *scope, const tn__syntax *node)
{
    const tn__syntax *module = tn__syntax_child(node, FIELD_MODULE_NAME);
    const char *prefix = module ? tn__span_text(ev, module) : NULL;
    if (node->kind == SYN_FUTURE_IMPORT_STATEMENT) {
        return;
    }
    for (const tn__syntax *one = node->first; one; one = one->next) {
        if (one->kind == SYN_WILDCARD_IMPORT) {
            /* Whatever a name is, it may come from there. */
            tn__bind(ev, scope, "*", tn__unknown(ev, one, "names imported with * are unknown"));
        } else if (one->field == FIELD_NAME) {
            import_name(ev, scope, prefix, one);
        }
    }
}
