#include "cli/json_line.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Length of the UTF-8 character that begins at s, 0 when there is none (overlong forms and
 * surrogates are none). */
static int utf8_length(const unsigned char *s)
{
    int n = s[0] < 0x80 ? 1 : s[0] >= 0xC2 && s[0] < 0xE0 ? 2 : (s[0] & 0xF0) == 0xE0 ? 3 : s[0] >= 0xF0 && s[0] < 0xF5 ? 4 : 0;
    for (int i = 1; i < n; i++) {
        if ((s[i] & 0xC0) != 0x80) {
            return 0;
        }
    }
    bool overlong = (s[0] == 0xE0 && s[1] < 0xA0) || (s[0] == 0xF0 && s[1] < 0x90);
    bool outside = (s[0] == 0xED && s[1] > 0x9F) || (s[0] == 0xF4 && s[1] > 0x8F);
    return n > 1 && (overlong || outside) ? 0 : n;
}

static void write_text(FILE *stream, const char *text)
{
    const unsigned char *s = (const unsigned char *)text;
    fputc('"', stream);
    while (*s) {
        int n = utf8_length(s);
        if (n == 0) {
            fputs("\\ufffd", stream);
            s++;
        } else if (*s == '"' || *s == '\\') {
            fprintf(stream, "\\%c", *s++);
        } else if (*s < ' ' || *s == 127) {
            fprintf(stream, "\\u%04x", *s++);
        } else {
            fwrite(s, 1, (size_t)n, stream);
            s += n;
        }
    }
    fputc('"', stream);
}

static void begin_member(cli_json *json, const char *key)
{
    if (!json->first) {
        fputs(", ", json->stream);
    }
    json->first = false;
    if (key) {
        write_text(json->stream, key);
        fputs(": ", json->stream);
    }
}

static void open_level(cli_json *json, char opener, char closer)
{
    fputc(opener, json->stream);
    json->closers[json->depth++] = closer;
    json->first = true;
}

cli_json cli_json_begin(FILE *stream)
{
    cli_json json = {.stream = stream};
    open_level(&json, '{', '}');
    return json;
}

void cli_json_text(cli_json *json, const char *key, const char *value)
{
    begin_member(json, key);
    write_text(json->stream, value);
}

void cli_json_int(cli_json *json, const char *key, int64_t value)
{
    begin_member(json, key);
    fprintf(json->stream, "%" PRId64, value);
}

/* The shortest of the forms with 6 to 17 digits that reads back as the same number. */
void cli_json_number(cli_json *json, const char *key, double value)
{
    char text[40] = "null";
    begin_member(json, key);
    for (int digits = 6; isfinite(value) && digits <= 17; digits++) {
        snprintf(text, sizeof text, "%.*g", digits, value);
        if (strtod(text, NULL) == value) {
            break;
        }
    }
    fputs(text, json->stream);
}

void cli_json_number_if_known(cli_json *json, const char *key, double value)
{
    if (isfinite(value)) {
        cli_json_number(json, key, value);
    }
}

void cli_json_bool(cli_json *json, const char *key, bool value)
{
    begin_member(json, key);
    fputs(value ? "true" : "false", json->stream);
}

void cli_json_open(cli_json *json, const char *key)
{
    begin_member(json, key);
    open_level(json, '{', '}');
}

void cli_json_open_list(cli_json *json, const char *key)
{
    begin_member(json, key);
    open_level(json, '[', ']');
}

void cli_json_close(cli_json *json)
{
    fputc(json->closers[--json->depth], json->stream);
    json->first = false;
}

void cli_json_end(cli_json *json)
{
    while (json->depth > 0) {
        cli_json_close(json);
    }
    fputc('\n', json->stream);
    fflush(json->stream);
}

void cli_json_score(cli_json *json, const char *key, const tn_score *score)
{
    if (score->n == 0) {
        return;
    }
    cli_json_open(json, key);
    cli_json_int(json, "samples", score->n);
    cli_json_number(json, "loss", score->loss);
    cli_json_number_if_known(json, "accuracy", score->accuracy);
    cli_json_number_if_known(json, "rmse", score->rmse);
    cli_json_close(json);
}
