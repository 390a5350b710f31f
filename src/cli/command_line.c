#include "cli/command_line.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/fault.h"
#include "cli/suggest.h"
#include "thinnet/random.h"

/* --- values --- */

bool cli_choice_word(const char *choices, int i, char *out, size_t size)
{
    for (; i > 0; i--) {
        choices = strchr(choices, '|');
        if (!choices) {
            return false;
        }
        choices++;
    }
    snprintf(out, size, "%.*s", (int)strcspn(choices, "|"), choices);
    return true;
}

static bool set_choice(const cli_option *option, const char *text, int *out)
{
    char word[40], meant[40], help[120];
    const char *hint = NULL;
    for (int i = 0; cli_choice_word(option->value, i, word, sizeof word); i++) {
        if (strcmp(word, text) == 0) {
            *out = i;
            return true;
        }
        if (!hint && cli_is_near(text, word)) {
            snprintf(meant, sizeof meant, "%s", word);
            snprintf(help, sizeof help, "did you mean '%s'?", meant);
            hint = help;
        }
    }
    cli_usage(hint, "--%s takes %s, not '%s'", option->name, option->value, text);
    return false;
}

static bool is_in_range(const cli_option *option, double number, const char *text)
{
    if (number >= option->min && number <= option->max) {
        return true;
    }
    if (isinf(option->max)) {
        cli_usage(NULL, "--%s must be at least %.10g, not '%s'", option->name, option->min, text);
    } else {
        cli_usage(NULL, "--%s must be from %.10g to %.10g, not '%s'", option->name, option->min, option->max, text);
    }
    return false;
}

static bool set_int(const cli_option *option, const char *text, int64_t *out)
{
    char *end;
    errno = 0;
    long long number = strtoll(text, &end, 10);
    if (!*text || *end || errno == ERANGE) {
        cli_usage(NULL, "--%s takes a whole number, not '%s'", option->name, text);
        return false;
    }
    *out = number;
    return is_in_range(option, (double)number, text);
}

static bool set_number(const cli_option *option, const char *text, double *out)
{
    char *end;
    double number = strtod(text, &end);
    if (!*text || *end || !isfinite(number)) {
        cli_usage(NULL, "--%s takes a number, not '%s'", option->name, text);
        return false;
    }
    *out = number;
    return is_in_range(option, number, text);
}

static bool set_seed(const cli_option *option, const char *text, uint64_t *out)
{
    tn_error err;
    if (tn_seed_parse(text, out, &err) == TN_OK) {
        return true;
    }
    cli_usage(err.help, "--%s: %s", option->name, err.text);
    return false;
}

static bool set_text(const cli_option *option, const char *text, const char **out)
{
    *out = text;
    if (!option->names) {
        return true;
    }
    char list[200] = "", help[240];
    for (const char *const *name = option->names(); *name; name++) {
        if (strcmp(*name, text) == 0) {
            return true;
        }
        size_t used = strlen(list);
        snprintf(list + used, sizeof list - used, "%s%s", used ? ", " : "", *name);
    }
    snprintf(help, sizeof help, "it is one of %s", list);
    cli_usage(help, "--%s: there is no '%s'", option->name, text);
    return false;
}

static bool set_value(const cli_option *option, const char *text, cli_values *values)
{
    void *field = (char *)values + option->offset;
    switch (option->kind) {
    case CLI_FLAG: *(bool *)field = true; return true;
    case CLI_TEXT: return set_text(option, text, field);
    case CLI_INT: return set_int(option, text, field);
    case CLI_NUMBER: return set_number(option, text, field);
    case CLI_SEED: return set_seed(option, text, field);
    case CLI_CHOICE: return set_choice(option, text, field);
    }
    return false;
}

static bool set_defaults(cli_values *values, const cli_group *const *groups)
{
    for (; *groups; groups++) {
        for (const cli_option *option = (*groups)->options; option->name; option++) {
            if (option->fallback && !set_value(option, option->fallback, values)) {
                return false;
            }
            if (!option->fallback && option->kind == CLI_NUMBER) {
                *(double *)((char *)values + option->offset) = NAN;
            }
        }
    }
    return true;
}

/* --- names --- */

static bool has_name(const cli_option *option, const char *name, size_t length)
{
    return (strlen(option->name) == length && memcmp(option->name, name, length) == 0) ||
           (option->alias && strlen(option->alias) == length && memcmp(option->alias, name, length) == 0);
}

static const cli_option *find_long(const cli_group *const *groups, const char *name, size_t length)
{
    for (; *groups; groups++) {
        for (const cli_option *option = (*groups)->options; option->name; option++) {
            if (has_name(option, name, length)) {
                return option;
            }
        }
    }
    return NULL;
}

static const cli_option *find_letter(const cli_group *const *groups, char letter)
{
    for (; *groups; groups++) {
        for (const cli_option *option = (*groups)->options; option->name; option++) {
            if (option->letter == letter) {
                return option;
            }
        }
    }
    return NULL;
}

/* Says that there is no such option, with the nearest one there is. */
static void tell_unknown(const cli_group *const *groups, const char *typed, size_t length)
{
    char name[65], help[160] = "--help lists the options";
    int best = 1000;
    snprintf(name, sizeof name, "%.*s", (int)length, typed);
    for (; *groups; groups++) {
        for (const cli_option *option = (*groups)->options; option->name; option++) {
            int distance = cli_distance(name, option->name);
            if (distance < best && cli_is_near(name, option->name)) {
                best = distance;
                snprintf(help, sizeof help, "did you mean '--%s'?", option->name);
            }
        }
    }
    cli_usage(help, "unknown option '--%s'", name);
}

/* --- the line --- */

typedef struct words {
    int n, at;
    char **word;
} words;

static bool take_long(cli_values *values, const cli_group *const *groups, words *line)
{
    const char *name = line->word[line->at] + 2;
    size_t length = strcspn(name, "=");
    const cli_option *option = find_long(groups, name, length);
    const char *value = name[length] == '=' ? name + length + 1 : NULL;
    if (!option) {
        tell_unknown(groups, name, length);
        return false;
    }
    if (option->kind == CLI_FLAG && value) {
        cli_usage(NULL, "--%s takes no value", option->name);
        return false;
    }
    if (option->kind != CLI_FLAG && !value) {
        if (line->at + 1 >= line->n || strncmp(line->word[line->at + 1], "--", 2) == 0) {
            cli_usage(NULL, "--%s needs a value: --%s %s", option->name, option->name, option->value);
            return false;
        }
        value = line->word[++line->at];
    }
    return set_value(option, value, values);
}

static bool take_letters(cli_values *values, const cli_group *const *groups, const char *letters)
{
    for (; *letters; letters++) {
        const cli_option *option = find_letter(groups, *letters);
        if (!option) {
            cli_usage("--help lists the options", "unknown option '-%c'", *letters);
            return false;
        }
        if (!set_value(option, NULL, values)) {
            return false;
        }
    }
    return true;
}

bool cli_options_parse(cli_values *out, const cli_group *const *groups, int argc, char **argv)
{
    words line = {argc, 0, argv};
    bool only_arguments = false;
    memset(out, 0, sizeof *out);
    out->arguments = argv;
    if (!set_defaults(out, groups)) {
        return false;
    }
    for (; line.at < argc; line.at++) {
        char *word = argv[line.at];
        bool good = true;
        if (only_arguments || word[0] != '-' || !word[1] || word[1] == ':') { /* - and -:CALL are stdin */
            argv[out->n_arguments++] = word; // at most line.at words were kept: nothing unread is lost
        } else if (strcmp(word, "--") == 0) {
            only_arguments = true;
        } else if (word[1] == '-') {
            good = take_long(out, groups, &line);
        } else {
            good = take_letters(out, groups, word + 1);
        }
        if (!good) {
            return false;
        }
    }
    return true;
}
