#include "python/diagnostic.h"

#include <string.h>
#include "base/mem.h"
#include "base/utf8.h"

static const struct {
    const char *name;
    tn__diagnostic_level level;
    const char *meaning;
} kinds[TN_DIAG_COUNT] = {
#define DIAGNOSTIC(name, level, text) {#name, TN_DIAGNOSTIC_##level, text},
#include "python/diagnostics.def"
#undef DIAGNOSTIC
};

const char *tn__diagnostic_name(tn__diagnostic_kind kind)
{
    return kinds[kind].name;
}

tn__diagnostic_level tn__diagnostic_level_of(tn__diagnostic_kind kind)
{
    return kinds[kind].level;
}

const char *tn__diagnostic_meaning(tn__diagnostic_kind kind)
{
    return kinds[kind].meaning;
}

static bool is_repeated(const tn__diagnostics *list, tn__diagnostic_kind kind, const tn__place *place, const char *message)
{
    for (size_t i = 0; i < list->n; i++) {
        const tn__diagnostic *other = &list->items[i];
        if (other->kind == kind && tn__place_same(other->place, *place) && strcmp(other->message, message) == 0) {
            return true;
        }
    }
    return false;
}

/* Control characters become spaces. */
static void write_text(char *out, size_t size, const char *format, va_list arguments)
{
    tn__utf8_vprint(out, size, format, arguments);
    for (char *c = out; *c; c++) {
        if ((unsigned char)*c < ' ' || *c == 127) {
            *c = ' ';
        }
    }
}

tn__diagnostic *tn__diagnose(tn__diagnostics *list, tn__diagnostic_kind kind, tn__place place, const char *format, ...)
{
    if (tn__place_is_elsewhere(place)) {
        tn__diagnostic_level level = kinds[kind].level;
        if (level != TN_DIAGNOSTIC_ERROR && kind != TN_DIAG_UNKNOWN && kind != TN_DIAG_UNDECIDED) {
            return NULL; /* that file says it itself */
        }
        kind = level == TN_DIAGNOSTIC_ERROR && kind != TN_DIAG_LIMIT ? TN_DIAG_UNKNOWN : kind;
        place = list->here;
    }
    if (list->n >= TN_DIAG_MAX) {
        list->n_dropped++;
        return NULL;
    }
    char message[sizeof(list->items->message)];
    va_list arguments;
    va_start(arguments, format);
    write_text(message, sizeof(message), format, arguments);
    va_end(arguments);
    if (is_repeated(list, kind, &place, message)) {
        return NULL;
    }
    if (!tn__grow((void **)&list->items, &list->capacity, list->n, sizeof(*list->items))) {
        list->no_memory = true;
        return NULL;
    }
    tn__diagnostic *one = &list->items[list->n++];
    *one = (tn__diagnostic){.kind = kind, .level = kinds[kind].level, .place = place};
    strcpy(one->message, message);
    return one;
}

void tn__diagnostic_label_set(tn__diagnostic *diagnostic, const char *format, ...)
{
    if (!diagnostic) {
        return;
    }
    va_list arguments;
    va_start(arguments, format);
    write_text(diagnostic->label, sizeof(diagnostic->label), format, arguments);
    va_end(arguments);
}

void tn__diagnostic_written(tn__diagnostic *diagnostic)
{
    if (diagnostic) {
        diagnostic->is_written = true;
    }
}

void tn__diagnostic_note(tn__diagnostic *diagnostic, tn__place place, const char *format, ...)
{
    if (!diagnostic || diagnostic->n_notes == TN_DIAG_LABELS) {
        return;
    }
    tn__diagnostic_label *note = &diagnostic->notes[diagnostic->n_notes++];
    note->place = place;
    va_list arguments;
    va_start(arguments, format);
    write_text(note->text, sizeof(note->text), format, arguments);
    va_end(arguments);
}

void tn__diagnostic_help(tn__diagnostic *diagnostic, const char *format, ...)
{
    if (!diagnostic || diagnostic->n_helps == TN_DIAG_LABELS) {
        return;
    }
    va_list arguments;
    va_start(arguments, format);
    write_text(diagnostic->help[diagnostic->n_helps++], TN_DIAG_TEXT, format, arguments);
    va_end(arguments);
}

void tn__diagnostic_edit(tn__diagnostic *diagnostic, const char *fix, tn__place place, const char *replacement)
{
    if (!diagnostic || place.line < 1 || strlen(fix) >= sizeof diagnostic->fix ||
        strlen(replacement) >= sizeof diagnostic->replacement) {
        return;
    }
    memcpy(diagnostic->fix, fix, strlen(fix) + 1);
    memcpy(diagnostic->replacement, replacement, strlen(replacement) + 1);
    diagnostic->edit = place;
}

bool tn__diagnostics_append(tn__diagnostics *to, const tn__diagnostics *from)
{
    for (size_t i = 0; i < from->n; i++) {
        tn__diagnostic *copy = tn__diagnose(to, from->items[i].kind, from->items[i].place, "%s", from->items[i].message);
        if (copy) {
            *copy = from->items[i];
        }
    }
    to->n_dropped += from->n_dropped;
    return !to->no_memory;
}

const tn__diagnostic *tn__diagnostics_first(const tn__diagnostics *list, tn__diagnostic_level level)
{
    for (size_t i = 0; i < list->n; i++) {
        if (list->items[i].level == level) {
            return &list->items[i];
        }
    }
    return NULL;
}

bool tn__diagnostics_have(const tn__diagnostics *list, tn__diagnostic_kind kind)
{
    for (size_t i = 0; i < list->n; i++) {
        if (list->items[i].kind == kind) {
            return true;
        }
    }
    return false;
}

bool tn__diagnostics_copy(tn__diagnostics *to, const tn__diagnostics *from)
{
    tn__diagnostic *items = from->n ? tn__alloc_unset(from->n, sizeof(*items)) : NULL;
    if (from->n && !items) {
        to->no_memory = true;
        return false;
    }
    if (items) {
        memcpy(items, from->items, from->n * sizeof(*items));
    }
    tn__free(to->items);
    *to = *from;
    to->items = items;
    to->capacity = from->n;
    return true;
}

void tn__diagnostics_release(tn__diagnostics *list)
{
    tn__free(list->items);
    *list = (tn__diagnostics){0};
}
