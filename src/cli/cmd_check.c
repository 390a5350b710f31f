#include <stdio.h>
#include <string.h>
#include <strings.h>
#ifdef __GLIBC__
#include <malloc.h>
#endif

#include "cli/check_closing.h"
#include "cli/check_list.h"
#include "cli/check_team.h"
#include "cli/fault.h"
#include "cli/json_line.h"
#include "cli/model_input.h"
#include "cli/term.h"
#include "cli/watch.h"
#include "cli/words.h"

enum { TEXT, CONCISE, JSON, GITHUB, SARIF };
static const char *const renderers[] = {"text", "concise", "json", "github", "sarif"};

/* --- --explain --- */

static void print_rule_json(const char *code, const char *name, tn_severity severity)
{
    cli_json json = cli_json_begin(stdout);
    cli_json_text(&json, "event", "rule");
    cli_json_text(&json, "code", code);
    cli_json_text(&json, "name", name);
    cli_json_text(&json, "severity", tn_severity_name(severity));
    cli_json_text(&json, "page", tn_rule_page(code));
    cli_json_end(&json);
}

static void list_rules(bool json)
{
    for (int i = 0; i < tn_rules(); i++) {
        const char *name;
        tn_severity severity;
        const char *code = tn_rule(i, &name, &severity);
        if (json) {
            print_rule_json(code, name, severity);
        } else {
            printf("%s  %-8s %s\n", code, tn_severity_name(severity), name);
        }
    }
}

/* As in the list, or as in the title of its page: with "-". */
static bool is_name(const char *name, const char *given)
{
    while (*name && (*name == *given || (*name == '_' && *given == '-'))) {
        name++;
        given++;
    }
    return !*name && !*given;
}

static cli_exit explain(const char *code, bool json)
{
    if (strcmp(code, "all") == 0) {
        list_rules(json);
        return CLI_FINE;
    }
    for (int i = 0; i < tn_rules(); i++) {
        const char *name;
        tn_severity severity;
        const char *of_rule = tn_rule(i, &name, &severity);
        if (strcasecmp(of_rule, code) == 0 || is_name(name, code)) {
            if (json) {
                print_rule_json(of_rule, name, severity);
            } else {
                cli_print_page(tn_rule_page(of_rule));
            }
            return CLI_FINE;
        }
    }
    return cli_usage("'thinnet check --explain all' lists the rules", "there is no rule '%s'", code);
}

/* --- one round --- */

typedef struct round_of_checks {
    cli_check_plan plan;
    tn_frame frame;
    cli_tally tally;
    cli_exit worst;
    cli_unknowns unknowns;
    bool something; /* was printed */
} round_of_checks;

static void take_result(size_t i, cli_check_result *result, void *user)
{
    round_of_checks *r = user;
    (void)i;
    if (result->text && *result->text) {
        printf("%s%s", r->something ? r->frame.between : "", result->text);
        r->something = true;
    }
    cli_tally_add(&r->tally, &result->tally);
    cli_unknowns_move(&r->unknowns, &result->unknowns);
    cli_exit code = result->status == TN_OK ? CLI_FINE : cli_report(&result->err);
    r->worst = code > r->worst ? code : r->worst;
}

static cli_exit end_unknown(round_of_checks *r, bool json)
{
    cli_unknowns_print(&r->unknowns, json);
    bool lost = r->unknowns.no_memory;
    cli_unknowns_release(&r->unknowns);
    if (lost) {
        tn_error err = {.status = TN_NO_MEMORY, .text = "out of memory", .offset = -1};
        return cli_report(&err);
    }
    return r->worst;
}

static void print_end(const round_of_checks *r, const cli_check_list *list, const cli_values *values)
{
    bool as_planned = r->tally.files || list->n == 0; // a file alone that could not be read says enough
    fputs(r->frame.after, stdout);
    if (values->diff) {
        cli_print_diff_closing(&r->tally);
    } else if (as_planned && r->plan.json_models) {
        cli_print_json_closing(&r->tally, values);
    } else if (as_planned && !strcmp(r->plan.renderer, "text")) {
        cli_print_closing(&r->tally, list->n == 1 ? list->items[0].model : NULL, values);
    }
}

#define CACHE_BYTES ((size_t)128 << 20) /* of parsed imports, those apart that are in use: some 80,000 lines */

/* Nets and values come and go for each class: handing their pages back to the system each time costs a tenth of a run. */
static void keep_memory(void)
{
#ifdef __GLIBC__
    mallopt(M_MMAP_THRESHOLD, 32 << 20);
    mallopt(M_TRIM_THRESHOLD, 256 << 20);
#endif
}

static cli_exit check_all(const cli_check_list *list, const cli_values *values, const tn_read_options *options)
{
    tn_error err;
    int format = values->json ? JSON : values->format;
    tn_render_options terminal = {cli_term_colored(CLI_STDOUT), cli_term_width(CLI_STDOUT)};
    round_of_checks r = {.plan = {values, *options, renderers[format], format == JSON, terminal},
                         .worst = list->unread ? CLI_BAD_INPUT : CLI_FINE};
    if (tn_render_frame(r.plan.renderer, &r.frame, &err) != TN_OK) {
        return cli_report(&err);
    }
    if (values->diff || values->explain_unknown) { // standard output is the diff or the list alone
        r.plan.renderer = NULL;
        r.plan.json_models = false;
        r.frame.after = "";
    } else {
        fputs(r.frame.before, stdout);
    }
    tn_source_cache *cache = NULL; // repairs change what is imported: without one
    if (!values->fix && list->n > 1 && tn_source_cache_new(&cache, CACHE_BYTES, &err) != TN_OK) {
        tn_text_free(r.frame.before);
        return cli_report(&err);
    }
    r.plan.options.cache = cache;
    keep_memory();
    cli_exit code = cli_check_team(&r.plan, list->items, list->n, values->check_threads, take_result, &r);
    tn_source_cache_free(cache);
    tn_text_free(r.frame.before);
    if (code != CLI_FINE) {
        return code;
    }
    if (values->explain_unknown) {
        return end_unknown(&r, values->json);
    }
    print_end(&r, list, values);
    bool wrong = values->diff ? r.tally.repaired > 0 : r.tally.found[TN_ERROR] || r.tally.found[TN_WARNING];
    return r.worst == CLI_FINE && wrong ? CLI_FINDINGS : r.worst;
}

static cli_exit check_once(const cli_values *values, const tn_read_options *options)
{
    cli_check_list list;
    cli_exit code = cli_check_list_open(&list, values);
    if (code == CLI_FINE) {
        code = check_all(&list, values, options);
    }
    cli_check_list_release(&list);
    return code;
}

/* --- --watch --- */

/* What changes during a check is seen after it: the watch begins before. */
static cli_exit check_again_and_again(const cli_values *values, const tn_read_options *options)
{
    bool again = true;
    cli_catch_stop();
    while (again) {
        int watch = cli_watch_open(values);
        if (watch < 0) {
            return CLI_BAD_INPUT;
        }
        if (cli_term_colored(CLI_STDOUT)) {
            printf("\033[2J\033[H");
            fflush(stdout); // before what goes wrong, which has no buffer
        }
        check_once(values, options);
        printf("watching for changes; Ctrl-C ends\n\n");
        fflush(stdout);
        again = cli_watch_wait(watch);
        cli_watch_close(watch);
    }
    return CLI_STOPPED;
}

static cli_exit check_codes(const char *option, const char *codes)
{
    tn_error err;
    if (!codes || tn_codes_check(codes, &err) == TN_OK) {
        return CLI_FINE;
    }
    return cli_usage(err.help, "--%s: %s", option, err.text);
}

static cli_exit refuse(const cli_values *values)
{
    bool has_stdin = false;
    for (int i = 0; i < values->n_arguments; i++) {
        has_stdin = has_stdin || cli_is_stdin(values->arguments[i]);
    }
    if (values->n_arguments == 0) {
        return cli_usage("thinnet check net.py", "'check' needs a model's file");
    }
    if (values->fix && values->diff) {
        return cli_usage("--diff shows what --fix would do; give one", "--fix and --diff contradict each other");
    }
    if (values->explain_unknown && (values->fix || values->diff)) {
        return cli_usage("give --explain-unknown alone", "--explain-unknown repairs nothing");
    }
    if (values->explain_unknown && (values->select || values->ignore || (values->format != TEXT && values->format != JSON))) {
        return cli_usage("it has --json beside text", "--explain-unknown takes no --select, --ignore or other --format");
    }
    if (has_stdin && (values->fix || values->watch)) {
        return cli_usage(values->fix ? "--diff shows what it would become" : NULL, "standard input cannot be %s",
                         values->fix ? "repaired" : "watched");
    }
    if (values->watch && (values->json || values->format == SARIF || values->diff)) {
        return cli_usage("use text, concise or github",
                         "--watch prints again and again, which this form of output does not allow");
    }
    cli_exit code = check_codes("select", values->select);
    return code == CLI_FINE ? check_codes("ignore", values->ignore) : code;
}

static cli_exit run(const cli_values *values)
{
    tn_read_options options = {0};
    if (values->explain) {
        return explain(values->explain, values->json);
    }
    cli_exit code = refuse(values);
    if (code != CLI_FINE) {
        return code;
    }
    if (values->input && !cli_parse_input(values->input, &options)) {
        return CLI_USAGE;
    }
    return values->watch ? check_again_and_again(values, &options) : check_once(values, &options);
}

static const cli_option options[] = {
    {"input", .kind = CLI_TEXT, CLI_AT(input), .value = "CxHxW",
     .text = "shape of one sample, as 3x32x32 or 784; if not given, what the first layer takes "
             "where that is enough"},
    {"format", .kind = CLI_CHOICE, CLI_AT(format), .value = "text|concise|json|github|sarif", .fallback = "text",
     .text = "how findings are printed; sarif is one SARIF 2.1.0 document"},
    {"select", .kind = CLI_TEXT, CLI_AT(select), .value = "CODES", .text = "only rules whose codes begin so, as TN2,TN301"},
    {"ignore", .kind = CLI_TEXT, CLI_AT(ignore), .value = "CODES",
     .text = "no rules whose codes begin so; '# thinnet: ignore[TN204]' in the source silences "
             "a line"},
    {"explain", .kind = CLI_TEXT, CLI_AT(explain), .value = "RULE",
     .text = "show the page of a rule, as TN101 or dropout_twice; all lists the rules"},
    {"explain-unknown", .kind = CLI_FLAG, CLI_AT(explain_unknown),
     .text = "instead of findings, what thinnet did not understand: each kind counted, with its places"},
    {"fix", .kind = CLI_FLAG, CLI_AT(fix), .text = "make the repairs that change nothing but what a finding says, in the files"},
    {"diff", .kind = CLI_FLAG, CLI_AT(diff), .text = "print what --fix would change, as a unified diff, and change nothing"},
    {"unsafe-fixes", .kind = CLI_FLAG, CLI_AT(unsafe_fixes),
     .text = "with --fix or --diff: also repairs that need a look, since they guess what was meant"},
    {"watch", .kind = CLI_FLAG, CLI_AT(watch), .text = "check again whenever a file changes"},
    {"config", .kind = CLI_TEXT, CLI_AT(config), .value = "FILE",
     .text = "a pyproject.toml with [tool.thinnet], or none; if not given, the nearest one above each file"},
    {"force-exclude", .kind = CLI_FLAG, CLI_AT(force_exclude),
     .text = "what pyproject.toml excludes is passed over even where it is named, as hooks name files"},
    {"threads", .kind = CLI_INT, CLI_AT(check_threads), .value = "N", .fallback = "0", .min = 0, .max = 64,
     .text = "files checked at once; 0: one a processor. The output does not depend on it"},
    {0},
};
static const cli_group group = {"Options", options};

const cli_command cli_command_check = {
    .name = "check",
    .summary = "says what is wrong with a model's source, like a compiler",
    .usage = "FILE.py[:CALL]|FOLDER ... [--input CxHxW] [options]",
    .description =
        "A FILE.py without a call has all of its classes checked; arguments without a default are guessed by their names.\n"
        "A FOLDER is all .py files below it; - is stdin.\n"
        "Exit code 1 where there are errors or warnings; advice is no fault.\n"
        "  thinnet check 'net.py:SimpleCNN()' --input 3x32x32",
    .max_arguments = CLI_ANY_NUMBER,
    .groups = {&group, &cli_common_group},
    .run = run,
};
