/* A reading as a net or one error: what tn_net_read is. */
#include <stdio.h>

#include "source/read.h"

static tn_status status_of(tn__diagnostic_kind kind)
{
    switch (kind) {
    case TN_DIAG_SHAPE:
    case TN_DIAG_BATCH_FOLDED: return TN_BAD_SHAPE;
    case TN_DIAG_UNKNOWN:
    case TN_DIAG_UNDECIDED: return TN_UNSUPPORTED;
    case TN_DIAG_MODEL: return TN_BAD_ARGUMENT;
    default: return TN_BAD_SOURCE;
    }
}

tn_status tn__diagnostic_fail(const tn__diagnostic *diagnostic, const char *file, tn_error *err)
{
    char text[1600], help[480];
    size_t length = (size_t)snprintf(text, sizeof(text), "%s", diagnostic->message), helped = 0;
    for (int i = 0; i < diagnostic->n_notes; i++) {
        const tn__diagnostic_label *note = &diagnostic->notes[i];
        length += (size_t)snprintf(text + length, sizeof(text) - length, "\n  line %d: %s", note->place.line, note->text);
        length = length < sizeof(text) ? length : sizeof(text) - 1;
    }
    help[0] = '\0';
    for (int i = 0; i < diagnostic->n_helps && helped < sizeof(help) - 1; i++) {
        helped += (size_t)snprintf(help + helped, sizeof(help) - helped, "%s%s", i ? "; " : "", diagnostic->help[i]);
    }
    tn_status status = tn__fail(err, status_of(diagnostic->kind), "%s", text);
    if (*help) {
        tn__help(err, "%s", help);
    }
    tn__at_file(err, file);
    tn__at_line(err, diagnostic->place.line, diagnostic->place.column);
    return status;
}

/* The statement of the file's own level that defines the model; NULL: none is known. */
static const tn__syntax *definition(const tn__reading *reading)
{
    int line = reading->n_models > 0 ? reading->models[0].place.line : 0;
    const tn__syntax *one = reading->tree.root ? reading->tree.root->first : NULL;
    while (one && (line < one->line || line > one->end_line)) {
        one = one->next;
    }
    return one;
}

/* The first gap of those lines; NULL lines: of the file. */
static const tn__diagnostic *first_gap(const tn__reading *reading, const tn__syntax *lines)
{
    for (size_t i = 0; i < reading->diagnostics.n; i++) {
        const tn__diagnostic *one = &reading->diagnostics.items[i];
        bool is_gap = one->kind == TN_DIAG_UNKNOWN || one->kind == TN_DIAG_UNDECIDED;
        if (is_gap && (!lines || (one->place.line >= lines->line && one->place.line <= lines->end_line))) {
            return one;
        }
    }
    return NULL;
}

/* What the class itself does says more than what the script around it does. */
static tn_status no_net(const tn__reading *reading, tn_error *err)
{
    const tn__syntax *own = definition(reading);
    const tn__diagnostic *gap = own ? first_gap(reading, own) : NULL;
    gap = gap ? gap : first_gap(reading, NULL);
    if (gap) {
        return tn__diagnostic_fail(gap, reading->file, err);
    }
    tn_status status = tn__fail(err, TN_UNSUPPORTED, "thinnet does not understand this model");
    tn__at_file(err, reading->file);
    return status;
}

TN_API tn_status tn_net_read(tn_net **out, const char *model, const tn_read_options *options, tn_error *err)
{
    tn_status status = TN_OK;
    tn__reading reading = TN_READING_INIT;
    TN_TRY(tn__read_model(&reading, model, options, false, err));
    const tn__diagnostic *fault = tn__diagnostics_first(&reading.diagnostics, TN_DIAGNOSTIC_ERROR);
    if (fault) {
        TN_TRY(tn__diagnostic_fail(fault, reading.file, err));
    }
    if (reading.n_models == 0 || !reading.models[0].net) {
        TN_TRY(no_net(&reading, err));
    }
    *out = reading.models[0].net;
    reading.models[0].net = NULL;
done:
    tn__reading_release(&reading);
    return status;
}
