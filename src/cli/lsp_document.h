/* One open document of the language server: its text, and what a check says of it. */
#ifndef TN_CLI_LSP_DOCUMENT_H
#define TN_CLI_LSP_DOCUMENT_H

#include <jansson.h>

#include "thinnet/settings.h"

typedef struct lsp_document {
    char *uri, *path; /* path: of a file:// URI, else a name for messages; owned */
    char *text;       /* owned */
    size_t length;
    json_int_t version;
    bool dirty;        /* the text is newer than the report */
    tn_report *report; /* of the last check; NULL: it could not be made, or is not wanted */
    struct lsp_document *next;
} lsp_document;

/* What a position's `character` counts (LSP 3.17, PositionEncodingKind). */
typedef enum lsp_encoding { LSP_UTF16, LSP_UTF8, LSP_UTF32 } lsp_encoding;

/* What a client chose, for all documents. */
typedef struct lsp_options {
    tn_read_options read;  /* the input's shape */
    char *select, *ignore; /* owned; NULL: as pyproject.toml says */
    lsp_encoding encoding;
} lsp_options;

lsp_document *lsp_document_new(const char *uri); /* NULL: memory is short */
void lsp_document_free(lsp_document *document);
/* Takes a copy of the text. */
bool lsp_document_set_text(lsp_document *document, const char *text, size_t length);
/* Checks the text as it is now, unless pyproject.toml excludes it or it is no module of its own. A failure leaves no report, and
 * *err says why. */
tn_status lsp_document_check(lsp_document *document, const lsp_options *options, tn_error *err);

/* --- as JSON of the protocol; owned; NULL: memory is short --- */
json_t *lsp_document_diagnostics(const lsp_document *document, const lsp_options *options);
/* The quick fixes for findings that touch the range; and, with `all`, one that makes every safe repair. */
json_t *lsp_document_actions(const lsp_document *document, const lsp_options *options, const json_t *range, bool quick, bool all);
/* Shape and rate of the layer at a position; JSON null where there is none. */
json_t *lsp_document_hover(const lsp_document *document, const lsp_options *options, const json_t *position);

#endif
