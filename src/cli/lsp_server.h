/* The language server: answers messages, and keeps the open documents. */
#ifndef TN_CLI_LSP_SERVER_H
#define TN_CLI_LSP_SERVER_H

#include "cli/lsp_document.h"

typedef struct lsp_server {
    void (*send)(const json_t *message, void *user); /* to the client */
    void *user;
    lsp_document *documents;
    lsp_options options;
    char *shown;                        /* the last fault that was shown; NULL: since then all was well; owned */
    bool initialized, shut_down, ended; /* ended: by `exit` */
} lsp_server;

/* Answers one message body[0 .. length), whatever it holds. */
void lsp_server_take(lsp_server *server, const char *body, size_t length);
/* Checks the documents that have changed, and publishes what is found. To be called when no message waits: while somebody types,
 * only the last text counts. */
void lsp_server_check(lsp_server *server);
/* What is open is closed. */
void lsp_server_release(lsp_server *server);

#endif
