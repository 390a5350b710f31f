#include "cli/lsp_server.h"

#include <stdlib.h>
#include <string.h>

#include "cli/model_input.h"
#include "thinnet/version.h"

/* JSON-RPC 2.0, and the protocol's own (LSP 3.17, Base Protocol) */
enum {
    PARSE_ERROR = -32700,
    INVALID_REQUEST = -32600,
    METHOD_NOT_FOUND = -32601,
    INVALID_PARAMS = -32602,
    INTERNAL_ERROR = -32603,
    NOT_INITIALIZED = -32002
};
enum { MESSAGE_ERROR = 1 };
enum { SYNC_FULL = 1 };

/* --- sending --- */

static void send_new(lsp_server *server, json_t *message)
{
    if (message) {
        server->send(message, server->user);
        json_decref(message);
    }
}

/* Takes `result`; NULL: memory was short. */
static void answer(lsp_server *server, const json_t *id, json_t *result)
{
    if (result) {
        send_new(server, json_pack("{s:s, s:O, s:o}", "jsonrpc", "2.0", "id", id, "result", result));
    } else {
        send_new(server, json_pack("{s:s, s:O, s:{s:i, s:s}}", "jsonrpc", "2.0", "id", id, "error", "code", INTERNAL_ERROR,
                                   "message", "out of memory"));
    }
}

static void refuse(lsp_server *server, const json_t *id, int code, const char *why)
{
    json_t *none = json_null();
    send_new(server, json_pack("{s:s, s:O, s:{s:i, s:s}}", "jsonrpc", "2.0", "id", id ? id : none, "error", "code", code,
                               "message", why));
}

static void send_text(lsp_server *server, const char *method, const char *text)
{
    send_new(server, json_pack("{s:s, s:s, s:{s:i, s:s}}", "jsonrpc", "2.0", "method", method, "params", "type", MESSAGE_ERROR,
                               "message", text));
}

/* Logged each time, and shown once: a wrong pyproject.toml is wrong at every key that is pressed. */
static void tell_error(lsp_server *server, const tn_error *err)
{
    char text[sizeof err->file + sizeof err->text + sizeof err->help + 64];
    snprintf(text, sizeof text, "thinnet: %s%s%s%s%s", err->file, *err->file ? ": " : "", err->text, *err->help ? "\nhelp: " : "",
             err->help);
    send_text(server, "window/logMessage", text);
    if (!server->shown || strcmp(server->shown, text) != 0) {
        send_text(server, "window/showMessage", text);
        free(server->shown);
        server->shown = strdup(text);
    }
}

static void forget_error(lsp_server *server)
{
    free(server->shown);
    server->shown = NULL;
}

/* Takes `list`. */
static void publish(lsp_server *server, const lsp_document *document, json_t *list)
{
    send_new(server, json_pack("{s:s, s:s, s:{s:s, s:I, s:o}}", "jsonrpc", "2.0", "method", "textDocument/publishDiagnostics",
                               "params", "uri", document->uri, "version", document->version, "diagnostics", list));
}

/* --- documents --- */

static lsp_document **find_place(lsp_server *server, const char *uri)
{
    lsp_document **at = &server->documents;
    while (*at && strcmp((*at)->uri, uri) != 0) {
        at = &(*at)->next;
    }
    return at;
}

/* The document that params.textDocument.uri names; NULL when it is not open. */
static lsp_document *find_document(lsp_server *server, const json_t *params)
{
    const char *uri = json_string_value(json_object_get(json_object_get(params, "textDocument"), "uri"));
    return uri ? *find_place(server, uri) : NULL;
}

static void check_document(lsp_server *server, lsp_document *document)
{
    tn_error err;
    if (lsp_document_check(document, &server->options, &err) != TN_OK) {
        tell_error(server, &err);
    } else if (document->report) {
        forget_error(server);
    }
    publish(server, document, lsp_document_diagnostics(document, &server->options));
}

void lsp_server_check(lsp_server *server)
{
    for (lsp_document *document = server->documents; document; document = document->next) {
        if (document->dirty) {
            check_document(server, document);
        }
    }
}

/* What a request asks about is what the client shows: the text as it is now. */
static lsp_document *find_checked(lsp_server *server, const json_t *params)
{
    lsp_document *document = find_document(server, params);
    if (document && document->dirty) {
        check_document(server, document);
    }
    return document;
}

static void set_text(lsp_document *document, const json_t *text, const json_t *version)
{
    if (json_is_string(text)) {
        lsp_document_set_text(document, json_string_value(text), json_string_length(text));
        document->version = json_integer_value(version);
    }
}

static void did_open(lsp_server *server, const json_t *params)
{
    const json_t *item = json_object_get(params, "textDocument");
    const char *uri = json_string_value(json_object_get(item, "uri"));
    if (!uri) {
        return;
    }
    lsp_document **place = find_place(server, uri);
    if (!*place) {
        *place = lsp_document_new(uri);
    }
    if (*place) {
        set_text(*place, json_object_get(item, "text"), json_object_get(item, "version"));
    }
}

/* Each change is the whole text, as the server has asked for. */
static void did_change(lsp_server *server, const json_t *params)
{
    lsp_document *document = find_document(server, params);
    const json_t *changes = json_object_get(params, "contentChanges");
    size_t n = json_array_size(changes);
    if (document && n > 0) {
        const json_t *last = json_array_get(changes, n - 1);
        set_text(document, json_object_get(last, "text"), json_object_get(json_object_get(params, "textDocument"), "version"));
    }
}

/* A saved file may be a pyproject.toml, or one that others import from. */
static void did_save(lsp_server *server, const json_t *params)
{
    (void)params;
    for (lsp_document *document = server->documents; document; document = document->next) {
        document->dirty = true;
    }
}

static void did_close(lsp_server *server, const json_t *params)
{
    const char *uri = json_string_value(json_object_get(json_object_get(params, "textDocument"), "uri"));
    lsp_document **place = uri ? find_place(server, uri) : NULL;
    if (place && *place) {
        lsp_document *gone = *place;
        *place = gone->next;
        publish(server, gone, json_array());
        lsp_document_free(gone);
    }
}

/* --- requests --- */

static bool has_text(const json_t *list, const char *text)
{
    for (size_t i = 0; i < json_array_size(list); i++) {
        const char *one = json_string_value(json_array_get(list, i));
        if (one && strcmp(one, text) == 0) {
            return true;
        }
    }
    return false;
}

static char *copy_text(const json_t *options, const char *key)
{
    const char *text = json_string_value(json_object_get(options, key));
    return text ? strdup(text) : NULL;
}

static const char *const encodings[] = {[LSP_UTF16] = "utf-16", [LSP_UTF8] = "utf-8", [LSP_UTF32] = "utf-32"};

/* Bytes are what findings count in. A client that names no UTF-16 has it nevertheless (LSP 3.17, positionEncodings), so that
 * UTF-32 is agreed on only with one that offers nothing else. */
static lsp_encoding choose_encoding(const json_t *offered)
{
    return has_text(offered, "utf-8")                                    ? LSP_UTF8
           : has_text(offered, "utf-32") && !has_text(offered, "utf-16") ? LSP_UTF32
                                                                         : LSP_UTF16;
}

static void take_options(lsp_server *server, const json_t *params)
{
    const json_t *own = json_object_get(params, "initializationOptions");
    const json_t *general = json_object_get(json_object_get(params, "capabilities"), "general");
    const char *input = json_string_value(json_object_get(own, "input"));
    server->options.encoding = choose_encoding(json_object_get(general, "positionEncodings"));
    free(server->options.select);
    free(server->options.ignore);
    server->options.select = copy_text(own, "select");
    server->options.ignore = copy_text(own, "ignore");
    if (input && !cli_parse_input(input, &server->options.read)) {
        server->options.read.input_rank = 0;
    }
}

static json_t *initialize(lsp_server *server, const json_t *params)
{
    take_options(server, params);
    server->initialized = true;
    return json_pack("{s:{s:s, s:{s:b, s:i, s:b}, s:b, s:{s:[s, s]}}, s:{s:s, s:s}}", "capabilities", "positionEncoding",
                     encodings[server->options.encoding], "textDocumentSync", "openClose", 1, "change", SYNC_FULL, "save", 1,
                     "hoverProvider", 1, "codeActionProvider", "codeActionKinds", "quickfix", "source.fixAll.thinnet",
                     "serverInfo", "name", "thinnet", "version", tn_version());
}

static json_t *shut_down(lsp_server *server, const json_t *params)
{
    (void)params;
    server->shut_down = true;
    return json_null();
}

static json_t *hover(lsp_server *server, const json_t *params)
{
    lsp_document *document = find_checked(server, params);
    return document ? lsp_document_hover(document, &server->options, json_object_get(params, "position")) : json_null();
}

/* Whether a kind is asked for: "source.fixAll" asks for "source.fixAll.thinnet" too. */
static bool wants(const json_t *only, const char *kind)
{
    for (size_t i = 0; i < json_array_size(only); i++) {
        const char *one = json_string_value(json_array_get(only, i));
        size_t n = one ? strlen(one) : 0;
        if (one && strncmp(kind, one, n) == 0 && (!kind[n] || kind[n] == '.')) {
            return true;
        }
    }
    return false;
}

static json_t *code_action(lsp_server *server, const json_t *params)
{
    lsp_document *document = find_checked(server, params);
    const json_t *only = json_object_get(json_object_get(params, "context"), "only");
    bool quick = !json_is_array(only) || wants(only, "quickfix"), all = wants(only, "source.fixAll.thinnet");
    return document ? lsp_document_actions(document, &server->options, json_object_get(params, "range"), quick, all)
                    : json_array();
}

/* --- messages --- */

static void leave(lsp_server *server, const json_t *params)
{
    (void)params;
    server->ended = true;
}

static const struct {
    const char *method;
    json_t *(*request)(lsp_server *server, const json_t *params);
    void (*notification)(lsp_server *server, const json_t *params);
} methods[] = {
    {"initialize", initialize, NULL},
    {"shutdown", shut_down, NULL},
    {"exit", NULL, leave},
    {"textDocument/didOpen", NULL, did_open},
    {"textDocument/didChange", NULL, did_change},
    {"textDocument/didSave", NULL, did_save},
    {"textDocument/didClose", NULL, did_close},
    {"textDocument/hover", hover, NULL},
    {"textDocument/codeAction", code_action, NULL},
};

static void notify(lsp_server *server, const char *method, const json_t *params)
{
    bool early = !server->initialized && strcmp(method, "exit") != 0;
    for (size_t i = 0; i < sizeof methods / sizeof *methods && !early; i++) {
        if (methods[i].notification && strcmp(methods[i].method, method) == 0) {
            methods[i].notification(server, params);
        }
    }
}

static void request(lsp_server *server, const json_t *id, const char *method, const json_t *params)
{
    if (server->shut_down) {
        refuse(server, id, INVALID_REQUEST, "the server has been shut down");
        return;
    }
    if (server->initialized == (strcmp(method, "initialize") == 0)) {
        refuse(server, id, server->initialized ? INVALID_REQUEST : NOT_INITIALIZED,
               server->initialized ? "initialize comes once" : "initialize comes first");
        return;
    }
    for (size_t i = 0; i < sizeof methods / sizeof *methods; i++) {
        if (methods[i].request && strcmp(methods[i].method, method) == 0) {
            answer(server, id, methods[i].request(server, params));
            return;
        }
    }
    refuse(server, id, METHOD_NOT_FOUND, "thinnet does not have this method");
}

void lsp_server_take(lsp_server *server, const char *body, size_t length)
{
    json_error_t error;
    json_t *message = json_loadb(body, length, JSON_ALLOW_NUL, &error);
    const json_t *id = json_object_get(message, "id"), *name = json_object_get(message, "method");
    const char *method = json_string_value(name);
    if (!message) {
        refuse(server, NULL, PARSE_ERROR, error.text);
    } else if (id && !json_is_string(id) && !json_is_integer(id) && !json_is_null(id)) {
        refuse(server, NULL, INVALID_REQUEST, "an id is a text or a whole number");
    } else if (method && id) {
        request(server, id, method, json_object_get(message, "params"));
    } else if (method) {
        notify(server, method, json_object_get(message, "params"));
    } else if (!json_object_get(message, "result") && !json_object_get(message, "error")) {
        refuse(server, id, INVALID_REQUEST, "a message has a method");
    } // else an answer: nothing has been asked
    json_decref(message);
}

void lsp_server_release(lsp_server *server)
{
    while (server->documents) {
        lsp_document *gone = server->documents;
        server->documents = gone->next;
        lsp_document_free(gone);
    }
    forget_error(server);
    free(server->options.select);
    free(server->options.ignore);
}
