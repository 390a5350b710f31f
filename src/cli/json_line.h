/* One JSON object on one line, written as it is built: members in order, numbers that read back
 * exactly. */
#ifndef TN_CLI_JSON_LINE_H
#define TN_CLI_JSON_LINE_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include <thinnet/train.h>

typedef struct cli_json {
    FILE *stream; /* borrowed */
    bool first;   /* nothing in the innermost object or list yet */
    int depth;
    char closers[16]; /* what closes each level */
} cli_json;

cli_json cli_json_begin(FILE *stream);
/* key NULL: an item of a list. Bytes that are no UTF-8 become U+FFFD; a number that is not finite
 * becomes null. */
void cli_json_text(cli_json *json, const char *key, const char *value);
void cli_json_int(cli_json *json, const char *key, int64_t value);
void cli_json_number(cli_json *json, const char *key, double value);
void cli_json_number_if_known(cli_json *json, const char *key, double value); /* nothing where it is not finite */
void cli_json_bool(cli_json *json, const char *key, bool value);
void cli_json_open(cli_json *json, const char *key); /* an object */
void cli_json_open_list(cli_json *json, const char *key);
void cli_json_close(cli_json *json); /* the innermost of these */
void cli_json_end(cli_json *json);   /* closes the line and flushes it */
/* An object of a score's samples, loss, and accuracy or rmse; nothing where no sample was scored. */
void cli_json_score(cli_json *json, const char *key, const tn_score *score);

#endif
