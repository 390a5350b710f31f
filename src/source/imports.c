/* import statements: torch and its parts by dotted name; other files of the package are read, each name when it is first used;
 * what is found nowhere is unknown. */
#include "source/pyevaluator.h"

#include <string.h>

typedef tn__evaluator evaluator;

/* Modules whose names are known to the evaluator by their dotted path. */
static bool is_known_module(const char *dotted)
{
    static const char *const roots[] = {
        "torch", "math", "collections", "dataclasses", "typing", "functools", "torchvision",       "itertools", "abc",
        "copy",  "enum", "warnings",    "logging",     "os",     "sys",       "typing_extensions", "einops"};
    size_t length = strcspn(dotted, ".");
    for (size_t i = 0; i < sizeof(roots) / sizeof(roots[0]); i++) {
        if (strlen(roots[i]) == length && !strncmp(roots[i], dotted, length)) {
            return true;
        }
    }
    return false;
}

/* --- modules --- */
static tn__py_module *get_module(evaluator *ev, const tn__source_file *file)
{
    for (tn__py_module *one = ev->modules; one; one = one->next) {
        if (one->file == file) {
            return one;
        }
    }
    tn__py_module *module = tn__arena_alloc(&ev->arena, 1, sizeof(*module));
    bool *done = tn__arena_alloc(&ev->arena, file->n_names + 1, sizeof(*done));
    tn__scope *scope = tn__new_scope(ev, NULL);
    if (!module || !done || !scope) {
        tn__out_of_memory(ev, NULL);
        return NULL;
    }
    *module = (tn__py_module){.file = file, .scope = scope, .done = done, .next = ev->modules};
    scope->module = module;
    ev->modules = module;
    tn__bind(ev, scope, "__name__", tn__text(ev, "module"));
    return module;
}

/* One statement of an imported file, away from whatever is running now; what it raises is no fault of the file that is read. */
static void run_statement(evaluator *ev, tn__py_module *module, const tn__syntax *statement)
{
    int handlers = ev->handlers, guards = ev->training_guards;
    bool raising = ev->raising, in_forward = ev->in_forward;
    tn__py returned = ev->returned;
    ev->handlers = 1;
    ev->training_guards = 0;
    ev->raising = ev->in_forward = false;
    ev->depth++;
    tn__exec_one(ev, module->scope, statement);
    ev->depth--;
    ev->handlers = handlers;
    ev->training_guards = guards;
    ev->raising = raising;
    ev->in_forward = in_forward;
    ev->returned = returned;
}

static const tn__source_file *find_file(evaluator *ev, const char *from, int up, const char *dotted)
{
    const tn__source_file *file = ev->sources ? tn__sources_find(ev->sources, from, up, dotted) : NULL;
    if (ev->sources && ev->sources->no_memory) {
        ev->stopped = ev->stopped ? ev->stopped : STOP_NO_MEMORY;
    }
    return file;
}

static tn__py bound_name(evaluator *ev, tn__py_module *module, const char *text, size_t length)
{
    tn__py *found = tn__dict_get_hashed(module->scope->names, text, length, tn__hash_text(text, length));
    if (!found || found->type != PY_LAZY) {
        return found ? *found : PY_VALUE_ABSENT;
    }
    tn__py value = tn__imported(ev, *found);
    if (value.type != PY_ABSENT && value.type != PY_UNKNOWN) {
        tn__bind(ev, module->scope, tn__format(ev, "%.*s", (int)length, text), value);
    }
    return value;
}

tn__py tn__module_name(evaluator *ev, tn__py_module *module, const char *text, size_t length)
{
    size_t n;
    tn__py value = bound_name(ev, module, text, length);
    const tn__source_name *names = value.type == PY_ABSENT ? tn__source_names(module->file, text, length, &n) : NULL;
    if (names) {
        for (size_t i = 0; i < n && !ev->stopped; i++) {
            bool *done = &module->done[&names[i] - module->file->names];
            if (!*done) {
                *done = true;
                run_statement(ev, module, names[i].statement);
            }
        }
        value = bound_name(ev, module, text, length);
    }
    ev->depth++;
    for (size_t i = module->file->n_stars; i-- > 0 && value.type == PY_ABSENT && tn__step(ev, NULL);) {
        tn__py other = tn__imported(ev, tn__lazy_module(ev, module->scope, module->file->stars[i]));
        if (other.type == PY_MODULE && other.as.module != module && !other.as.module->searched) {
            module->searched = true;
            value = tn__module_name(ev, other.as.module, text, length);
            module->searched = false;
        }
    }
    ev->depth--;
    return value;
}

tn__py tn__module_attribute(evaluator *ev, tn__py_module *module, const char *name, const tn__syntax *node, bool may_lack)
{
    tn__py value = tn__module_name(ev, module, name, strlen(name));
    const char *path = module->file->path;
    size_t n = strlen(path);
    bool package = n > 12 && !strcmp(path + n - 12, "/__init__.py");
    if (value.type == PY_ABSENT && package) {
        const tn__source_file *file = find_file(ev, path, 0, name);
        tn__py_module *part = file ? get_module(ev, file) : NULL;
        if (part) {
            return (tn__py){.type = PY_MODULE, .as.module = part};
        }
    }
    if (value.type == PY_ABSENT && !may_lack) {
        return tn__unknown(ev, node, "thinnet does not find '%s' in the imported %s", name, strrchr(path, '/') + 1);
    }
    return value;
}

/* --- imported names --- */
static tn__py find_import(evaluator *ev, const tn__py_lazy *lazy)
{
    const tn__source_file *file = find_file(ev, lazy->from, lazy->up, lazy->dotted);
    tn__py_module *module = file ? get_module(ev, file) : NULL;
    tn__py value = PY_VALUE_ABSENT;
    if (!lazy->name) {
        return module ? (tn__py){.type = PY_MODULE, .as.module = module} : PY_VALUE_ABSENT;
    }
    if (module) {
        value = tn__module_name(ev, module, lazy->name, strlen(lazy->name));
    }
    if (value.type == PY_ABSENT) {
        file = find_file(ev, lazy->from, lazy->up, tn__format(ev, "%s%s%s", lazy->dotted, *lazy->dotted ? "." : "", lazy->name));
        module = file ? get_module(ev, file) : NULL;
        value = module ? (tn__py){.type = PY_MODULE, .as.module = module} : PY_VALUE_ABSENT;
    }
    return value;
}

tn__py tn__imported(evaluator *ev, tn__py value)
{
    if (value.type != PY_LAZY) {
        return value;
    }
    tn__py_lazy *lazy = value.as.lazy;
    const char *full = tn__format(ev, "%s%s%s", lazy->dotted, *lazy->dotted && lazy->name ? "." : "",
                                  lazy->name ? lazy->name : "");
    if (lazy->busy || !tn__step(ev, NULL)) {
        return tn__unknown(ev, lazy->node, "'%s' is imported in a circle", full);
    }
    lazy->busy = true;
    ev->depth++;
    tn__py found = find_import(ev, lazy);
    ev->depth--;
    lazy->busy = false;
    return found.type == PY_ABSENT ? tn__unknown(ev, lazy->node, "'%s' comes from a module that thinnet does not read", full)
                                   : found;
}

static const char *file_of(const tn__scope *scope)
{
    while (scope->outer) {
        scope = scope->outer;
    }
    return scope->module ? scope->module->file->path : NULL;
}

static tn__py new_lazy(evaluator *ev, tn__scope *scope, const char *module, const char *name, const tn__syntax *node)
{
    size_t dots = strspn(module, ".");
    const char *full = tn__format(ev, "%s%s%s", module, name ? "." : "", name ? name : "");
    if (!dots && is_known_module(module)) {
        return tn__or_memory(ev, node, tn__py_of_torch(&ev->arena, full));
    }
    tn__py_lazy *lazy = tn__arena_alloc(&ev->arena, 1, sizeof(*lazy));
    if (!lazy) {
        return tn__out_of_memory(ev, node);
    }
    *lazy = (tn__py_lazy){.from = file_of(scope), .up = (int)dots - 1, .dotted = module + dots, .name = name, .node = node};
    return (tn__py){.type = PY_LAZY, .as.lazy = lazy};
}

tn__py tn__lazy_module(evaluator *ev, tn__scope *scope, const tn__syntax *node)
{
    const tn__syntax *module = tn__syntax_child(node, FIELD_MODULE_NAME);
    return module ? new_lazy(ev, scope, tn__span_text(ev, module), NULL, node) : PY_VALUE_ABSENT;
}

/* --- statements --- */
static void import_name(evaluator *ev, tn__scope *scope, const char *prefix, const tn__syntax *name)
{
    const tn__syntax *dotted = name->kind == SYN_ALIASED_IMPORT ? tn__syntax_child(name, FIELD_NAME) : name;
    const tn__syntax *alias = name->kind == SYN_ALIASED_IMPORT ? tn__syntax_child(name, FIELD_ALIAS) : NULL;
    if (!dotted) {
        return;
    }
    const char *path = tn__span_text(ev, dotted);
    if (prefix) {
        tn__bind(ev, scope, alias ? tn__span_text(ev, alias) : path, new_lazy(ev, scope, prefix, path, name));
        return;
    }
    if (alias) {
        tn__bind(ev, scope, tn__span_text(ev, alias), new_lazy(ev, scope, path, NULL, name));
        return;
    }
    const char *first = tn__format(ev, "%.*s", (int)(strcspn(path, ".") > 200 ? 200 : strcspn(path, ".")), path);
    tn__bind(ev, scope, first, new_lazy(ev, scope, first, NULL, name));
}

/* Whatever a name is, it may come from there; the names of a file that is found are looked for in it. */
static void import_all(evaluator *ev, tn__scope *scope, const tn__syntax *node, const tn__syntax *star)
{
    tn__py module = tn__imported(ev, tn__lazy_module(ev, scope, node));
    if (module.type == PY_MODULE && scope == ev->globals && tn__py_append(&ev->arena, &ev->stars, module)) {
        ev->stars_of_branches = ev->stars_of_branches || ev->undecided > 0;
        return;
    }
    if (!scope->module) {
        tn__bind(ev, scope, "*", tn__unknown(ev, star, "names imported with * are unknown"));
    }
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
            import_all(ev, scope, node, one);
        } else if (one->field == FIELD_NAME) {
            import_name(ev, scope, prefix, one);
        }
    }
}
