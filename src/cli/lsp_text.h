/* Places of findings (lines and bytes from 1) as positions of the protocol (lines and units of its encoding, from 0). */
#ifndef TN_CLI_LSP_TEXT_H
#define TN_CLI_LSP_TEXT_H

#include <jansson.h>

#include "cli/lsp_document.h"

/* {"start": {"line", "character"}, "end": ...}; line 0 is the beginning of the document. Owned; NULL: memory is short. */
json_t *lsp_range(const lsp_document *document, const lsp_options *options, const tn_span *span);
/* A position as line and column of a finding; false when it is none. Columns beyond the line are its end; lines may be beyond the
 * document. */
bool lsp_place(const lsp_document *document, const lsp_options *options, const json_t *position, int *line, int *column);
/* Line `line` (from 1) without its end; NULL when there is none. */
const char *lsp_line(const lsp_document *document, int line, size_t *length);
/* A path of a file:// URI, "untitled.py" of others. Owned. */
char *lsp_path(const char *uri);

#endif
