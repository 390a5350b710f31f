#include "source/own_kinds.h"

#include <string.h>

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/* The next byte that is neither blank nor in a comment; `end` where there is none. */
static const char *skip(const char *at, const char *end)
{
    while (at < end && (is_blank(*at) || *at == '#')) {
        const char *line = *at == '#' ? memchr(at, '\n', (size_t)(end - at)) : NULL;
        at = *at != '#' ? at + 1 : line ? line : end;
    }
    return at;
}

/* Blanks do not count: neither side has blocks within the function, so none of them means anything. */
static bool says(const tn__syntax *node, const char *wanted)
{
    const char *a = tn__syntax_text(node), *a_end = a + (node->end - node->start), *b = wanted, *b_end = b + strlen(b);
    for (a = skip(a, a_end), b = skip(b, b_end); a < a_end && b < b_end && *a == *b; a = skip(a, a_end), b = skip(b, b_end)) {
        a++, b++;
    }
    return a == a_end && b == b_end;
}

static bool is_docstring(const tn__syntax *statement)
{
    return statement->kind == SYN_EXPRESSION_STATEMENT && statement->first && statement->first->kind == SYN_STRING &&
           !statement->first->next;
}

/* nn.Dropout, Dropout or torch.nn.Dropout, and nothing beside it. */
static bool has_base(const tn__syntax *definition)
{
    const tn__syntax *bases = tn__syntax_child(definition, FIELD_SUPERCLASSES), *base = bases ? bases->first : NULL;
    if (!base || base->next) {
        return false;
    }
    const tn__syntax *name = base->kind == SYN_ATTRIBUTE ? tn__syntax_child(base, FIELD_ATTRIBUTE) : base;
    return name && says(name, "Dropout");
}

const tn__layer_kind *tn__own_kind_of(const tn__syntax *definition)
{
    char text[40];
    const tn__syntax *name = tn__syntax_child(definition, FIELD_NAME), *body = tn__syntax_child(definition, FIELD_BODY);
    if (!name || !body || name->end - name->start >= sizeof(text)) {
        return NULL;
    }
    memcpy(text, tn__syntax_text(name), name->end - name->start);
    text[name->end - name->start] = '\0';
    const tn__layer_kind *kind = tn__layer_find_class(text);
    if (!kind || !kind->dropout || !kind->dropout->torch_forward || !has_base(definition)) {
        return NULL;
    }
    const tn__syntax *one = body->first;
    if (one && is_docstring(one)) {
        one = one->next;
    }
    return one && !one->next && says(one, kind->dropout->torch_forward) ? kind : NULL;
}

void tn__own_kind_print(const tn__layer_kind *kind, const char *base, const char *indent, tn__buf *buf)
{
    tn__buf_printf(buf, "class %s(%s):\n%s\"\"\"%s\"\"\"\n\n", kind->torch_class, base, indent, kind->dropout->torch_note);
    for (const char *line = kind->dropout->torch_forward, *end; *line; line = end + 1) {
        end = strchr(line, '\n');
        tn__buf_puts(buf, indent);
        for (; *line == ' '; line += 4) {
            tn__buf_puts(buf, indent); /* the kind's text has four blanks a level */
        }
        tn__buf_add(buf, line, (size_t)(end - line) + 1);
    }
}
